/** The PostgreSQL inside this process: the default of a crew without a server. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('where its package is not installed, that is said with what to do', async () => {
  const child = join(import.meta.dirname, 'fixtures/without-pglite.ts');

  const { stdout } = await promisify(execFile)(process.execPath, [child]);

  assert.match(stdout, /^PGLITE_MISSING: the package @electric-sql\/pglite is not installed, and no address/);
  assert.match(stdout, 'npm install --save-dev @electric-sql/pglite');
});

test.run();
