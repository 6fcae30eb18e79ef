/** Mishaps of machines: what becomes of one after the platform has accepted the call. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '../../src/fly/index.ts';
import { askApp, drop, firstOf, make, reach } from './conformance/ask.ts';
import { openDeployed, really, seen, strike, until } from './mishap-world.ts';
import type { TestWorld } from './world.ts';

const test = suite<{ world: TestWorld }>('mishaps of machines');
test.before(async (context) => {
  context.world = await openDeployed();
});
test.before.each(({ world }) => world.emulator.clearMishaps());
test.after(async ({ world }) => {
  await world[Symbol.asyncDispose]();
});

const checked = [
  {
    protocol: 'tcp',
    internal_port: 8080,
    ports: [],
    checks: [{ type: 'http', interval: '1s', timeout: '1s', grace_period: '1s', path: '/api/health' }],
  },
];

for (const kind of ['pull-failed', 'unpack-failed'] as const) {
  for (const skip_launch of [false, true]) {
    test(`${kind}${skip_launch ? ' of a machine that is not to start' : ''}: the create is accepted, the machine never starts and is soon gone`, async ({
      world,
    }) => {
      strike(world, 'machines.create', { kind });
      const { id, status } = await make(world, { skip_launch });
      assert.is(status, 200);
      assert.is((await reach(world, id, 'started')).status, 404);
      const machine = await seen(world, id);
      assert.is(machine.state, 'destroyed');
      assert.equal(
        machine.events.map((event) => [event.type, event.status]),
        [
          ['launch', 'failed'],
          ['launch', 'created'],
        ],
      );
    });
  }

  test(`${kind}: an update is taken back without a word`, async ({ world }) => {
    const made = await make(world);
    await reach(world, made.id, 'started');
    strike(world, 'machines.update', { kind });
    const { config, instance_id: before } = made.json<Machine>();
    const body = { config: { ...config, env: { COLOUR: 'green' } } };
    const answer = await askApp(world, 'POST', `/machines/${made.id}`, { body });
    assert.is(answer.status, 200);
    const now = really(world, made.id);
    assert.equal([now?.state, now?.config.env], ['started', config.env]);
    assert.is.not(now?.instance_id, before);
    await drop(world, made.id);
  });
}

test('boot-crash: the process ends at every start until the next update', async ({ world }) => {
  strike(world, 'machines.create', { kind: 'boot-crash' });
  const made = await make(world, {}, { restart: { policy: 'no' } });
  const crashed = await until(
    () => seen(world, made.id),
    ({ state }) => state === 'stopped',
  );
  const [exit] = crashed.events;
  assert.equal([exit?.type, exit?.request?.exit_event?.exit_code], ['exit', 1]);
  assert.is(exit?.request?.exit_event?.requested_stop, false);

  await askApp(world, 'POST', `/machines/${made.id}/start`);
  await until(
    () => seen(world, made.id),
    ({ events }) => events.filter(({ type }) => type === 'exit').length === 2,
  );
  const { config } = made.json<Machine>();
  await askApp(world, 'POST', `/machines/${made.id}`, { body: { config } });
  assert.is((await seen(world, made.id)).state, 'started');
  await drop(world, made.id);
});

test('check-never-passes: the machine runs, and its check ends critical', async ({ world }) => {
  strike(world, 'machines.create', { kind: 'check-never-passes' });
  const { id } = await make(world, { skip_service_registration: true }, { services: checked });
  const machine = await until(
    () => seen(world, id),
    ({ checks }) => checks[0]?.status === 'critical',
  );
  assert.equal([machine.state, machine.checks[0]?.status], ['started', 'critical']);
  await drop(world, id);
});

test('dead-host: the machine serves nothing, cannot be changed, and its config is not known', async ({
  world,
}) => {
  const id = firstOf(world);
  strike(world, 'machines.list', { kind: 'dead-host', machine: id });
  const [listed] = (await askApp(world, 'GET', '/machines')).json<Awaited<ReturnType<typeof seen>>[]>();
  assert.equal([listed?.host_status, listed?.config], ['unreachable', undefined]);
  assert.ok(listed?.incomplete_config);
  assert.is((await seen(world, id)).config, undefined);
  for (const action of ['stop', 'cordon', 'start', 'lease'])
    assert.is((await askApp(world, 'POST', `/machines/${id}/${action}`)).status, 408, action);
  const body = { command: ['true'] };
  assert.is((await askApp(world, 'POST', `/machines/${id}/exec`, { body })).status, 408);
  assert.is((await world.get('/')).status, 503);

  world.emulator.setHost('demo', id, 'ok');
  await until(
    () => world.get('/'),
    ({ status }) => status === 200,
  );
  assert.is((await world.get('/')).status, 200);
});

test('dead-host at a create: the answer is good, the machine is not; its destroy waits for the host', async ({
  world,
}) => {
  strike(world, 'machines.create', { kind: 'dead-host' });
  const made = await make(world);
  assert.equal([made.status, (await seen(world, made.id)).host_status], [200, 'unreachable']);
  assert.is((await askApp(world, 'DELETE', `/machines/${made.id}?force=true`)).status, 200);
  assert.is((await seen(world, made.id)).state, 'destroying');
  world.emulator.setHost('demo', made.id, 'ok');
  const gone = await until(
    () => seen(world, made.id),
    ({ state }) => state === 'destroyed',
  );
  assert.is(gone.state, 'destroyed');
});

test.run();
