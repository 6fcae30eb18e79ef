import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../src/fly/index.ts';
import { openWorld } from './world.ts';

test('the first deploy creates a machine that serves through the edge, with the documented streams', async () => {
  await using world = await openWorld();

  const result = await world.flyctl(['deploy', '--ha=false'], { env: { FLY_EMIT_RELEASE_JSON: '1' } });

  assert.is(result.code, 0, result.stderr);
  assert.match(result.stdout, 'Watch your deployment at https://fly.io/apps/demo/monitoring');
  assert.match(result.stdout, /\{"id":"[^"]+","version":1,"image_ref":"registry\.fly\.io\/demo:deployment-/u);
  assert.match(result.stdout, 'Visit your newly deployed app at https://demo.fly.dev/');
  assert.match(result.stderr, /^image: registry\.fly\.io\/demo:deployment-[0-9A-Z]{26}$/mu);
  assert.match(
    result.stderr,
    /pushing manifest for registry\.fly\.io\/demo:deployment-\w+@sha256:[0-9a-f]{64}/u,
  );
  const answer = await world.get('/env');
  assert.is(answer.status, 200);
  assert.is(answer.headers['server'], 'Fly (emulator)');
  assert.ok(answer.headers['fly-request-id']);
  const env = JSON.parse(answer.body) as Record<string, string>;
  assert.is(env['FLY_APP_NAME'], 'demo');
  assert.is(env['API_KEY'], 's3cret');
  assert.is(env['NODE_ENV'], 'production');
  assert.is(env['HOME'], undefined, 'nothing of the daemon leaks into a machine');
});

test('blue-green under keep-alive traffic fails no request, and the old machine is gone afterwards', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const [blue] = world.emulator.machines('demo');
  await world.writeApp('two');
  const seen = new Map<string, number>();
  const traffic = new AbortController();
  const client = async (path: string): Promise<void> => {
    while (!traffic.signal.aborted) {
      const answer = await world.get(path);
      const key = `${answer.status} ${String(answer.headers['x-paintbox-build'])}`;
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  };
  const clients = ['/', '/', '/stream', '/late'].map(client);

  const result = await world.flyctl([
    'deploy',
    '--strategy',
    'bluegreen',
    '--update-only',
    '--deploy-retries',
    '0',
  ]);
  await world.get('/');
  traffic.abort();
  await Promise.all(clients);

  assert.is(result.code, 0, result.stderr);
  assert.match(result.stderr, 'Deployment Complete');
  assert.equal([...seen.keys()].toSorted(), ['200 one', '200 two'], JSON.stringify([...seen]));
  const machines = world.emulator.machines('demo');
  assert.is(machines.length, 1);
  assert.is.not(machines[0]?.id, blue?.id);
  assert.is(machines[0]?.config.metadata['fly_release_version'], '2');
  assert.is(machines[0]?.cordoned, false);
  assert.equal(await world.json('machine', 'leases', 'view', '--json'), {});
});

test('the edge can be asked for one machine, spreads the others and answers 503 without any', async () => {
  await using world = await openWorld();
  assert.is((await world.get('/')).status, 503);
  await world.flyctl(['deploy']);
  const machines = world.emulator.machines('demo');
  assert.is(machines.length, 2);

  const wanted = machines[1]?.id ?? '';
  const forced = await Promise.all(
    [1, 2, 3].map(() => world.get('/env', { 'fly-force-instance-id': wanted })),
  );
  const spread = await Promise.all([1, 2, 3, 4].map(() => world.get('/env')));

  const machineOf = (answer: { body: string }): string =>
    (JSON.parse(answer.body) as { FLY_MACHINE_ID: string }).FLY_MACHINE_ID;
  assert.equal(forced.map(machineOf), [wanted, wanted, wanted]);
  assert.is(new Set(spread.map(machineOf)).size, 2);
});

