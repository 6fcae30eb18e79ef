/** Commands that read and that write (§2). */
import { writeFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/fly/index.ts';
import { call, scene, versions, type Behaviour } from './behaviour.ts';
import { crashOnStart } from '../broken-builds.ts';

const keysOf = (value: object | undefined): string[] => Object.keys(value ?? {}).toSorted();

export const commandRows: readonly Behaviour[] = [
  scene('2.2', 'code', 'status has capitals at the top and snake case in its machines', async (world) => {
    const status = await world.json<Record<string, unknown> & { Machines: Machine[] }>('status', '--json');
    for (const key of ['ID', 'Name', 'Deployed', 'Status', 'Hostname', 'Version', 'AppURL', 'Organization'])
      assert.ok(key in status, key);
    for (const key of ['id', 'state', 'image_ref', 'host_status', 'cordoned', 'checks', 'events', 'config'])
      assert.ok(key in (status.Machines[0] ?? {}), key);
  }),
  scene(
    '2.2',
    'code',
    "status' version is the newest release's, even when that failed",
    async (world) => {
      await world.flyctl(['deploy', '--strategy', 'bluegreen'], {
        env: crashOnStart,
      });
      const { Version } = await world.json<{ Version: number }>('status', '--json');
      assert.is(Version, 2);
      assert.equal(versions(world), ['1']);
    },
    'deployed',
  ),
  scene('2.3', 'code', 'releases have fields that are never filled', async (world) => {
    const [release] = await world.json<Record<string, unknown>[]>('releases', '--json', '--image');
    assert.is(release?.['DeploymentStrategy'], '');
    assert.is(release?.['Metadata'], null);
    assert.is(release?.['InProgress'], false);
    assert.match(String(release?.['ImageRef']), /^registry\.fly\.io\/demo:deployment-[0-9A-Z]{26}$/u);
  }),
  call('2.3', 'code', 'releases has no rollback', {
    words: ['releases', 'rollback'],
    code: 1,
    stderr: 'unknown command "rollback" for "flyctl releases"',
  }),
  scene('2.1', 'code', 'image show has strings only, labels as JSON in a string', async (world) => {
    const [image] = await world.json<Record<string, string>[]>('image', 'show', '--json');
    assert.equal(keysOf(image), [
      'Digest',
      'Labels',
      'MachineID',
      'Registry',
      'Repository',
      'Tag',
      'Version',
    ]);
    assert.is(typeof JSON.parse(image?.['Labels'] ?? ''), 'object');
    assert.is(image?.['Version'], 'N/A');
  }),
  scene('2.1', 'code', 'config show prints JSON without a flag', async (world) => {
    assert.is((await world.json<{ app: string }>('config', 'show')).app, 'demo');
  }),
  scene('2.1', 'code', 'scale show counts machines by group and region', async (world) => {
    const [row] = await world.json<object[]>('scale', 'show', '--json');
    assert.equal(keysOf(row), ['CPUKind', 'CPUs', 'Count', 'Memory', 'Process', 'Regions']);
  }),
  scene('2.1', 'code', 'machine leases view leaves machines without a lease out', async (world) => {
    assert.equal(await world.json('machine', 'leases', 'view', '--json'), {});
  }),
  scene(
    '2.1',
    'code',
    'secrets show a digest and whether machines have them, never a value',
    async (world) => {
      const listed = await world.flyctl(['secrets', 'list', '--json']);
      const [secret] = JSON.parse(listed.stdout) as Record<string, string>[];
      assert.equal(keysOf(secret), ['digest', 'name', 'status']);
      assert.is(secret?.['status'], 'Deployed');
      assert.not.match(listed.stdout, 's3cret');
    },
  ),
  scene('2.4', 'code', 'a machine on a host that is not ok has an incomplete config only', async (world) => {
    const id = world.emulator.machines('demo')[0]?.id ?? '';
    world.emulator.setHost('demo', id, 'unreachable');
    const [machine] = await world.json<(Partial<Machine> & { incomplete_config?: object })[]>(
      'machine',
      'list',
      '--json',
    );
    world.emulator.setHost('demo', id, 'ok');
    assert.is(machine?.host_status, 'unreachable');
    assert.is(machine?.config, undefined);
    assert.ok(machine?.incomplete_config);
  }),
  scene(
    '2.5',
    'code',
    'deploy: image to stderr, address and release JSON to stdout',
    async (world) => {
      const result = await world.flyctl(['deploy', '--ha=false'], { env: { FLY_EMIT_RELEASE_JSON: '1' } });
      assert.is(result.code, 0, result.stderr);
      assert.match(result.stdout, 'Watch your deployment at https://fly.io/apps/demo/monitoring');
      assert.match(
        result.stdout,
        /\{"id":"[^"]+","version":1,"image_ref":"registry\.fly\.io\/demo:deployment-/u,
      );
      assert.match(result.stdout, 'Visit your newly deployed app at https://demo.fly.dev/');
      assert.match(result.stderr, /^image: registry\.fly\.io\/demo:deployment-[0-9A-Z]{26}$/mu);
    },
    'empty',
  ),
  scene(
    '2.5',
    'code',
    'build-only with push leaves an image and no release; without push nothing',
    async (world) => {
      const pushed = await world.flyctl(['deploy', '--build-only', '--push', '--image-label', 'kept']);
      const lost = await world.flyctl(['deploy', '--build-only', '--image-label', 'lost']);
      const found = await world.flyctl(['deploy', '--build-only', '--image', 'registry.fly.io/demo:kept']);
      const missing = await world.flyctl(['deploy', '--build-only', '--image', 'registry.fly.io/demo:lost']);
      assert.equal([pushed.code, lost.code, found.code, missing.code], [0, 0, 0, 1]);
      assert.equal(await world.json('releases', '--json'), []);
    },
    'empty',
  ),
  call(
    '2.5',
    'code',
    '--update-only on an empty app succeeds and does nothing',
    {
      words: ['deploy', '--update-only'],
      code: 0,
    },
    'empty',
  ),
  call('2.5', 'inference', 'a wait time-out of zero panics in blue-green', {
    words: ['deploy', '--strategy', 'bluegreen', '--wait-timeout', '0'],
    code: 3,
    stderr: 'non-positive interval for NewTicker',
  }),
  scene(
    '2.5',
    'report',
    'an update in place may be taken back by the platform, and flyctl succeeds',
    async (world) => {
      const before = world.emulator.machines('demo')[0]?.image_ref.digest;
      await world.writeApp('two');
      world.emulator.addMishap({ call: 'machines.update', what: { kind: 'unpack-failed' } });
      const result = await world.flyctl(['deploy', '--strategy', 'rolling']);
      assert.is(result.code, 0, result.stderr);
      assert.is(world.emulator.machines('demo')[0]?.image_ref.digest, before);
    },
    'deployed',
  ),
  scene(
    '2.5',
    'code',
    'a rolling failure stops half-way and leaves a mixed fleet',
    async (world) => {
      await world.flyctl(['scale', 'count', '3', '--yes']);
      await world.writeApp('two');
      world.emulator.addMishap({
        call: 'machines.update',
        on: 2,
        times: 9,
        what: { kind: 'status', status: 500 },
      });
      const result = await world.flyctl(['deploy', '--strategy', 'rolling']);
      assert.is(result.code, 1);
      assert.match(result.stdout, 'update succeeded');
      assert.match(result.stdout, 'update failed');
      assert.equal(
        new Set(world.emulator.machines('demo').map(({ image_ref: image }) => image.digest)).size,
        2,
      );
    },
    'deployed',
  ),
  scene(
    '2.5',
    'code',
    'a manifest keeps image and config together',
    async (world) => {
      const file = `${world.dir}/manifest.json`;
      const image = world.emulator.machines('demo')[0]?.config.image ?? '';
      const exported = await world.flyctl(['deploy', '--image', image, '--export-manifest', file]);
      await writeFile(`${world.dir}/app/fly.toml`, 'app = "demo"\n[env]\nOTHER = "yes"\n');
      const imported = await world.flyctl(['deploy', '-a', 'demo', '--from-manifest', file]);
      assert.equal([exported.code, imported.code], [0, 0], imported.stderr);
      assert.is(world.emulator.machines('demo')[0]?.config.env['GREETING'], 'hello');
    },
    'deployed',
  ),
  call('2.6', 'code', 'secrets import stages what it reads, and says so', {
    words: ['secrets', 'import', '--stage'],
    input: '# comment\nNEW="a # b"\n',
    code: 0,
    stdout: 'Secrets have been staged, but not set on VMs.',
  }),
  call('2.6', 'code', 'a line that is no pair is printed back, secret or not', {
    words: ['secrets', 'import', '--stage'],
    input: 'whoops\n',
    code: 1,
    stderr: 'Secrets must be provided as NAME=VALUE pairs (whoops is invalid)',
  }),
  call('2.6', 'code', 'secrets import without a pair ends with 1', {
    words: ['secrets', 'import', '--stage'],
    input: '\n',
    code: 1,
    stderr: 'requires at least one SECRET=VALUE pair',
  }),
  scene('2.6', 'docs', 'staged secrets reach a machine at its next start', async (world) => {
    await world.flyctl(['secrets', 'import', '--stage'], { input: 'LATER="a # b"\nCUT=a # b\n' });
    const id = world.emulator.machines('demo')[0]?.id ?? '';
    await world.flyctl(['machine', 'restart', id]);
    const env = JSON.parse((await world.get('/env')).body) as Record<string, string>;
    assert.equal([env['LATER'], env['CUT']], ['a # b', 'a']);
  }),
  scene(
    '2.6',
    'code',
    'secrets set without --stage makes a release that only restarts',
    async (world) => {
      const result = await world.flyctl(['secrets', 'set', 'COLOUR=blue']);
      assert.is(result.code, 0, result.stderr);
      const releases = await world.json<{ Version: number; Status: string }[]>('releases', '--json');
      assert.equal(
        releases.map(({ Version, Status }) => [Version, Status]),
        [
          [2, 'complete'],
          [1, 'complete'],
        ],
      );
    },
    'deployed',
  ),
  scene(
    '2.6',
    'code',
    'secrets deploy needs machines',
    async (world) => {
      const result = await world.flyctl(['secrets', 'deploy']);
      assert.is(result.code, 1);
      assert.match(result.stderr, 'no machines available to deploy');
    },
    'empty',
  ),
  call('2.6', 'code', 'a token for deploys is made as JSON', {
    words: ['tokens', 'create', 'deploy', '--json', '-x', '720h'],
    code: 0,
    stdout: /"token": "FlyV1 fm2_/u,
  }),
];
