/** Queues of another pg-boss, and tables that only look like a queue: what is refused, what is raised, and what stays as it is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeployError } from '@paintbox/deploy-core';
import type { Dispenser } from '@paintbox/deploy-core/fleet';
import { rejects } from '@paintbox/deploy-core/testing';
import { getRollbackPlans } from 'pg-boss';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crew, postgres } from '../../src/index.ts';
import { findPostgres, openPlainly, startPostgres } from '../postgres-rig.ts';

const SCHEMA = 'paintbox_crew_1';
/** Of pg-boss 12.38, and of a newer one. */
const KNOWN = 46;
const NEWER = 47;

function openCrew(url: string): Dispenser & AsyncDisposable {
  const dispenser = crew(postgres({ url }))({ app: 'shop', environment: 'production', env: {} });
  return { ...dispenser, [Symbol.asyncDispose]: () => dispenser.close() };
}

/** What a promise rejects with, for people. */
async function told(promise: Promise<unknown>): Promise<string> {
  const error = await rejects(promise);
  assert.ok(isDeployError(error), String(error));
  assert.is(error.exitCode, 4);
  return `${error.code}: ${error.message}; ${error.hint}`;
}

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`queues of another version (${debian.missing})`);
} else {
  const server = await startPostgres(debian.programs);
  test.after(async () => server[Symbol.asyncDispose]());

  test('a queue of a newer pg-boss is refused with what drops it, left as it is, and used again once dropped', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await using before = openCrew(url);
    await before.put([{ key: 'k', value: 1 }]);
    await before.close();
    await plain.script(`update ${SCHEMA}.version set version = ${NEWER}`);
    await using late = openCrew(url);

    const ready = await told(late.ready?.() ?? Promise.resolve());
    const taken = await told(late.take());
    const dropped = await told(late.drop());

    assert.match(ready, 'POSTGRES_QUEUE_VERSION: ');
    assert.match(ready, `the queue in the schema '${SCHEMA}' has version ${NEWER} of the tables of pg-boss`);
    assert.match(ready, `the pg-boss here knows ${KNOWN}`);
    assert.match(ready, `drop schema ${SCHEMA} cascade`);
    assert.equal([taken, dropped], [ready, ready]);
    const jobs = await plain.query({ sql: `select state::text from ${SCHEMA}.job` });
    assert.equal(jobs, [{ state: 'created' }]);
    await plain.script(`drop schema ${SCHEMA} cascade`);
    await late.put([{ key: 'k', value: 2 }]);
    assert.is((await late.take())?.value, 2);
  });

  test('a worker that is at work when a newer pg-boss changes the tables takes nothing more', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await using worker = openCrew(url);
    await worker.put(Array.from({ length: 500 }, (_, n) => ({ key: `k-${n}`, value: null })));
    const held = await worker.take();
    assert.ok(held);

    await plain.script(`update ${SCHEMA}.version set version = ${NEWER}`);
    // It looks every few seconds; until then it may renew what it has.
    const said = await told(untilRefused(() => worker.renew(held)));

    assert.match(said, `POSTGRES_QUEUE_VERSION: `);
    assert.match(said, `has version ${NEWER} of the tables of pg-boss`);
    assert.is(await told(worker.take()), said);
    assert.is(await told(worker.done(held)), said);
    assert.is(await told(worker.put([{ key: 'new', value: null }])), said);
    const jobs = await plain.query({
      sql: `select state::text, count(*)::int as jobs from ${SCHEMA}.job group by state order by jobs`,
    });
    assert.equal(jobs, [
      { state: 'active', jobs: 1 },
      { state: 'created', jobs: 499 },
    ]);
  });

  test('a queue of an older pg-boss is raised, with all that it holds', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await using before = openCrew(url);
    await before.put([{ key: 'k', value: 1 }]);
    await before.close();
    await plain.script(getRollbackPlans(SCHEMA, KNOWN));
    assert.equal(await plain.query({ sql: `select version from ${SCHEMA}.version` }), [
      { version: KNOWN - 1 },
    ]);
    await using late = openCrew(url);

    assert.is((await late.take())?.value, 1);

    assert.equal(await plain.query({ sql: `select version from ${SCHEMA}.version` }), [{ version: KNOWN }]);
  });

  for (const [what, made, table] of [
    ['a table of versions that is not of pg-boss', `create table ${SCHEMA}.version (name text)`, 'version'],
    ['a table of jobs without the others', `create table ${SCHEMA}.job (id int)`, 'job'],
    [
      'all three tables with columns of their own',
      `create table ${SCHEMA}.version (name text); create table ${SCHEMA}.queue (id int); create table ${SCHEMA}.job (id int)`,
      'version',
    ],
  ] as const) {
    test(`${what} is refused and left as it is`, async () => {
      const url = await server.database();
      await using plain = openPlainly(url);
      await plain.script(`create schema ${SCHEMA}; ${made}`);
      const tables = { sql: `select tablename from pg_tables where schemaname = '${SCHEMA}' order by 1` };
      const before = await plain.query(tables);
      await using dispenser = openCrew(url);

      const said = await told(dispenser.put([{ key: 'k', value: 1 }]));

      assert.match(said, `POSTGRES_QUEUE_VERSION: postgresql://127.0.0.1:${server.port}/`);
      assert.match(
        said,
        `the schema '${SCHEMA}' has a table '${table}' that is not of pg-boss; name another`,
      );
      assert.equal(await plain.query(tables), before);
    });
  }

  test('a user that may not make schemas uses one that was made for it, and with tables that another made needs still fewer rights', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await plain.script(`create role owner login; create schema ${SCHEMA};
      grant usage, create on schema ${SCHEMA} to owner`);
    await using owner = openCrew(url.replace('paintbox@', 'owner@'));

    await owner.put([{ key: 'k', value: 1 }]);
    await plain.script(`create role worker login; grant usage on schema ${SCHEMA} to worker;
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to worker`);
    await using worker = openCrew(url.replace('paintbox@', 'worker@'));
    const job = await worker.take();

    assert.ok(job);
    assert.is(await worker.renew(job), true);
    assert.is(await worker.later(job, 0), true);
    const again = await worker.take();
    assert.ok(again);
    assert.is(again.attempt, 2);
    assert.is(await worker.done(again), true);
    await worker.drop();
  });
}

/** Asks until it is refused; the runner of the tests bounds it. */
async function untilRefused(ask: () => Promise<boolean>): Promise<never> {
  for (;;) {
    assert.is(await ask(), true);
    await sleep(100);
  }
}

test.run();
