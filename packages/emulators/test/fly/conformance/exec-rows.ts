/** Commands inside a machine. */
import * as assert from 'uvu/assert';
import { commandPath } from '../../../../../test/debian.ts';
import type { Machine } from '../../../src/fly/index.ts';
import type { TestWorld } from '../world.ts';
import { askApp, drop, firstOf, make, reach, type Asked } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

interface Ran {
  readonly exit_code?: number;
  readonly exit_signal?: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function exec(world: TestWorld, id: string, body: unknown): Promise<Asked> {
  return await askApp(world, 'POST', `/machines/${id}/exec`, { body });
}

const checked = {
  services: [
    {
      protocol: 'tcp',
      internal_port: 8080,
      ports: [],
      checks: [{ type: 'http', interval: '1s', timeout: '1s', path: '/api/health' }],
    },
  ],
};

/** A machine whose app answers. */
async function listening(world: TestWorld, extra: Record<string, unknown> = {}): Promise<string> {
  const { id } = await make(world, extra, checked);
  await reach(world, id, 'started');
  const passes = async (): Promise<boolean> => {
    const { checks } = (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>();
    return checks[0]?.status === 'passing';
  };
  for (let tries = 0; tries < 400 && !(await passes()); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return id;
}

export const execRows: readonly Behaviour[] = [
  scene(
    'exec',
    'docs',
    'the words are no shell line, and the answer is 200 whatever the end',
    async (world) => {
      const id = firstOf(world);
      const echoed = (await exec(world, id, { command: ['printf', '%s', '$HOME; exit 3'] })).json<Ran>();
      assert.equal(echoed, { exit_code: 0, stdout: '$HOME; exit 3', stderr: '' });
      const failed = await exec(world, id, { command: ['sh', '-c', 'echo no >&2; exit 3'] });
      assert.is(failed.status, 200);
      assert.equal(failed.json<Ran>(), { exit_code: 3, stdout: '', stderr: 'no\n' });
    },
  ),
  scene(
    'exec',
    'docs',
    'a command gets its input, and the environment and files of the machine',
    async (world) => {
      const id = firstOf(world);
      const read = await exec(world, id, { command: ['cat'], stdin: 'one\ntwo' });
      assert.is(read.json<Ran>().stdout, 'one\ntwo');
      const program = "process.stdin.on('data', (text) => process.stdout.write(String(text).toUpperCase()))";
      const node = await exec(world, id, { command: ['node', '-e', program], stdin: 'three' });
      assert.is(node.json<Ran>().stdout, 'THREE');
      const env = await exec(world, id, { command: ['printenv', 'FLY_MACHINE_ID', 'API_KEY', 'GREETING'] });
      assert.is(env.json<Ran>().stdout, `${id}\ns3cret\nhello\n`);
      const file = await exec(world, id, { command: ['wc', '-l', '/app/server.mjs'] });
      assert.match(file.json<Ran>().stdout, /^\d+ /u);
    },
  ),
  scene('exec', 'docs', 'the older form is one line', async (world) => {
    const ran = await exec(world, firstOf(world), { cmd: 'sh -c "exit 4"' });
    assert.is(ran.json<Ran>().exit_code, 4);
  }),
  scene('exec', 'code', 'an end by a signal has no exit code', async (world) => {
    const ran = await exec(world, firstOf(world), { command: ['sh', '-c', 'kill -TERM $$'] });
    assert.equal(ran.json<Ran>(), { exit_signal: 15, stdout: '', stderr: '' });
  }),
  scene('exec', 'code', 'a program that is not in the machine fails the call', async (world) => {
    const ran = await exec(world, firstOf(world), { command: ['no-such-program'] });
    assert.is(ran.status, 500);
    assert.match(ran.text, /No such file or directory/u);
  }),
  scene('exec', 'inference', 'a call without a command is refused', async (world) => {
    assert.is((await exec(world, firstOf(world), { command: [] })).status, 400);
  }),
  scene('exec', 'report', 'the server cuts a command that takes longer than its limit', async (world) => {
    const cut = await exec(world, firstOf(world), { command: ['sleep', '600'], timeout: 1 });
    assert.is(cut.status, 408);
    assert.match(cut.text, /deadline_exceeded: Post .*unix\/v1\/exec/u);
  }),
  scene('exec', 'inference', 'a command ends with its machine', async (world) => {
    const id = await listening(world, { skip_service_registration: true });
    const command = ['sh', '-c', 'touch begun; sleep 600'];
    const running = exec(world, id, { command, timeout: 60 });
    const begun = async (): Promise<boolean> =>
      (await exec(world, id, { command: ['test', '-e', 'begun'] })).json<Ran>().exit_code === 0;
    while (!(await begun())) await new Promise((resolve) => setTimeout(resolve, 25));
    await askApp(world, 'POST', `/machines/${id}/stop`);
    assert.is((await running).json<Ran>().exit_signal, 9);
    await drop(world, id);
  }),
  scene(
    'exec',
    'report',
    'any lease refuses it, with and without its nonce, until it is released',
    async (world) => {
      const id = firstOf(world);
      const taken = await askApp(world, 'POST', `/machines/${id}/lease?ttl=30`);
      const { nonce } = taken.json<{ data: { nonce: string } }>().data;
      for (const headers of [
        {},
        { 'fly-machine-lease-nonce': nonce },
        { 'fly-machine-lease-nonce': 'other' },
      ]) {
        const body = { command: ['true'] };
        assert.is((await askApp(world, 'POST', `/machines/${id}/exec`, { body, headers })).status, 409);
      }
      const headers = { 'fly-machine-lease-nonce': nonce };
      await askApp(world, 'DELETE', `/machines/${id}/lease`, { headers });
      assert.is((await exec(world, id, { command: ['true'] })).status, 200);
    },
  ),
  scene(
    'exec',
    'inference',
    'it works on a cordoned machine, and is refused on a stopped one',
    async (world) => {
      const id = await listening(world, { skip_service_registration: true });
      assert.is((await exec(world, id, { command: ['true'] })).status, 200);
      await askApp(world, 'POST', `/machines/${id}/stop`);
      await reach(world, id, 'stopped');
      const refused = await exec(world, id, { command: ['true'] });
      assert.equal([refused.status, /failed_precondition/u.test(refused.text)], [412, true]);
      await drop(world, id);
    },
  ),
  scene(
    'exec',
    'docs',
    'the app is at 127.0.0.1 and the internal port, for Node.js, curl and wget',
    async (world) => {
      const id = await listening(world, { skip_service_registration: true });
      const url = 'http://127.0.0.1:8080/api/health';
      const healthy = { status: 'ok', build: 'one' };
      const said = async (body: { command: readonly string[]; stdin?: string }): Promise<unknown> => {
        const answer = await exec(world, id, body);
        assert.is(answer.json<Ran>().exit_code, 0, answer.text);
        return JSON.parse(answer.json<Ran>().stdout);
      };
      const fetched = `fetch('${url}').then((answer) => answer.text()).then(console.log)`;
      assert.equal(await said({ command: ['node', '-e', fetched] }), healthy);
      const options = "{ host: 'localhost', port: 8080, path: '/api/health' }";
      const got = `require('http').get(${options}, (answer) => answer.pipe(process.stdout))`;
      assert.equal(await said({ command: ['/usr/local/bin/node', '-e', got] }), healthy);
      if (commandPath('curl') !== undefined) {
        assert.equal(await said({ command: ['curl', '-fsS', url] }), healthy);
        const config = { command: ['curl', '-q', '-K', '-'], stdin: `url = "${url}"\nsilent\n` };
        assert.equal(await said(config), healthy);
      }
      if (commandPath('wget') !== undefined)
        assert.equal(await said({ command: ['wget', '-qO-', url] }), healthy);
      const elsewhere = await exec(world, id, { command: ['node', '-e', fetched.replace('8080', '1')] });
      assert.is(elsewhere.json<Ran>().exit_code, 1);
      await drop(world, id);
    },
  ),
];
