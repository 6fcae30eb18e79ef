/** What somebody outside sees of machines that come and go. */
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../src/fly/index.ts';
import { askApp, reach } from './conformance/ask.ts';
import { deploy } from './deployed.ts';
import { openWorld } from './world.ts';

test('a machine serves through the edge, with the environment of its app and nothing of the daemon', async () => {
  await using world = await openWorld();
  assert.is((await world.get('/')).status, 503, 'nothing serves yet');

  await deploy(world, { image: await world.build() });

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

test('a switch to a new machine under keep-alive traffic fails no request', async () => {
  await using world = await openWorld();
  const [blue] = await deploy(world, { image: await world.build() });
  await world.writeApp('two');
  const image = await world.build();
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
  while (!seen.has('200 one')) await sleep(20);

  const [green] = await deploy(world, { image });
  const at = `/machines/${blue?.id}`;
  assert.is((await askApp(world, 'POST', `${at}/cordon`)).status, 200);
  await askApp(world, 'POST', `${at}/stop`);
  await reach(world, blue?.id ?? '', 'stopped');
  await askApp(world, 'DELETE', at);
  await world.get('/');
  traffic.abort();
  await Promise.all(clients);

  assert.equal([...seen.keys()].toSorted(), ['200 one', '200 two'], JSON.stringify([...seen]));
  assert.equal(
    world.emulator.machines('demo').map(({ id, cordoned }) => [id, cordoned]),
    [[green?.id, false]],
  );
});

test('the edge can be asked for one machine, spreads the others, and leaves out one that is cordoned', async () => {
  await using world = await openWorld();
  const machines = await deploy(world, { image: await world.build(), machines: 2 });
  const machineOf = (answer: { body: string }): string =>
    (JSON.parse(answer.body) as { FLY_MACHINE_ID: string }).FLY_MACHINE_ID;
  const wanted = machines[1]?.id ?? '';
  const four = async (headers: Record<string, string> = {}): Promise<string[]> =>
    (await Promise.all([1, 2, 3, 4].map(() => world.get('/env', headers)))).map(machineOf);

  const forced = await four({ 'fly-force-instance-id': wanted });
  const spread = await four();
  await askApp(world, 'POST', `/machines/${wanted}/cordon`);
  const rest = await four();

  assert.equal(new Set(forced), new Set([wanted]));
  assert.is(new Set(spread).size, 2);
  assert.equal(new Set(rest), new Set([machines[0]?.id]));
});

test('a machine without services gets no requests; its checks report, and it can be asked from inside', async () => {
  await using world = await openWorld();
  const image = await world.build();
  await deploy(world, { image });
  const checks = { alive: { type: 'http', port: 8080, path: '/api/health', interval: '10s' } };
  const env = { PAINTBOX_BUILD_ID: 'rehearsal' };

  const [machine] = await deploy(world, { image, config: { env, checks, services: [] } });
  const at = `/machines/${machine?.id}`;
  const checked = async (): Promise<string | undefined> =>
    (await askApp(world, 'GET', at)).json<Machine>().checks.find(({ name }) => name === 'alive')?.status;
  for (let tries = 0; tries < 5_000 && (await checked()) !== 'passing'; tries++) await sleep(20);
  const program = `fetch('http://127.0.0.1:' + process.env.PORT + '/env').then((r) => r.json()).then((e) => console.log(e.PAINTBOX_BUILD_ID))`;
  const asked = await askApp(world, 'POST', `${at}/exec`, { body: { command: ['node', '-e', program] } });
  const served = await Promise.all([1, 2, 3, 4].map(() => world.get('/env')));

  assert.is(await checked(), 'passing');
  assert.equal(asked.json(), { exit_code: 0, stdout: 'rehearsal\n', stderr: '' });
  for (const { status, body } of served) {
    assert.is(status, 200);
    assert.not.match(body, 'rehearsal');
  }
});

test.run();
