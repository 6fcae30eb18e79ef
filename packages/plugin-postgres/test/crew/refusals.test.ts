/** Servers that refuse state and queue, each with a code, what was seen and what to do, and without user and password; nothing is put in. */
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeployError } from '@paintbox/deploy-core';
import { rejects } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeAuthority } from '../../../plugin-checks/test/certificates.ts';
import { crew, postgres } from '../../src/index.ts';
import { findPgBouncer, startPgBouncer } from '../pgbouncer-rig.ts';
import { findPostgres, openPlainly, startPostgres } from '../postgres-rig.ts';

const PLACE = { app: 'shop', environment: 'production', env: {} };
const IDENTITY = process.getuid?.() === 0 ? 65_534 : undefined;

/** What state and queue are refused with, each in a line for people. */
async function refusals(url: string): Promise<readonly string[]> {
  const dispenser = crew(postgres({ url }))(PLACE);
  try {
    return await Promise.all([
      told(postgres({ url })(PLACE).create('k', 'x')),
      told(dispenser.put([{ key: 'k', value: 1 }])),
    ]);
  } finally {
    await dispenser.close();
  }
}

async function told(promise: Promise<unknown>): Promise<string> {
  const error = await rejects(promise);
  assert.ok(isDeployError(error), String(error));
  assert.is(error.exitCode, 4);
  const said = `${error.code}: ${error.message}; ${error.hint}`;
  assert.not.match(said, /geheim|somebody|\n/);
  return said;
}

/** The address with another user. */
function as(url: string, user: string): string {
  return url.replace('paintbox@', `${user}:geheim@`);
}

