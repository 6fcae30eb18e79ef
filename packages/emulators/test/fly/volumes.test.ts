import { writeFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openWorld, type TestWorld } from './world.ts';

const withVolume = `app = "demo"
primary_region = "iad"
[env]
  NOTES = "/data/notes"
[processes]
  web = "node server.mjs"
  worker = "sh -c 'date >> $NOTES; while true; do sleep 1; done'"
[http_service]
  internal_port = 8080
  processes = ["web"]
  [[http_service.checks]]
    path = "/api/health"
[[mounts]]
  source = "data"
  destination = "/data"
  processes = ["worker"]
`;

interface Volume {
  readonly id: string;
  readonly attached_machine_id: string | null;
}

const groupsAndVersions = (world: TestWorld): string[] =>
  world.emulator
    .machines('demo')
    .map(({ config: { metadata } }) => `${metadata['fly_process_group']} v${metadata['fly_release_version']}`)
    .toSorted((a, b) => a.localeCompare(b));

test('a group with a volume is released by rolling beside a blue-green group, and keeps what it wrote', async () => {
  await using world = await openWorld();
  const file = `${world.dir}/app/fly.toml`;
  await writeFile(file, withVolume);
  const first = await world.flyctl(['deploy']);
  assert.is(first.code, 0, first.stderr);
  const [volume] = await world.json<Volume[]>('volumes', 'list', '--json');
  const worker = world.emulator.machines('demo').find(({ config }) => config.mounts?.[0]);
  assert.is(volume?.attached_machine_id, worker?.id);
  assert.equal(groupsAndVersions(world), ['web v1', 'web v1', 'worker v1'], 'a volume cannot be doubled');
  await world.writeApp('two');
  await writeFile(file, withVolume);

  const whole = await world.flyctl(['deploy', '--strategy', 'bluegreen']);
  const web = await world.flyctl(['deploy', '--strategy', 'bluegreen', '--process-groups', 'web']);
  const rolling = await world.flyctl(['deploy', '--strategy', 'rolling', '--process-groups', 'worker']);
  const notes = await world.flyctl(['machine', 'exec', worker?.id ?? '', 'sh -c "wc -l < $NOTES"']);

  assert.is(whole.code, 1);
  assert.match(whole.stderr, 'failed to create green machines');
  assert.match(whole.stderr, `volume ${volume?.id} is already attached to machine ${worker?.id}`);
  assert.is(web.code, 0, web.stderr);
  assert.is(rolling.code, 0, rolling.stderr);
  assert.equal(groupsAndVersions(world), ['web v3', 'web v3', 'worker v4']);
  assert.equal([notes.code, notes.stdout.trim()], [0, '2'], notes.stderr);
});

test('a mount without a free volume is refused before there is a release', async () => {
  await using world = await openWorld();
  const file = `${world.dir}/app/fly.toml`;
  await world.flyctl(['deploy', '--ha=false']);
  await writeFile(file, withVolume);

  const refused = await world.flyctl(['deploy', '--ha=false']);
  await world.flyctl(['volumes', 'create', 'data', '-r', 'iad', '-y']);
  const accepted = await world.flyctl(['deploy', '--ha=false']);
  await writeFile(file, withVolume.replace('source = "data"', 'source = "other"'));
  const renamed = await world.flyctl(['deploy', '--ha=false']);
  await writeFile(file, withVolume.slice(0, withVolume.indexOf('[[mounts]]')));
  const removed = await world.flyctl(['deploy', '--ha=false', '--yes']);

  assert.is(refused.code, 1);
  assert.match(refused.stderr, "Process group 'worker' needs volumes with name 'data' to fulfill mounts");
  assert.is(accepted.code, 0, accepted.stderr);
  assert.match(renamed.stderr, /machine \w+ \[worker\] can't update the attached volume/u);
  assert.match(removed.stderr, 'yes flag must be specified when not running interactively');
  assert.is((await world.json<unknown[]>('releases', '--json')).length, 2);
});

test('a volume is free again when its machine is gone, and only then can be destroyed', async () => {
  await using world = await openWorld();
  await writeFile(`${world.dir}/app/fly.toml`, withVolume);
  await world.flyctl(['deploy', '--ha=false']);
  const worker = world.emulator.machines('demo').find(({ config }) => config.mounts?.[0]);
  const id = worker?.config.mounts?.[0]?.volume ?? '';

  const early = await world.flyctl(['volumes', 'destroy', id, '-y']);
  await world.flyctl(['machine', 'destroy', '--force', worker?.id ?? '']);
  const [freed] = await world.json<Volume[]>('volumes', 'list', '--json');
  const late = await world.flyctl(['volumes', 'destroy', id, '-y']);

  assert.is(early.code, 1);
  assert.is(freed?.attached_machine_id, null);
  assert.is(late.code, 0, late.stderr);
  assert.equal(await world.json('volumes', 'list', '--json'), []);
});

test.run();
