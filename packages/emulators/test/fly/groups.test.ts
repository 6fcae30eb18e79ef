import { writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openWorld, type TestWorld } from './world.ts';

const twoGroups = `app = "demo"
[processes]
  web = "node server.mjs"
  worker = "sh -c 'while true; do sleep 1; done'"
[http_service]
  internal_port = 8080
  processes = ["web"]
  [[http_service.checks]]
    path = "/api/health"
`;

const groups = (world: TestWorld): string =>
  world.emulator
    .machines('demo')
    .map(
      ({ config, state }) =>
        `${config.metadata['fly_process_group']} v${config.metadata['fly_release_version']} ${state}`,
    )
    .toSorted((a, b) => a.localeCompare(b))
    .join(', ');

test('every process group gets its machines, a green twin each, and goes when it is removed', async () => {
  await using world = await openWorld();
  const file = `${world.dir}/app/fly.toml`;
  await writeFile(file, twoGroups);

  const first = await world.flyctl(['deploy']);
  assert.is(first.code, 0, first.stderr);
  assert.is(groups(world), 'web v1 started, web v1 started, worker v1 started, worker v1 stopped');
  await world.writeApp('two');
  await writeFile(file, twoGroups);
  const second = await world.flyctl(['deploy', '--strategy', 'bluegreen', '--ha=false']);
  assert.is(second.code, 0, second.stderr);
  assert.is(groups(world), 'web v2 started, web v2 started, worker v2 started, worker v2 stopped');
  await writeFile(file, twoGroups.replace(/ {2}worker = .*\n/u, ''));
  const third = await world.flyctl(['deploy', '--strategy', 'bluegreen', '--ha=false']);

  assert.is(third.code, 0, third.stderr);
  assert.match(third.stdout, 'Process groups have changed. This will:');
  assert.is(groups(world), 'web v3 started, web v3 started');
});

test('blue-green wants at least one check, and volumes are refused before anything is made', async () => {
  await using world = await openWorld();
  const file = `${world.dir}/app/fly.toml`;
  await world.flyctl(['deploy', '--ha=false']);
  await writeFile(file, 'app = "demo"\n[http_service]\ninternal_port = 8080\n');
  const unchecked = await world.flyctl(['deploy', '--strategy', 'bluegreen']);
  await writeFile(
    file,
    `${twoGroups}[[mounts]]\nsource = "data"\ndestination = "/data"\nprocesses = ["web"]\n`,
  );
  const mounted = await world.flyctl(['deploy', '--strategy', 'rolling']);

  assert.is(unchecked.code, 1);
  assert.match(unchecked.stderr, 'app not in valid state for bluegreen deployments');
  assert.is(mounted.code, 1);
  assert.match(mounted.stderr, "Process group 'web' needs volumes with name 'data'");
});

test('update-only on an empty app succeeds without doing anything', async () => {
  await using world = await openWorld();

  const result = await world.flyctl(['deploy', '--update-only']);

  assert.is(result.code, 0);
  assert.equal(world.emulator.machines('demo'), []);
  assert.is((await world.json<{ Status: string }[]>('releases', '--json'))[0]?.Status, 'complete');
});

test.run();
