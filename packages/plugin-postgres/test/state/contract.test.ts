/** The contract of state stores on PostgreSQL from Debian's packages, directly and behind PgBouncer in transaction mode. */
import { testStore } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findPostgres, startPostgres } from '../postgres-rig.ts';
import { findPgBouncer, startPgBouncer } from '../pgbouncer-rig.ts';
import { linesOf, openState } from './state-rig.ts';

const debian = await findPostgres();
const pooler = await findPgBouncer();

if ('missing' in debian) {
  test.skip(`state in PostgreSQL (${debian.missing})`);
} else {
  const server = await startPostgres(debian.programs);
  test.after(async () => server[Symbol.asyncDispose]());

  test('state in PostgreSQL keeps the contract of state stores, beside the state of others', async () => {
    const url = await server.database();
    const other = openState(url, 'other');
    await other.create('k', 'theirs');
    await other.append('log', ['theirs'], { durable: true });
    let opened = 0;

    await testStore(async (work) => work(openState(url, `mine-${(opened += 1)}`)));

    assert.equal(await other.list(''), ['k', 'log']);
    assert.equal(await linesOf(other, 'log'), ['theirs']);
  });

  if ('missing' in pooler) {
    test.skip(`state behind PgBouncer (${pooler.missing})`);
  } else {
    test('behind PgBouncer in transaction mode, with one connection for all, it keeps the contract', async () => {
      await using bouncer = await startPgBouncer(pooler.path, await server.database());
      let opened = 0;

      await testStore(async (work) => work(openState(bouncer.url, `app-${(opened += 1)}`)));
    });
  }
}

test.run();
