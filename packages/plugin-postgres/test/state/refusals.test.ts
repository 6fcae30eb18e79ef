/** What is refused, with which code, and without a password in any message. */
import { isDeployError } from '@paintbox/deploy-core';
import { rejects } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { postgres } from '../../src/index.ts';
import { prepareSchema } from '../../src/state/schema.ts';
import { findPostgres, openPlainly, startPostgres } from '../postgres-rig.ts';
import { freePort } from '../../../../test/free-port.ts';
import { linesOf, openState } from './state-rig.ts';

/** Code and message of what a promise rejects with. */
async function told(promise: Promise<unknown>): Promise<string> {
  const error = await rejects(promise);
  return isDeployError(error) ? `${error.code}: ${error.message}` : String(error);
}

for (const [what, options] of Object.entries({
  'an address of something else': { url: 'mysql://u:geheim@host/db' },
  'no address at all': { url: 'geheim' },
  'a schema with a quote': { url: 'postgresql://host/db', schema: 'a"b' },
})) {
  test(`${what} is refused when the config is read, without its words`, () => {
    assert.throws(
      () => postgres(options),
      (error: unknown) =>
        isDeployError(error) && error.code === 'POSTGRES_OPTION_INVALID' && !error.message.includes('geheim'),
    );
  });
}

test('state without an address is refused; the variable names one', () => {
  const place = { app: 'shop', environment: 'production' };

  assert.throws(() => postgres()({ ...place, env: {} }), /give 'url', or set PAINTBOX_POSTGRES_URL/);
  const env = { PAINTBOX_POSTGRES_URL: 'postgresql://u:geheim@db.example:6432/state?sslmode=require' };
  assert.is(postgres()({ ...place, env }).describe, 'postgresql://db.example:6432/state (shop/production)');
});

test('a server that is not there is told with its address', async () => {
  const port = await freePort();
  const store = openState(`postgresql://u:geheim@127.0.0.1:${port}/state`);

  const said = await told(store.read('k'));

  assert.match(
    said,
    `STATE_UNUSABLE: the state in postgresql://127.0.0.1:${port}/state (shop/production) cannot be`,
  );
  assert.not.match(said, 'geheim');
});

test('a server older than 13 is refused before anything is read or written', async () => {
  const asked: string[] = [];
  const old = {
    describe: 'postgresql://old/db',
    query: async ({ sql }: { readonly sql: string }) => {
      asked.push(sql);
      return [{ server: 120_019, shown: '12.19', encoding: 'UTF8' }];
    },
    script: async () => [],
    send: async () => [],
    close: async () => {},
  };

  const said = await told(prepareSchema(old, 'paintbox'));

  assert.is(
    said,
    'POSTGRES_UNFIT: postgresql://old/db cannot be used: it is PostgreSQL 12.19, older than 13',
  );
  assert.is(asked.length, 1);
});

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`refusals of PostgreSQL (${debian.missing})`);
} else {
  const server = await startPostgres(debian.programs);
  test.after(async () => server[Symbol.asyncDispose]());

  test('tables of another version, or of others, are refused and left as they are', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await openState(url).create('k', 'x');
    await plain.script('update paintbox.state_version set version = 2');
    await plain.script('create schema theirs; create table theirs.state_values (id int)');

    const newer = await told(openState(url).read('k'));
    const theirs = await told(openState(url, 'shop', 'theirs').create('k', 'x'));

    assert.match(newer, 'POSTGRES_SCHEMA_VERSION: ');
    assert.match(newer, "the schema 'paintbox' has version 2, and this plugin has 1");
    assert.match(theirs, 'POSTGRES_SCHEMA_VERSION: ');
    assert.match(theirs, "the schema 'theirs' has a table 'state_values' that is not ours");
    const tables = await plain.query({ sql: `select 1 from pg_tables where schemaname = 'theirs'` });
    assert.is(tables.length, 1);
  });

  test('twenty processes that make the tables at once all find them', async () => {
    const url = await server.database();

    const won = await Promise.all(Array.from({ length: 20 }, () => openState(url).create('k', 'x')));

    assert.is(won.filter(Boolean).length, 1);
  });

  test('a user without rights, a database that is missing, and another encoding each have a code', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await plain.script(`create role guest login`);
    await plain.query({ sql: `create database latin encoding 'LATIN1' template template0` });
    const guest = new URL(url);
    guest.username = 'guest';

    const right = await told(openState(guest.href).create('k', 'x'));
    const missing = await told(openState(new URL('/nowhere', url).href).read('k'));
    const latin = await told(openState(new URL('/latin', url).href).read('k'));

    assert.match(right, /^POSTGRES_DENIED: .*permission denied for database test_\d/);
    assert.match(missing, /^POSTGRES_DATABASE_MISSING: .*database "nowhere" does not exist/);
    assert.match(latin, /^POSTGRES_UNFIT: .*its encoding is LATIN1, not UTF8/);
  });

  test('a user that may only use tables which another made needs no more rights', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    await openState(url).create('first', 'x');
    await plain.script(`create role deployer login; grant usage on schema paintbox to deployer;
      grant select on paintbox.state_version to deployer;
      grant select, insert, update, delete on paintbox.state_values, paintbox.state_logs to deployer`);
    const deployer = new URL(url);
    deployer.username = 'deployer';
    const store = openState(deployer.href);

    assert.is(await store.create('k', 'one'), true);
    assert.is(await store.replace('k', 'two', (await store.read('k'))?.tag ?? ''), true);
    await store.append('log', ['a'], { durable: true });
    await store.remove('first');
    assert.equal(await store.list(''), ['k', 'log']);
  });

  test('a log that lost lines is refused by its writer and by its reader', async () => {
    const url = await server.database();
    await using plain = openPlainly(url);
    const store = openState(url);
    for (const line of ['a', 'b', 'c']) await store.append('log', [line], { durable: true });

    await plain.script('delete from paintbox.state_logs where part = 2');
    const read = await told(linesOf(store, 'log'));
    await plain.script('delete from paintbox.state_logs where part = 3');
    const written = await told(store.append('log', ['d'], { durable: true }));

    assert.match(read, /^POSTGRES_LOG_LOST: .*part 2 of the log 'log' is gone/);
    assert.match(written, /^POSTGRES_LOG_LOST: .*part 3 of the log 'log' is gone/);
  });
}

test.run();
