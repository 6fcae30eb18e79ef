/** What the proxy does to machines for the traffic there is (D: reference/fly-proxy-autostop-autostart). */
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/fly/index.ts';
import type { TestWorld } from '../world.ts';
import { askApp, drop, make, reach } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

const service = { protocol: 'tcp', internal_port: 8080, ports: [], autostop: true, autostart: true };

interface Wanted {
  readonly service?: Record<string, unknown>;
  readonly region?: string;
  readonly env?: Record<string, string>;
}

/** Machines that the proxy may stop, started. */
async function started(world: TestWorld, wanted: readonly Wanted[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { service: more, region = 'ams', env = {} } of wanted) {
    const { id } = await make(world, { region }, { services: [{ ...service, ...more }], env });
    await reach(world, id, 'started');
    ids.push(id);
  }
  return ids;
}

async function stateOf(world: TestWorld, id: string | undefined): Promise<string> {
  return (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>().state;
}

async function dropAll(world: TestWorld, ids: readonly string[]): Promise<void> {
  for (const id of ids) await drop(world, id);
}

const pass = (world: TestWorld): Promise<readonly string[]> => world.emulator.autostopPass('demo');

export const autostopRows: readonly Behaviour[] = [
  scene(
    'proxy',
    'docs',
    'a pass stops at most one machine in each region, and a lone idle one too',
    async (world) => {
      const ids = await started(world, [{}, {}, { region: 'fra' }]);
      assert.is((await pass(world)).length, 2);
      assert.is((await pass(world)).length, 1);
      assert.equal(await pass(world), []);
      assert.equal(new Set(await Promise.all(ids.map((id) => stateOf(world, id)))), new Set(['stopped']));
      await dropAll(world, ids);
    },
  ),
  scene('proxy', 'docs', 'machines without autostop are not stopped', async (world) => {
    const ids = await started(world, [{ service: { autostop: false } }]);
    assert.equal(await pass(world), []);
    await dropAll(world, ids);
  }),
  scene(
    'proxy',
    'docs',
    'as many as min_machines_running go on, in the primary region only',
    async (world) => {
      const [inPrimary = '', elsewhere = ''] = await started(world, [
        { service: { min_machines_running: 1 }, env: { PRIMARY_REGION: 'ams' } },
        { service: { min_machines_running: 1 }, env: { PRIMARY_REGION: 'ams' }, region: 'fra' },
      ]);
      assert.equal(await pass(world), [elsewhere]);
      await dropAll(world, [inPrimary, elsewhere]);
    },
  ),
  scene('proxy', 'docs', 'with autostop "suspend" a machine is suspended', async (world) => {
    const ids = await started(world, [{ service: { autostop: 'suspend' } }]);
    assert.equal(await pass(world), ids);
    assert.is(await stateOf(world, ids[0]), 'suspended');
    await dropAll(world, ids);
  }),
  scene(
    'proxy',
    'report',
    'a request starts a machine that rests, and its events name the proxy',
    async (world) => {
      const [id = ''] = await started(world, [{}]);
      await pass(world);
      const headers = { 'fly-force-instance-id': id };
      const answers = await Promise.all([world.get('/env', headers), world.get('/env', headers)]);
      assert.equal(
        answers.map(({ status }) => status),
        [200, 200],
      );
      const { events } = (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>();
      assert.equal(
        events.filter(({ source }) => source === 'proxy').map(({ type, status }) => `${type} ${status}`),
        ['start starting', 'stop stopping'],
      );
      await drop(world, id);
    },
  ),
  scene('proxy', 'docs', 'without autostart a machine that rests is left to rest', async (world) => {
    const [id = ''] = await started(world, [{ service: { autostart: false } }]);
    await pass(world);
    assert.is((await world.get('/env', { 'fly-force-instance-id': id })).status, 503);
    assert.is(await stateOf(world, id), 'stopped');
    await drop(world, id);
  }),
  scene(
    'proxy',
    'inference',
    'a cordoned machine is neither stopped nor started by the proxy, which nobody documents',
    async (world) => {
      const [id = ''] = await started(world, [{}]);
      await askApp(world, 'POST', `/machines/${id}/cordon`);
      assert.equal(await pass(world), []);
      await askApp(world, 'POST', `/machines/${id}/stop`);
      await reach(world, id, 'stopped');
      assert.is((await world.get('/env', { 'fly-force-instance-id': id })).status, 503);
      assert.is(await stateOf(world, id), 'stopped');
      await drop(world, id);
    },
  ),
  scene(
    'proxy',
    'inference',
    'a machine that somebody leases is left alone by the proxy, which nobody documents',
    async (world) => {
      const [id = ''] = await started(world, [{}]);
      await askApp(world, 'POST', `/machines/${id}/lease?ttl=60`);
      assert.equal(await pass(world), []);
      await drop(world, id);
    },
  ),
];