const debian = await findPostgres();
const pooler = await findPgBouncer();
if ('missing' in debian) {
  test.skip(`servers that refuse (${debian.missing})`);
} else {
  const home = await mkdtemp(join(tmpdir(), 'paintbox-tls-'));
  const authority = await makeAuthority();
  const own = await authority.issue({ from: -1, to: 9 });
  const rules = `host all paintbox 127.0.0.1/32 trust
host all paintbox ::1/128 trust
host all somebody 127.0.0.1/32 scram-sha-256
hostssl all all all trust
`;
  for (const [name, text] of Object.entries({ 'ca.pem': authority.cert, ...own, hba: rules })) {
    const path = join(home, name);
    await writeFile(path, text);
    await chmod(path, name === 'key' ? 0o600 : 0o644);
    if (IDENTITY !== undefined) await chown(path, IDENTITY, IDENTITY);
  }
  await chmod(home, 0o755);
  const server = await startPostgres(debian.programs, [
    'ssl=on',
    `ssl_cert_file=${join(home, 'cert')}`,
    `ssl_key_file=${join(home, 'key')}`,
    `hba_file=${join(home, 'hba')}`,
  ]);
  test.after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  });
  await using plain = openPlainly(await server.database());
  await plain.script(`create role somebody login password 'another'; create role somebody_tls login`);

  test('a wrong password, a user that is not there and one that a rule keeps out are told without their names', async () => {
    const url = await server.database();

    const wrong = await refusals(as(url, 'somebody'));
    const unknown = await refusals(`${as(url, 'somebody_new')}?sslmode=no-verify`);
    const keptOut = await refusals(as(url, 'somebody_tls'));

    for (const said of wrong)
      assert.match(said, /^POSTGRES_DENIED: .*password authentication failed for the user/);
    for (const said of unknown) assert.match(said, /^POSTGRES_DENIED: .*the user does not exist/);
    for (const said of keptOut) {
      assert.match(
        said,
        /^POSTGRES_DENIED: .*no pg_hba.conf entry for host "127\.0\.0\.1", the user, .*no encryption/,
      );
      assert.match(said, 'end the address with ?sslmode=verify-full if the server wants TLS');
    }
  });

  test('TLS that fails says what of it: no trust, another host, no file, a server without it', async () => {
    const url = as(await server.database(), 'somebody_tls');
    const named = url.replace('127.0.0.1', 'localhost');
    const trusted = `sslmode=verify-full&sslrootcert=${join(home, 'ca.pem')}`;
    await using without = await startPostgres(debian.programs);

    const cases: readonly (readonly [string, string])[] = [
      [`${named}?sslmode=verify-full`, 'unable to verify the first certificate'],
      [`${url}?${trusted}`, "Hostname/IP does not match certificate's altnames"],
      [
        `${named}?sslmode=verify-full&sslrootcert=/nowhere.pem`,
        "no such file or directory, open '/nowhere.pem'",
      ],
      [`${await without.database()}?sslmode=verify-full`, 'The server does not support SSL connections'],
    ];
    for (const [address, why] of cases) {
      for (const said of await refusals(address)) {
        assert.match(said, /^POSTGRES_TLS: postgresql:\S+ cannot be reached with TLS as asked: /);
        assert.match(said, why);
        assert.match(said, 'end the address with ?sslmode=verify-full&sslrootcert=CA.pem');
      }
    }
    await using plainly = openPlainly(named.replace('somebody_tls:geheim', 'paintbox'));
    await plainly.script(`grant create on database ${new URL(url).pathname.slice(1)} to somebody_tls`);
    const store = postgres({ url: `${named}?${trusted}` })(PLACE);
    assert.is(await store.create('k', 'x'), true);
  });

  test('a database that only reads, and one that is not there, are refused at once', async () => {
    const url = await server.database();
    const name = new URL(url).pathname.slice(1);
    await plain.script(`alter database ${name} set default_transaction_read_only = on`);

    const reads = await refusals(url);
    const missing = await refusals(new URL('/nowhere', url).href);

    for (const said of reads) {
      assert.match(said, /^POSTGRES_UNFIT: .*it only reads \(cannot execute .* in a read-only transaction\)/);
      assert.match(said, 'use the primary');
    }
    for (const said of missing)
      assert.match(said, /^POSTGRES_DATABASE_MISSING: .*database "nowhere" does not exist/);
  });

  test('limits on connections and on time are waited for, then told with what to raise', async () => {
    const [full, slow] = [await server.database(), await server.database()];
    await plain.script(`create role somebody_limited login connection limit 0`);
    await using holder = openPlainly(slow);
    await holder.script(`alter database ${new URL(slow).pathname.slice(1)} set statement_timeout = '200ms'`);
    await postgres({ url: slow })(PLACE).create('first', 'x');
    const before = crew(postgres({ url: slow }))(PLACE);
    await before.put([{ key: 'first', value: null }]);
    await before.close();
    // For as long as it takes, nobody else gets to the tables.
    const holding = holder
      .script(
        `set statement_timeout = 0; begin; lock paintbox.state_values, paintbox_crew_1.queue; select pg_sleep(60)`,
      )
      .catch(() => undefined);
    const held = `select pid from pg_locks where granted and relation = 'paintbox_crew_1.queue'::regclass`;
    while ((await holder.query({ sql: held })).length === 0) await sleep(50);

    const [none, short] = await Promise.all([
      refusals(`${as(full, 'somebody_limited')}?sslmode=no-verify`),
      refusals(slow),
    ]);
    await holder.query({ sql: `select pg_terminate_backend(pid) from (${held}) held` });
    await holding;

    for (const said of none) {
      assert.match(
        said,
        'cannot be reached: too many connections for the user; raise the limit on connections',
      );
    }
    for (const said of short) {
      assert.match(
        said,
        'canceling statement due to statement timeout (57014); raise the limit for this user',
      );
    }
  });

  test('a server that ends idle connections at once, and transactions that idle, is worked with', async () => {
    const url = await server.database();
    const name = new URL(url).pathname.slice(1);
    await plain.script(`alter database ${name} set idle_session_timeout = '20ms';
      alter database ${name} set idle_in_transaction_session_timeout = '1ms'`);
    const store = postgres({ url })(PLACE);
    const dispenser = crew(postgres({ url }))(PLACE);

    for (const key of ['a', 'b', 'c']) {
      await sleep(60);
      assert.is(await store.create(key, 'x'), true);
      await dispenser.put([{ key, value: null }]);
      const job = await dispenser.take();
      assert.ok(job);
      assert.is(job.key, key);
      await sleep(60);
      assert.is(await dispenser.done(job), true);
    }
    await dispenser.close();
  });

  if ('missing' in pooler) {
    test.skip(`refusals of PgBouncer (${pooler.missing})`);
  } else {
    test('through PgBouncer, a database and a user that are not there are told', async () => {
      await using bouncer = await startPgBouncer(pooler.path, await server.database());

      const missing = await refusals(new URL('/nowhere', bouncer.url).href);
      const unknown = await refusals(as(bouncer.url, 'somebody_new'));
      const plainly = await refusals(`${bouncer.url}?sslmode=verify-full`);

      for (const said of missing)
        assert.match(said, /^POSTGRES_DATABASE_MISSING: .*: no such database: nowhere;/);
      for (const said of unknown) assert.match(said, /^POSTGRES_DENIED: .*"trust" authentication failed;/);
      for (const said of plainly) assert.match(said, /^POSTGRES_TLS: .*The server does not support SSL/);
    });
  }
}

test.run();
