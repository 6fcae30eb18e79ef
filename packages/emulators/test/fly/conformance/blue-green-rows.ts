/** Blue-green: what it needs, its phases, its signals, and what it leaves behind (§3). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import type { Fault, Mishap } from '../../../src/fly/index.ts';
import type { CommandResult, TestWorld } from '../world.ts';
import { scene, versions, type Behaviour } from './behaviour.ts';

const blueGreen = ['deploy', '--strategy', 'bluegreen', '--wait-timeout', '1'];

async function struck(world: TestWorld, fault: Fault): Promise<CommandResult> {
  await world.writeApp('two');
  world.emulator.addFault({ command: 'deploy', ...fault });
  const result = await world.flyctl(blueGreen);
  world.emulator.clearFaults();
  return result;
}

async function mishapped(world: TestWorld, mishap: Mishap): Promise<CommandResult> {
  await world.writeApp('two');
  world.emulator.addMishap({ command: 'deploy', ...mishap });
  const result = await world.flyctl(blueGreen);
  world.emulator.clearMishaps();
  return result;
}

/** Number, marker line, sentinel of its failure, and the versions that are left then. */
const PHASES: readonly (readonly [number, string, string | undefined, readonly string[]])[] = [
  [1, 'Creating green machines', 'failed to create green machines', ['1']],
  [
    2,
    'Waiting for all green machines to start',
    'could not get all green machines into started state',
    ['1'],
  ],
  [
    3,
    'Waiting for all green machines to be healthy',
    'could not get all green machines to be healthy',
    ['1'],
  ],
  [4, 'Marking green machines as ready', 'failed to mark green machines as ready', ['1']],
  [5, 'Checkpointing deployment, this may take a few seconds...', undefined, ['1', '2']],
  [6, 'Waiting before cordoning all blue machines', 'failed to cordon blue machines', ['1', '2']],
  [7, 'Waiting before stopping all blue machines', 'failed to stop blue machines', ['1', '2']],
  [
    8,
    'Waiting for all blue machines to stop',
    'could not get all blue machines into stopped state',
    ['1', '2'],
  ],
];

const phaseRows = PHASES.map(([phase, marker, sentinel, left]) =>
  scene(
    '3.2',
    'code',
    `phase ${phase} that fails: ${sentinel ?? 'no sentinel'}, versions ${left.join(' and ')} are left`,
    async (world) => {
      const result = await struck(world, { kind: 'exit-1', phase, text: 'wait timeout' });
      assert.is(result.code, 1);
      if (phase > 1) assert.match(result.stderr, (PHASES[phase - 2] ?? PHASES[0])?.[1] ?? '');
      if (sentinel !== undefined) assert.match(result.stderr, `Error: wait timeout\n${sentinel}`);
      assert.is(result.stderr.includes('Rolling back failed deployment'), phase <= 4);
      assert.equal(versions(world), left);
      void marker;
    },
    'deployed',
  ),
);

