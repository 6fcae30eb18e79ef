/** The PostgreSQL inside this process: the default of a crew without a server. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isDeployError } from '@paintbox/deploy-core';
import { rejects } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openEmbedded } from '../../src/crew/embedded.ts';

test('where its package is not installed, that is said with what to do', async () => {
  const child = join(import.meta.dirname, 'fixtures/without-pglite.ts');

  const { stdout } = await promisify(execFile)(process.execPath, [child]);

  assert.match(stdout, /^PGLITE_MISSING: the package @electric-sql\/pglite is not installed, and no address/);
  assert.match(stdout, 'npm install --save-dev @electric-sql/pglite');
});

test('where there is too little memory to start it, that is said with what to do', async () => {
  const child = join(import.meta.dirname, 'fixtures/without-memory.ts');

  const { stdout } = await promisify(execFile)(process.execPath, [child]);

  assert.match(
    stdout,
    /^PGLITE_FAILED: the PostgreSQL of this process did not start: WebAssembly.Memory\(\): could not allocate memory: give/,
  );
  assert.match(stdout, 'or name a server of PostgreSQL with PAINTBOX_POSTGRES_URL');
});

test('one that stops in the middle is replaced by an empty one', async () => {
  const started: string[] = [];
  const database = openEmbedded(async () => {
    const name = `one-${started.push('started')}`;
    return {
      adapter: {
        async executeSql(sql) {
          if (name === 'one-1' && sql === 'trap') throw new Error('unreachable');
          if (sql === 'wrong') throw Object.assign(new Error('syntax error'), { code: '42601' });
          return { rows: [{ name }] };
        },
      },
      close: async () => {},
    };
  });

  const refused = await rejects(database.query({ sql: 'wrong' }));
  const before = await database.query({ sql: 'select' });
  const trapped = await rejects(database.query({ sql: 'trap' }));
  const after = await database.query({ sql: 'trap' });

  assert.match(String(refused), 'syntax error (42601)');
  assert.equal([before, after], [[{ name: 'one-1' }], [{ name: 'one-2' }]]);
  assert.ok(isDeployError(trapped) && trapped.code === 'PGLITE_FAILED' && trapped.transient);
  assert.is(trapped.message, 'the PostgreSQL of this process has stopped: unreachable');
});

test.run();
