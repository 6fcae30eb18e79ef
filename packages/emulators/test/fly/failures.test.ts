import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openWorld, type TestWorld } from './world.ts';
import { crashOnStart } from './broken-builds.ts';

const blueGreen = ['deploy', '--strategy', 'bluegreen', '--wait-timeout', '1'];

async function deployed(): Promise<TestWorld> {
  const world = await openWorld();
  const result = await world.flyctl(['deploy', '--ha=false']);
  assert.is(result.code, 0, result.stderr);
  await world.writeApp('two');
  return world;
}

const versions = (world: TestWorld): string[] =>
  world.emulator
    .machines('demo')
    .map((machine) => machine.config.metadata['fly_release_version'] ?? '')
    .toSorted((a, b) => a.localeCompare(b));

test('a build that crashes leaves the old machine serving and nothing else', async () => {
  await using world = await deployed();

  const result = await world.flyctl(blueGreen, { env: crashOnStart });

  assert.is(result.code, 1);
  assert.match(result.stderr, /could not get all green machines (into started state|to be healthy)/u);
  assert.match(result.stderr, 'Rolling back failed deployment');
  assert.equal(versions(world), ['1']);
  assert.is((await world.get('/')).headers['x-paintbox-build'], 'one');
  const [newest] = await world.json<{ Version: number; Status: string }[]>('releases', '--json');
  assert.equal([newest?.Version, newest?.Status], [2, 'failed']);
});

test('flyctl killed after the new machine is ready leaves both, and the next blue-green refuses', async () => {
  await using world = await deployed();
  world.emulator.addFault({ command: 'deploy', phase: 5, kind: 'kill-self' });

  const killed = await world.flyctl(blueGreen);
  const leases = await world.json<Record<string, unknown>>('machine', 'leases', 'view', '--json');

  assert.is(killed.signal, 'SIGKILL');
  assert.equal(versions(world), ['1', '2']);
  assert.ok(world.emulator.machines('demo').every((machine) => !machine.cordoned));
  assert.is(Object.keys(leases).length, 1, 'its lease lives on for a while');
  const held = await world.flyctl(blueGreen);
  assert.is(held.code, 1);
  assert.match(
    held.stderr,
    /failed to get lease on VM \w+: aborted: machine ID \w+ lease currently held by .+, expires at \d{4}-/u,
  );
  for (const id of Object.keys(leases)) await world.flyctl(['machine', 'leases', 'clear', id]);
  const refused = await world.flyctl(blueGreen);
  assert.is(refused.code, 1);
  assert.match(refused.stderr, 'Error: found multiple image versions');
  assert.equal(versions(world), ['1', '2']);
});

test('both-colours ends with exit 1 after the point of no return', async () => {
  await using world = await deployed();
  world.emulator.addFault({ kind: 'both-colours', command: 'deploy' });

  const result = await world.flyctl(blueGreen);

  assert.is(result.code, 1);
  assert.not.match(result.stderr, 'Rolling back');
  assert.equal(versions(world), ['1', '2']);
});

test('one SIGINT during blue-green undoes it with exit 1 and a failed release', async () => {
  await using world = await deployed();
  world.emulator.addFault({ command: 'deploy', phase: 3, kind: 'slow', text: '500' });
  const env = { PATH: process.env['PATH'] ?? '', FLY_API_TOKEN: 'token' };
  const child = spawn(world.emulator.flyctlPath, blueGreen, { cwd: `${world.dir}/app`, env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    if (chunk.includes('Waiting for all green machines to start')) child.kill('SIGINT');
  });

  const [code] = (await once(child, 'exit')) as [number | null];

  assert.is(code, 1, stderr);
  assert.match(stderr, 'deployment aborted by user');
  assert.equal(versions(world), ['1']);
  const [newest] = await world.json<{ Status: string }[]>('releases', '--json');
  assert.is(newest?.Status, 'failed');
});

test('SIGINT outside blue-green ends silently with 127 and an interrupted release', async () => {
  await using world = await deployed();
  const env = { PATH: process.env['PATH'] ?? '', FLY_API_TOKEN: 'token' };
  const words = ['deploy', '--strategy', 'rolling', '--wait-timeout', '1m'];
  const child = spawn(world.emulator.flyctlPath, words, { cwd: `${world.dir}/app`, env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (chunk.includes('Updating machine config')) child.kill('SIGINT');
  });

  const [code] = (await once(child, 'exit')) as [number | null];

  assert.is(code, 127);
  assert.not.match(stderr, 'Error');
  const [newest] = await world.json<{ Status: string }[]>('releases', '--json');
  assert.is(newest?.Status, 'interrupted');
  assert.equal(await world.json('machine', 'leases', 'view', '--json'), {});
});

test('both versions left behind can be settled with cordon and destroy', async () => {
  await using world = await deployed();
  world.emulator.addFault({ kind: 'both-colours', command: 'deploy' });
  await world.flyctl(blueGreen);
  const bad = world.emulator
    .machines('demo')
    .find((machine) => machine.config.metadata['fly_release_version'] === '2');

  const cordoned = await world.flyctl(['machine', 'cordon', bad?.id ?? '']);
  const builds = await Promise.all([1, 2, 3, 4].map(() => world.get('/')));
  const destroyed = await world.flyctl(['machine', 'destroy', '--force', bad?.id ?? '']);

  assert.is(cordoned.code, 0, cordoned.stderr);
  assert.ok(builds.every((answer) => answer.headers['x-paintbox-build'] === 'one'));
  assert.is(destroyed.code, 0, destroyed.stderr);
  assert.equal(versions(world), ['1']);
});

test('a pruned image cannot be deployed and makes no release', async () => {
  await using world = await deployed();
  const digest = world.emulator.machines('demo')[0]?.image_ref.digest ?? '';
  await world.emulator.pruneImage(digest);

  const result = await world.flyctl(['deploy', '--image', `registry.fly.io/demo@${digest}`]);

  assert.is(result.code, 1);
  assert.match(result.stderr, 'failed to fetch an image or build from source: Could not find image');
  assert.is((await world.json<unknown[]>('releases', '--json')).length, 1);
});

test('a lease somebody else holds stops the deploy with nothing changed but the release number', async () => {
  await using world = await deployed();
  world.emulator.addFault({ kind: 'lease-held', command: 'deploy' });

  const result = await world.flyctl(blueGreen);

  assert.is(result.code, 1);
  assert.match(
    result.stderr,
    /failed to acquire leases: .*lease currently held by someone-else@example\.test, expires at/u,
  );
  assert.equal(versions(world), ['1']);
});

test.run();