async function signalled(
  world: TestWorld,
  words: readonly string[],
  { stream, line, signal }: { stream: 'stdout' | 'stderr'; line: string; signal: NodeJS.Signals },
): Promise<{ code: number | null; stderr: string }> {
  const env = { PATH: process.env['PATH'] ?? '', FLY_API_TOKEN: 'token' };
  const child = spawn(world.emulator.flyctlPath, words, { cwd: `${world.dir}/app`, env });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child[stream].setEncoding('utf8').on('data', (chunk: string) => {
    if (chunk.includes(line)) child.kill(signal);
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stderr };
}

export const blueGreenRows: readonly Behaviour[] = [
  scene(
    '3.1',
    'code',
    'the first deploy is not blue-green',
    async (world) => {
      const result = await world.flyctl([...blueGreen, '--ha=false']);
      assert.is(result.code, 0, result.stderr);
      assert.not.match(result.stderr, 'Creating green machines');
    },
    'empty',
  ),
  scene(
    '3.1',
    'code',
    'machines outside Fly Launch in a configured group are refused before a release',
    async (world) => {
      const image = world.emulator.machines('demo')[0]?.config.image ?? '';
      const id = world.emulator.machines('demo')[0]?.id ?? '';
      await world.flyctl(['machine', 'run', image, '--metadata', 'fly_process_group=app']);
      await world.flyctl(['machine', 'destroy', '--force', id]);
      const result = await world.flyctl(blueGreen);
      assert.is(result.code, 1);
      assert.match(
        result.stderr,
        "bluegreen deployment can't safely continue because active Machines outside Fly Launch",
      );
      assert.is((await world.json<unknown[]>('releases', '--json')).length, 1);
    },
    'deployed',
  ),
  scene('3.1', 'code', 'an organisation at its limits is refused', async (world) => {
    const result = await mishapped(world, {
      call: 'stand-in.can-bluegreen',
      what: { kind: 'answer', json: { can: false } },
    });
    assert.match(result.stderr, "app can't undergo bluegreen deployment due to org limits");
  }),
  scene(
    '3.1',
    'code',
    'blue-green without any check is refused',
    async (world) => {
      await writeFile(`${world.dir}/app/fly.toml`, 'app = "demo"\n[http_service]\ninternal_port = 8080\n');
      const result = await world.flyctl(blueGreen);
      assert.is(result.code, 1);
      assert.match(
        result.stderr,
        'You need to define at least 1 check in order to use blue-green deployments',
      );
      assert.match(result.stderr, 'app not in valid state for bluegreen deployments');
    },
    'deployed',
  ),
  ...phaseRows,
  scene(
    '3.2',
    'code',
    'every phase has its marker on stderr, and the end its line',
    async (world) => {
      await world.writeApp('three');
      const result = await world.flyctl(blueGreen);
      assert.is(result.code, 0, result.stderr);
      let from = 0;
      for (const [, marker] of [
        ...PHASES,
        [9, 'Destroying all blue machines'],
        [10, 'Deployment Complete'],
      ] as const) {
        const at = result.stderr.indexOf(marker, from);
        assert.ok(at >= from, `${marker} in its place`);
        from = at;
      }
      assert.match(result.stderr, /Machine \w+ \[app\] - 1\/1 passing/u);
    },
    'deployed',
  ),
  scene(
    '3.2',
    'code',
    'machines that cannot be destroyed are named, and the exit code is 0',
    async (world) => {
      const result = await mishapped(world, {
        call: 'machines.destroy',
        times: 9,
        what: { kind: 'status', status: 500 },
      });
      assert.is(result.code, 0, result.stderr);
      assert.match(result.stderr, 'Failed to destroy 1 machine(s). Remove them manually with:');
      assert.equal(versions(world), ['1', '2']);
    },
    'deployed',
  ),
  scene(
    '3.2',
    'code',
    'a cordon that fails is only a warning',
    async (world) => {
      const result = await mishapped(world, {
        call: 'machines.cordon',
        times: 9,
        what: { kind: 'status', status: 500 },
      });
      assert.is(result.code, 0, result.stderr);
      assert.match(result.stderr, '[warn]');
    },
    'deployed',
  ),
  scene(
    '3.2',
    'code',
    'a clean-up that fails leaves green machines',
    async (world) => {
      world.emulator.addFault({ kind: 'exit-1', phase: 3, command: 'deploy' });
      const result = await mishapped(world, {
        call: 'machines.destroy',
        times: 9,
        what: { kind: 'status', status: 500 },
      });
      world.emulator.clearFaults();
      assert.match(result.stderr, 'Error in rollback: ');
      assert.equal(versions(world), ['1', '2']);
    },
    'deployed',
  ),
  scene(
    '3.2',
    'report',
    'success, and no machine of either colour is left',
    async (world) => {
      const result = await struck(world, { kind: 'no-machines', phase: 10 });
      assert.is(result.code, 0, result.stderr);
      assert.equal(versions(world), []);
    },
    'deployed',
  ),
  scene(
    '3.3',
    'code',
    'one SIGINT before the point of no return undoes it, with 1 and a failed release',
    async (world) => {
      await world.writeApp('two');
      world.emulator.addFault({ command: 'deploy', phase: 3, kind: 'slow', text: '500' });
      const line = 'Waiting for all green machines to start';
      const { code, stderr } = await signalled(world, blueGreen, {
        stream: 'stderr',
        line,
        signal: 'SIGINT',
      });
      assert.is(code, 1, stderr);
      assert.match(stderr, 'deployment aborted by user');
      assert.equal(versions(world), ['1']);
      const [newest] = await world.json<{ Status: string }[]>('releases', '--json');
      assert.is(newest?.Status, 'failed');
    },
    'deployed',
  ),
  scene(
    '3.3',
    'code',
    'a signal after it undoes nothing',
    async (world) => {
      await world.writeApp('two');
      world.emulator.addFault({ command: 'deploy', phase: 7, kind: 'slow', text: '500' });
      const line = 'cordoned';
      const { code, stderr } = await signalled(world, blueGreen, {
        stream: 'stderr',
        line,
        signal: 'SIGTERM',
      });
      assert.is(code, 1, stderr);
      assert.not.match(stderr, 'Rolling back failed deployment');
      assert.equal(versions(world), ['1', '2']);
    },
    'deployed',
  ),
  scene(
    '3.3',
    'code',
    'outside blue-green SIGINT is silent: 127, an interrupted release, no leases',
    async (world) => {
      await world.writeApp('two');
      const words = ['deploy', '--strategy', 'rolling', '--wait-timeout', '1m'];
      const line = 'Updating machine config';
      const { code, stderr } = await signalled(world, words, { stream: 'stdout', line, signal: 'SIGINT' });
      assert.is(code, 127);
      assert.not.match(stderr, 'Error');
      const [newest] = await world.json<{ Status: string }[]>('releases', '--json');
      assert.is(newest?.Status, 'interrupted');
      assert.equal(await world.json('machine', 'leases', 'view', '--json'), {});
    },
    'deployed',
  ),
  scene(
    '3.3',
    'code',
    'SIGKILL leaves the green machines, its leases for a while, and a release that runs',
    async (world) => {
      const killed = await struck(world, { kind: 'kill-self', phase: 4 });
      assert.is(killed.signal, 'SIGKILL');
      assert.equal(versions(world), ['1', '2']);
      assert.is(Object.keys(await world.json<object>('machine', 'leases', 'view', '--json')).length, 1);
      const [newest] = await world.json<{ Status: string }[]>('releases', '--json');
      assert.is(newest?.Status, 'running');
      const held = await world.flyctl(blueGreen);
      assert.match(
        held.stderr,
        /failed to get lease on VM \w+: aborted: machine ID \w+ lease currently held by .+, expires at \d{4}-/u,
      );
    },
    'deployed',
  ),
  scene(
    '3.4',
    'code',
    'a green zombie has a time for a tag, and makes the next blue-green refuse',
    async (world) => {
      await struck(world, { kind: 'kill-self', phase: 2 });
      const green = world.emulator
        .machines('demo')
        .find(({ config }) => config.metadata['fly_release_version'] === '2');
      assert.match(green?.config.metadata['fly_bluegreen_deployment_tag'] ?? '', /^\d{10}$/u);
      assert.is(green?.cordoned, true);
      for (const { id } of world.emulator.machines('demo'))
        await world.flyctl(['machine', 'leases', 'clear', id]);
      const refused = await world.flyctl(blueGreen);
      assert.is(refused.code, 1);
      assert.match(refused.stderr, 'Error: found multiple image versions');
    },
    'deployed',
  ),
  scene(
    '3.4',
    'code',
    'a blue zombie is tagged safe_to_destroy, and a live machine keeps the tag over a rolling deploy',
    async (world) => {
      await struck(world, { kind: 'exit-1', phase: 7 });
      const tagOf = (): string[] =>
        world.emulator
          .machines('demo')
          .map(({ config }) => config.metadata['fly_bluegreen_deployment_tag'] ?? '');
      assert.ok(tagOf().includes('safe_to_destroy'));
      const rolled = await world.flyctl(['deploy', '--strategy', 'rolling']);
      assert.is(rolled.code, 0, rolled.stderr);
      assert.equal(new Set(versions(world)).size, 1);
      assert.ok(tagOf().includes('safe_to_destroy'), 'the tag outlives the deploy');
    },
    'deployed',
  ),
];
