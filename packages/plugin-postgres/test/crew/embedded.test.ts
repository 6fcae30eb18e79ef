/** The PostgreSQL inside this process: the default of a crew without a server. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crew, postgres } from '../../src/index.ts';

const PLACE = { app: 'shop', environment: 'production', env: {} };

test('without a server a crew works in memory, and a process with another sees nothing of it', async () => {
  const one = crew(postgres())(PLACE);
  const other = crew(postgres())(PLACE);
  try {
    await one.put([{ key: 'k', value: 1 }]);

    assert.is(await other.take(), undefined);
    assert.is((await one.take())?.key, 'k');
    assert.is(one.describe, 'the PostgreSQL of this process (shop/production)');
  } finally {
    await one.close();
    await other.close();
  }
});

test('where its package is not installed, that is said with what to do', async () => {
  const child = join(import.meta.dirname, 'fixtures/without-pglite.ts');

  const { stdout } = await promisify(execFile)(process.execPath, [child]);

  assert.match(stdout, /^PGLITE_MISSING: the package @electric-sql\/pglite is not installed, and no address/);
  assert.match(stdout, 'npm install --save-dev @electric-sql/pglite');
});

test.run();
