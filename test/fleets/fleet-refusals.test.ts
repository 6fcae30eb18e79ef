/** What is wrong with a fleet, its crew or its plan is said with a code and with what to do, and nothing is handed out. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crew as crewOn, postgres } from '@paintbox/deploy-plugin-postgres';
import {
  findPostgres,
  openPlainly,
  startPostgres,
} from '../../packages/plugin-postgres/test/postgres-rig.ts';
import type { TestServer } from '../../packages/plugin-postgres/test/postgres-rig.ts';
import { freePort } from '../free-port.ts';
import { openFleetRig, recordIn } from './fleet-rig.ts';
import type { FleetCallOptions, FleetRig } from './fleet-rig.ts';

const ONE = 'files/shop@sha256:one';
const TWO = 'files/shop@sha256:two';
const deploy = (fleet: string, ...more: readonly string[]): readonly string[] => [
  'fleet',
  'deploy',
  fleet,
  '--image',
  ONE,
  ...more,
];

/** What is refused is nowhere: no member has run, and there is no run that must be ended. */
async function refused(
  rig: FleetRig,
  words: readonly string[],
  options: FleetCallOptions = {},
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const { code, stderr } = await rig.call(words, options);
  const entries = await readdir(join(rig.folder, 'state'), { recursive: true }).catch(() => []);
  assert.equal(
    entries.filter((entry) => /open\/|\.jsonl/.test(entry)),
    [],
    'nothing was begun',
  );
  assert.equal(await readdir(join(rig.folder, 'apps')).catch(() => []), []);
  return { code, stderr };
}

const test = suite<{ rig: FleetRig }>('fleet refusals');
test.before(async (context) => {
  context.rig = await openFleetRig();
});
test.after(async ({ rig }) => rig[Symbol.asyncDispose]());

test('labels that match nobody and a tolerance as large as its wave are both said at once', async ({
  rig,
}) => {
  const { code, stderr } = await refused(rig, deploy('nobody'));

  assert.is(code, 2);
  assert.match(stderr, "FLEET_WAVE_EMPTY: fleet 'nobody' has 6 members, and none in wave 'ours'");
  assert.match(stderr, 'correct the labels of the wave, or remove it');
  assert.match(
    stderr,
    "FLEET_TOLERANCE: wave 'rest' of fleet 'nobody' has 6 members and tolerates 6 bad ones",
  );
  assert.match(stderr, 'lower tolerate, or make the wave larger');
});

test('a wave that has nobody left is refused, and so is a fleet without members', async ({ rig }) => {
  const empty = await refused(rig, deploy('crowd'), { members: 2 });
  const none = await refused(rig, deploy('crowd'), { members: 0 });

  assert.equal([empty.code, none.code], [2, 2]);
  assert.match(empty.stderr, "FLEET_WAVE_EMPTY: fleet 'crowd' has 2 members, and none in wave 'rest'");
  assert.match(none.stderr, 'FLEET_MEMBERS');
  assert.match(none.stderr, 'it has no members');
});

test('what stands in the way of members is said before anything is begun, unless nobody is to be asked', async ({
  rig,
}) => {
  const asked = await refused(rig, deploy('pair'), { unready: 'shop-1,shop-2' });
  await using other = await openFleetRig();
  const unasked = await other.call(deploy('pair', '--no-ask', '--json'), { unready: 'shop-1' });

  assert.is(asked.code, 1);
  assert.match(asked.stderr, /SHOP_UNREADY: shop-\d has no room \(2 members: shop-\d, shop-\d\)/);
  assert.match(asked.stderr, 'make room');
  assert.is(unasked.code, 3, unasked.stderr);
});

test('a fleet that has changed since its plan was seen is not deployed', async ({ rig }) => {
  const planned = await rig.call(['fleet', 'plan', 'crowd', '--image', ONE, '--json']);
  const { hash } = JSON.parse(planned.stdout) as { readonly hash: string };

  const { code, stderr } = await refused(rig, deploy('crowd', '--plan', hash), { members: 5 });

  assert.is(code, 2);
  assert.match(stderr, `FLEET_CHANGED: the plan of fleet 'crowd' was ${hash}, and is `);
  assert.match(stderr, 'plan again, look at the difference, and deploy with the new hash');
});