test('read commands have the documented shapes', async () => {
  await using world = await openWorld();
  assert.is((await world.flyctl(['image', 'show', '--json'])).stdout.trim(), 'null');
  assert.equal(await world.json('machine', 'list', '--json'), []);
  await world.flyctl(['deploy', '--ha=false']);

  const status = await world.json<Record<string, unknown> & { Machines: Machine[] }>('status', '--json');
  const releases = await world.json<Record<string, unknown>[]>('releases', '--json', '--image');
  const images = await world.json<Record<string, string>[]>('image', 'show', '--json');
  const config = await world.json<{ app: string; http_service: unknown }>('config', 'show');

  assert.is(status['Name'], 'demo');
  assert.is(status['Version'], 1);
  const [machine] = status.Machines;
  assert.is(machine?.state, 'started');
  assert.is(machine?.checks[0]?.name, 'servicecheck-00-http-8080');
  assert.is(machine?.checks[0]?.status, 'passing');
  assert.match(machine?.image_ref.digest ?? '', /^sha256:[0-9a-f]{64}$/u);
  assert.is(releases[0]?.['Status'], 'complete');
  assert.is(releases[0]?.['DeploymentStrategy'], '');
  assert.is(images[0]?.['MachineID'], machine?.id);
  assert.is(images[0]?.['Labels'], '{}');
  assert.is(config.app, 'demo');
  assert.equal(await world.json('scale', 'show', '--json'), [
    { Process: 'app', Count: 1, CPUKind: 'shared', CPUs: 1, Memory: 256, Regions: { iad: 1 } },
  ]);
  const secrets = await world.json<{ name: string; status: string }[]>('secrets', 'list', '--json');
  assert.equal(
    secrets.map(({ name, status: state }) => [name, state]),
    [['API_KEY', 'Deployed']],
  );
  const checks = await world.json<Record<string, unknown[]>>('checks', 'list', '--json');
  assert.is(checks[machine?.id ?? '']?.length, 1);
});

test('an image built once is deployed by digest; the same source gives the same digest', async () => {
  await using world = await openWorld();
  const build = ['deploy', '--build-only', '--push', '--remote-only', '--depot=false'];

  const first = await world.flyctl([...build, '--image-label', 'a']);
  const second = await world.flyctl([...build, '--image-label', 'b']);

  const digest = (text: string): string => /@(sha256:[0-9a-f]{64})/u.exec(text)?.[1] ?? '';
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stderr, /^image: registry\.fly\.io\/demo:a$/mu);
  assert.is(digest(first.stderr), digest(second.stderr));
  assert.equal(await world.json('releases', '--json'), []);
  const ref = `registry.fly.io/demo@${digest(first.stderr)}`;
  const deployed = await world.flyctl(['deploy', '--image', ref, '--ha=false']);
  assert.is(deployed.code, 0, deployed.stderr);
  assert.is(world.emulator.machines('demo')[0]?.image_ref.digest, digest(first.stderr));
});

test('rolling and immediate keep the machine and change its image', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const id = world.emulator.machines('demo')[0]?.id;
  for (const [strategy, build] of [
    ['rolling', 'two'],
    ['immediate', 'three'],
  ] as const) {
    await world.writeApp(build);

    const result = await world.flyctl(['deploy', '--strategy', strategy]);

    assert.is(result.code, 0, result.stderr);
    assert.match(result.stdout, `✔ Machine ${id} [app] update succeeded`);
    assert.is(world.emulator.machines('demo')[0]?.id, id);
  }
});

test('a release command runs before machines change and its failure stops the deploy', async () => {
  await using world = await openWorld();
  await world.flyctl(['deploy', '--ha=false']);
  const { readFile, writeFile } = await import('node:fs/promises');
  const file = `${world.dir}/app/fly.toml`;
  const toml = await readFile(file, 'utf8');
  const withCommand = (command: string): Promise<void> =>
    writeFile(file, `${toml}\n[deploy]\n  release_command = ${command}\n`);

  await withCommand(`"node -e 'process.exit(process.env.RELEASE_COMMAND === \\"1\\" ? 0 : 9)'"`);
  const good = await world.flyctl(['deploy', '--strategy', 'bluegreen']);
  await withCommand(`"sh -c 'echo broken migration; exit 7'"`);
  const bad = await world.flyctl(['deploy', '--strategy', 'bluegreen']);

  assert.is(good.code, 0, good.stderr);
  assert.match(good.stdout, /release_command \w+ completed successfully/u);
  assert.is(bad.code, 1);
  assert.match(bad.stderr, 'broken migration');
  assert.match(
    bad.stderr,
    /release command failed - aborting deployment\. machine \w+ exited with non-zero status of 7/u,
  );
  assert.equal(
    world.emulator.machines('demo').map((machine) => machine.config.metadata['fly_release_version']),
    ['2'],
  );
});

test.run();
