/** The config file, the release command, validation and rollbacks (§4, §5). */
import { readFile, writeFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import type { TestWorld } from '../world.ts';
import { call, scene, versions, type Behaviour } from './behaviour.ts';
import { crashOnStart } from '../broken-builds.ts';

async function validated(world: TestWorld, toml: string): Promise<string> {
  await writeFile(`${world.dir}/app/other.toml`, toml);
  const { stdout, stderr } = await world.flyctl(['config', 'validate', '-c', 'other.toml']);
  return stdout + stderr;
}

const rule = (source: 'code' | 'docs', says: string, toml: string, text: string): Behaviour =>
  scene('4.4', source, says, async (world) => {
    assert.match(await validated(world, `app = "demo"\n${toml}`), text);
  });

async function withReleaseCommand(world: TestWorld, command: string): Promise<void> {
  const file = `${world.dir}/app/fly.toml`;
  const toml = (await readFile(file, 'utf8')).replace(/\[deploy\][^[]*/u, '');
  await writeFile(file, `${toml}\n[deploy]\n  release_command = ${command}\n`);
}

export const configRows: readonly Behaviour[] = [
  rule(
    'code',
    'an unknown strategy is named',
    '[deploy]\nstrategy = "purple"\n',
    "unsupported deployment strategy 'purple'",
  ),
  rule(
    'code',
    'canary with a volume is refused',
    '[deploy]\nstrategy = "canary"\n[[mounts]]\nsource = "d"\ndestination = "/d"\n',
    'error canary deployment strategy is not supported when using mounted volumes',
  ),
  rule(
    'code',
    'blue-green with a volume is not noticed',
    '[deploy]\nstrategy = "bluegreen"\n[[mounts]]\nsource = "d"\ndestination = "/d"\n',
    'Configuration is valid',
  ),
  rule(
    'code',
    'a service without processes beside several groups is refused',
    '[processes]\na = "x"\nb = "y"\n[http_service]\ninternal_port = 80\n',
    'Service has no processes set but app has 2 processes defined',
  ),
  rule(
    'code',
    'a check without a type is refused',
    '[checks.alive]\ninterval = "10s"\n',
    "Missing or invalid check type, must be 'http' or 'tcp'",
  ),
  rule(
    'code',
    'an interval under two seconds is refused',
    '[checks.alive]\ntype = "http"\ninterval = "1s"\n',
    'minimum is 2 seconds',
  ),
  rule(
    'code',
    'a time-out over a minute is refused',
    '[checks.alive]\ntype = "tcp"\ntimeout = "2m"\n',
    'maximum is 60 seconds',
  ),
  rule(
    'code',
    'an invalid restart policy is refused',
    '[[restart]]\npolicy = "sometimes"\n',
    'invalid restart policy: sometimes',
  ),
  rule(
    'docs',
    'names of the platform are reserved',
    '[env]\nFLY_X = "1"\n',
    'names must not start with FLY_',
  ),
  rule(
    'code',
    'a wrong machine size lists the right ones',
    '[[vm]]\nsize = "huge"\n',
    "'huge' is an invalid machine size, choose one of: [",
  ),
  rule('code', 'a secret-looking name is only a warning', '[env]\nAPI_KEY = "x"\n', 'looks like a secret'),
  scene('4.4', 'code', 'an unknown key is found by --strict only', async (world) => {
    assert.match(await validated(world, 'app = "demo"\nsurprise = 1\n'), 'Configuration is valid');
    const strict = await world.flyctl(['config', 'validate', '--strict', '-c', 'other.toml']);
    assert.is(strict.code, 1);
    assert.match(strict.stderr, 'strict validation failed');
  }),
  scene('4.4', 'code', 'a check without a port is found by the deploy only', async (world) => {
    const toml = 'app = "demo"\n[checks.alive]\ntype = "http"\n';
    assert.match(await validated(world, toml), 'Configuration is valid');
    const result = await world.flyctl(['deploy', '-c', 'other.toml']);
    assert.match(result.stderr, "Check 'alive' for process group 'app' has no port set");
  }),
  call('4.4', 'code', 'a config that is not there is named', {
    words: ['deploy', '-c', 'nope.toml'],
    code: 1,
    stderr: 'config file not found at specified path: ',
  }),
  scene(
    '4.2',
    'docs',
    'a preset with another memory',
    async (world) => {
      const file = `${world.dir}/app/fly.toml`;
      const toml = (await readFile(file, 'utf8')).replace(
        'size = "shared-cpu-1x"',
        'size = "shared-cpu-2x"\n  memory = "2gb"',
      );
      await writeFile(file, toml);
      await world.flyctl(['deploy', '--ha=false']);
      assert.equal(world.emulator.machines('demo')[0]?.config.guest, {
        cpu_kind: 'shared',
        cpus: 2,
        memory_mb: 2048,
      });
    },
    'deployed',
  ),
  scene(
    '4.3',
    'code',
    'a release command runs in the new image with all secrets, and is gone afterwards',
    async (world) => {
      await withReleaseCommand(
        world,
        `"node -e 'process.exit(process.env.RELEASE_COMMAND === \\"1\\" && process.env.API_KEY ? 0 : 9)'"`,
      );
      const result = await world.flyctl(['deploy', '--strategy', 'bluegreen']);
      assert.is(result.code, 0, result.stderr);
      assert.match(result.stdout, /release_command \w+ completed successfully/u);
      assert.equal(versions(world), ['2']);
    },
    'deployed',
  ),
  scene(
    '4.3',
    'code',
    'its failure ends the deploy with its log, and no machine is touched',
    async (world) => {
      await withReleaseCommand(world, `"sh -c 'echo broken migration; exit 7'"`);
      const result = await world.flyctl(['deploy', '--strategy', 'bluegreen']);
      assert.is(result.code, 1);
      assert.match(result.stderr, /Error release_command failed running on machine \w+ with exit code 7\./u);
      assert.match(result.stderr, 'broken migration');
      assert.match(
        result.stderr,
        /release command failed - aborting deployment\. machine \w+ exited with non-zero status of 7/u,
      );
      assert.equal(versions(world), ['1']);
    },
    'deployed',
  ),
  scene(
    '4.3',
    'code',
    'when its time is over it goes on running',
    async (world) => {
      await withReleaseCommand(world, `"sleep 60"`);
      const result = await world.flyctl(['deploy', '--release-command-timeout', '1s']);
      assert.is(result.code, 1);
      assert.match(result.stderr, "to finish running: timeout reached waiting for machine's state to change");
      const left = world.emulator
        .machines('demo')
        .filter(({ config }) => config.metadata['fly_process_group'] === 'fly_app_release_command');
      assert.is(left.length, 1);
    },
    'deployed',
  ),
  scene(
    '5.1',
    'code',
    'an old image by digest makes a new release with the config of today',
    async (world) => {
      const digest = world.emulator.machines('demo')[0]?.image_ref.digest ?? '';
      await world.writeApp('two');
      await world.flyctl(['deploy', '--strategy', 'bluegreen', '--env', 'GREETING=bye']);
      const result = await world.flyctl([
        'deploy',
        '--image',
        `registry.fly.io/demo@${digest}`,
        '--strategy',
        'bluegreen',
        '--skip-release-command',
        '--update-only',
      ]);
      assert.is(result.code, 0, result.stderr);
      const [machine] = world.emulator.machines('demo');
      assert.is(machine?.image_ref.digest, digest);
      assert.is(machine?.config.metadata['fly_release_version'], '3');
      assert.is(machine?.config.env['GREETING'], 'hello');
    },
    'deployed',
  ),
  scene(
    '5.3',
    'code',
    'a pruned image cannot be deployed and makes no release',
    async (world) => {
      const digest = world.emulator.machines('demo')[0]?.image_ref.digest ?? '';
      await world.emulator.pruneImage(digest);
      const result = await world.flyctl(['deploy', '--image', `registry.fly.io/demo@${digest}`]);
      assert.is(result.code, 1);
      assert.match(result.stderr, 'failed to fetch an image or build from source: Could not find image');
      assert.is((await world.json<unknown[]>('releases', '--json')).length, 1);
    },
    'deployed',
  ),
  scene(
    '5.3',
    'inference',
    'a restart-only release names the image of the newest release, though it failed',
    async (world) => {
      await world.writeApp('two');
      await world.flyctl(['deploy', '--strategy', 'bluegreen'], {
        env: crashOnStart,
      });
      await world.flyctl(['secrets', 'set', 'COLOUR=blue']);
      const [restart, failed] = await world.json<{ ImageRef: string; Status: string }[]>(
        'releases',
        '--json',
      );
      assert.equal([restart?.Status, failed?.Status], ['complete', 'failed']);
      assert.is(restart?.ImageRef, failed?.ImageRef);
    },
    'deployed',
  ),
];