test('a server that does not answer is told with its address, and nothing is begun', async ({ rig }) => {
  const port = await freePort();
  const crew = { url: `postgresql://u:geheim@127.0.0.1:${port}/crew` };

  const [deployed, worked] = await Promise.all([
    refused(rig, deploy('crowd', '--no-work'), { crew }),
    refused(rig, ['fleet', 'work', 'crowd'], { crew }),
  ]);

  for (const { code, stderr } of [deployed, worked]) {
    assert.is(code, 4, stderr);
    assert.match(stderr, `POSTGRES_UNREACHABLE: postgresql://127.0.0.1:${port}/crew cannot be reached`);
    assert.match(stderr, 'check that the server runs and can be reached from this machine');
    assert.not.match(stderr, 'geheim');
  }
});

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`refusals of PostgreSQL (${debian.missing})`);
} else {
  let server: TestServer;
  test.before(async () => {
    server = await startPostgres(debian.programs);
  });
  test.after(async () => server[Symbol.asyncDispose]());

  test('a server older than PostgreSQL 13 is refused', async ({ rig }) => {
    const url = await server.database();
    await using plain = openPlainly(url);
    // It says of itself that it is an old one.
    await plain.script(`create schema old;
      create function old.current_setting(name text) returns text language sql as $$ select case name
        when 'server_version_num' then '120019' when 'server_version' then '12.19' else pg_catalog.current_setting(name) end $$;
      alter database ${new URL(url).pathname.slice(1)} set search_path = old, pg_catalog, public`);

    const { code, stderr } = await refused(rig, deploy('crowd', '--no-work'), { crew: { url } });

    assert.is(code, 4, stderr);
    assert.match(
      stderr,
      /POSTGRES_UNFIT: postgresql:\S+ cannot be used: it is PostgreSQL 12\.19, older than 13/,
    );
    assert.match(stderr, 'use the primary of PostgreSQL 13 or later');
  });

  test('a schema of another version is refused, and left as it is', async ({ rig }) => {
    const url = await server.database();
    const options = { crew: { url }, state: 'postgres' } as const;
    const place = { app: 'another', environment: 'production', env: {} };
    await postgres({ url })(place).create('key', 'value');
    await using plain = openPlainly(url);
    await plain.script('update paintbox.state_version set version = 2');

    const { code, stderr } = await refused(rig, deploy('crowd', '--no-work'), options);

    assert.is(code, 4, stderr);
    assert.match(stderr, 'POSTGRES_SCHEMA_VERSION: ');
    assert.match(stderr, "the schema 'paintbox' has version 2, and this plugin has 1");
    assert.match(stderr, 'use one version of @paintbox/deploy-plugin-postgres on all machines');
    assert.equal(await plain.query({ sql: 'select key from paintbox.state_values' }), [{ key: 'key' }]);
  });

  test('a queue of a newer pg-boss is refused with what drops it, and nothing is begun', async ({ rig }) => {
    const url = await server.database();
    const dispenser = crewOn(postgres({ url }))({ app: 'another', environment: 'production', env: {} });
    await dispenser.put([{ key: 'key', value: null }]);
    await dispenser.close();
    await using plain = openPlainly(url);
    await plain.script('update paintbox_crew_1.version set version = version + 1');

    const { code, stderr } = await refused(rig, deploy('crowd', '--no-work'), { crew: { url } });

    assert.is(code, 4, stderr);
    assert.match(
      stderr,
      /POSTGRES_QUEUE_VERSION: .* has version \d+ of the tables of pg-boss, and the pg-boss/,
    );
    assert.match(stderr, "'drop schema paintbox_crew_1 cascade'");
    assert.is((await plain.query({ sql: 'select 1 from paintbox_crew_1.job' })).length, 1);
  });

  test('a server that goes away in the middle is waited for, and the run goes to its end', async ({
    rig,
  }) => {
    const crew = { url: await server.database() };
    const worker = rig.start(['fleet', 'work', 'crowd'], { crew });
    const words = ['fleet', 'deploy', 'crowd', '--no-work', '--image', TWO, '--json'];
    const deployed = rig.start(words, { crew });
    await deployed.says("waiting: wave 'rest' waits for approval");

    await server.kill();
    const approved = await rig.call(['fleet', 'approve', 'crowd', '--because', 'well'], { crew });
    await server.start();
    const { code, stdout, stderr } = await deployed.ended;
    worker.child.kill('SIGTERM');

    assert.is(approved.code, 0, approved.stderr);
    assert.is(code, 0, stderr);
    assert.ok(recordIn({ stdout }).members.every(({ outcome }) => outcome === 'good'));
    assert.is((await worker.ended).code, 0, worker.text());
  });
}

test.run();
