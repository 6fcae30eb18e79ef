/** Failures of the platform and the builder as flyctl tells them (§7). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { call, scene, versions, type Behaviour } from './behaviour.ts';
import { crashOnStart } from '../broken-builds.ts';

const blueGreen = ['deploy', '--strategy', 'bluegreen', '--wait-timeout', '1'];
const buildFailure = 'Error: failed to fetch an image or build from source: ';

export const failureRows: readonly Behaviour[] = [
  scene(
    '7',
    'code',
    '1: a lease of somebody else stops the deploy, and only a number is used up',
    async (world) => {
      world.emulator.addFault({ kind: 'lease-held', command: 'deploy' });
      const result = await world.flyctl(blueGreen);
      assert.is(result.code, 1);
      assert.match(
        result.stderr,
        /failed to acquire leases: .*lease currently held by someone-else@example\.test, expires at/u,
      );
      assert.equal(versions(world), ['1']);
    },
    'deployed',
  ),
  scene(
    '7',
    'code',
    '4: an app that crashes fails the smoke check of a rolling deploy',
    async (world) => {
      const result = await world.flyctl(['deploy', '--strategy', 'rolling'], {
        env: crashOnStart,
      });
      assert.is(result.code, 1);
      assert.match(
        result.stdout + result.stderr,
        /smoke checks for \w+ failed: the app appears to be crashing|timeout reached waiting/u,
      );
    },
    'deployed',
  ),
  scene(
    '7',
    'code',
    '3: an app that crashes fails blue-green, and the old machine goes on',
    async (world) => {
      const result = await world.flyctl(blueGreen, { env: crashOnStart });
      assert.is(result.code, 1);
      assert.match(result.stderr, /could not get all green machines (into started state|to be healthy)/u);
      assert.equal(versions(world), ['1']);
    },
    'deployed',
  ),
  scene(
    '7',
    'code',
    '8: a Dockerfile that does not parse, one without output, none at all',
    async (world) => {
      const file = `${world.dir}/app/Dockerfile`;
      await writeFile(file, 'FROM node:22\nFETCH x y\n');
      const unparsable = await world.flyctl(['deploy']);
      await writeFile(
        file,
        'FROM node:22\nLABEL dev.paintbox.emulator.output="nowhere"\nCMD ["node", "server.mjs"]\n',
      );
      const noOutput = await world.flyctl(['deploy']);
      await rm(file);
      const missing = await world.flyctl(['deploy']);
      for (const result of [unparsable, noOutput, missing]) {
        assert.is(result.code, 1);
        assert.match(result.stderr, buildFailure);
      }
      assert.match(unparsable.stderr, 'dockerfile parse error on line 2: unknown instruction: FETCH');
      assert.match(missing.stderr, /dockerfile '.*Dockerfile' not found/u);
      assert.equal(await world.json('releases', '--json'), []);
    },
    'empty',
  ),
  call('7', 'code', '9: an image that is not there', {
    words: ['deploy', '--image', 'registry.fly.io/demo:gone'],
    code: 1,
    stderr: `${buildFailure}Could not find image "registry.fly.io/demo:gone"`,
  }),
  call('7', 'code', '11: a release that cannot be made', {
    words: blueGreen,
    mishaps: [{ call: 'releases.create', times: 9, what: { kind: 'status', status: 504 } }],
    code: 1,
    stderr: 'failed to create release (status 504)',
  }),
  call('7', 'code', '11: a release that cannot be set running', {
    words: blueGreen,
    mishaps: [{ call: 'releases.update', times: 9, what: { kind: 'status', status: 500 } }],
    code: 1,
    stderr: "failed to set release status to 'running'",
  }),
  scene(
    '7',
    'code',
    '12: a final status that cannot be set is a warning, and the exit code 0',
    async (world) => {
      world.emulator.addMishap({
        call: 'releases.update',
        on: 2,
        times: 9,
        what: { kind: 'status', status: 500 },
      });
      const result = await world.flyctl(blueGreen);
      world.emulator.clearMishaps();
      assert.is(result.code, 0, result.stderr);
      assert.match(result.stdout, 'WARN failed to set final release status');
    },
    'deployed',
  ),
  scene(
    '7',
    'code',
    '13: no capacity for a green machine ends in its phase, and nothing is left',
    async (world) => {
      const text = 'could not reserve resource for machine: insufficient memory available to fulfill request';
      world.emulator.addMishap({
        call: 'machines.create',
        times: 9,
        what: { kind: 'status', status: 422, text },
      });
      const result = await world.flyctl(blueGreen);
      world.emulator.clearMishaps();
      assert.match(result.stderr, `Error: ${text}\nfailed to create green machines`);
      assert.equal(versions(world), ['1']);
    },
    'deployed',
  ),
  call('7', 'code', '14: an app that is not there', {
    words: ['status', '--json', '-a', 'nope'],
    code: 1,
    stderr: 'failed to get app: Could not find App "nope"',
  }),
  scene(
    '7',
    'report',
    '15: a list of machines that is out of date makes a second fleet',
    async (world) => {
      world.emulator.addMishap({ call: 'machines.list', command: 'deploy', what: { kind: 'empty-list' } });
      const result = await world.flyctl([...blueGreen, '--ha=false']);
      assert.is(result.code, 0, result.stderr);
      assert.equal(versions(world), ['1', '2']);
    },
    'deployed',
  ),
  scene(
    '7',
    'report',
    '16: some waits have no end of their own, and a signal ends them in silence',
    async (world) => {
      world.emulator.addFault({ kind: 'hang', command: 'status' });
      const env = { PATH: process.env['PATH'] ?? '', FLY_API_TOKEN: 'token' };
      const child = spawn(world.emulator.flyctlPath, ['status', '--json', '-a', 'demo'], { env });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      const timer = setTimeout(() => child.kill('SIGTERM'), 700);
      const [code] = (await once(child, 'exit')) as [number | null];
      clearTimeout(timer);
      assert.equal([code, output], [127, '']);
    },
  ),
  scene(
    '7',
    'inference',
    '18: a create whose answer is lost leaves a machine that flyctl does not know',
    async (world) => {
      world.emulator.addMishap({
        call: 'machines.create',
        command: 'deploy',
        what: { kind: 'status', status: 408, acted: true },
      });
      const result = await world.flyctl(blueGreen);
      assert.is(result.code, 1);
      assert.match(result.stderr, 'failed to create green machines');
      assert.equal(versions(world), ['1', '2'], 'nobody cleaned it up');
    },
    'deployed',
  ),
  call('7', 'report', '18: a rate limit', {
    words: ['machine', 'list', '--json'],
    faults: [{ kind: 'rate-limit' }],
    code: 1,
    stderr: 'rate limit exceeded',
  }),
  call('7', 'inference', 'an answer that is cut short', {
    words: ['status', '--json'],
    faults: [{ kind: 'cut-short' }],
    code: 0,
    stdout: /^\{[^}]*/u,
  }),
];
