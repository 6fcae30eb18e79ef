/** The Machines API: machines. Everything is asked over HTTP, as a program that is not flyctl would. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { Machine } from '../../../src/fly/index.ts';
import { ask, askApp, drop, firstOf, make, reach } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

const checked = [
  {
    protocol: 'tcp',
    internal_port: 8080,
    ports: [],
    checks: [{ type: 'http', interval: '1s', timeout: '1s', path: '/api/health' }],
  },
];

export const machinesApiRows: readonly Behaviour[] = [
  scene(
    'api',
    'docs',
    'a machine created cordoned is started and cordoned, and its checks report',
    async (world) => {
      const { id } = await make(world, { skip_service_registration: true }, { services: checked });
      await reach(world, id, 'started');
      const read = async (): Promise<Machine> =>
        (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>();
      for (let tries = 0; tries < 200 && (await read()).checks[0]?.status !== 'passing'; tries++)
        await sleep(25);
      const machine = await read();
      assert.is(machine.cordoned, true);
      assert.equal(
        machine.checks.map(({ status }) => status),
        ['passing'],
      );
      await drop(world, id);
    },
  ),
  scene('api', 'code', 'skip_launch ends in stopped', async (world) => {
    const { id } = await make(world, { skip_launch: true });
    assert.is((await reach(world, id, 'stopped')).json<Machine>().state, 'stopped');
    await drop(world, id);
  }),
  scene('api', 'report', 'a name that a living machine has is refused with 409', async (world) => {
    const { id } = await make(world, { name: 'green-1', skip_launch: true });
    const again = await make(world, { name: 'green-1', skip_launch: true });
    assert.is(again.status, 409);
    assert.match(again.text, /already_exists/u);
    await drop(world, id);
  }),
  scene('api', 'docs', 'lease_ttl leases the new machine and its nonce opens it', async (world) => {
    const made = await make(world, { lease_ttl: 60, skip_launch: true });
    const { nonce } = made.json<{ nonce: string }>();
    assert.is((await askApp(world, 'POST', `/machines/${made.id}/cordon`)).status, 409);
    const headers = { 'fly-machine-lease-nonce': nonce };
    assert.is((await askApp(world, 'POST', `/machines/${made.id}/cordon`, { headers })).status, 200);
    await drop(world, made.id);
  }),
  scene('api', 'docs', 'an update with a version that has passed is refused', async (world) => {
    const made = await make(world, { skip_launch: true });
    const { instance_id: seen, config } = made.json<Machine>();
    const update = { config, current_version: seen, skip_launch: true };
    const first = await askApp(world, 'POST', `/machines/${made.id}`, { body: update });
    const second = await askApp(world, 'POST', `/machines/${made.id}`, { body: update });
    assert.equal([first.status, second.status], [200, 412]);
    assert.is.not(first.json<Machine>().instance_id, seen);
    const versions = await askApp(world, 'GET', `/machines/${made.id}/versions`);
    assert.is(versions.json<unknown[]>().length, 2);
    await drop(world, made.id);
  }),
  scene(
    'api',
    'report',
    'a wait outside 1 to 60 s is refused, one that ends too late is 408',
    async (world) => {
      const id = firstOf(world);
      const long = await askApp(world, 'GET', `/machines/${id}/wait?timeout=120`);
      const late = await askApp(world, 'GET', `/machines/${id}/wait?state=stopped&timeout=1`);
      assert.equal([long.status, late.status], [400, 408]);
      assert.match(
        long.text,
        /invalid WaitMachineRequest\.Timeout: value must be inside range \[1s, 1m0s\]/u,
      );
      assert.match(
        late.text,
        /deadline_exceeded: machine failed to reach desired state, stopped, currently started/u,
      );
    },
  ),
  scene(
    'api',
    'code',
    'a lease is 201, 409 for others, renewed by its nonce, and 404 when gone',
    async (world) => {
      const { id } = await make(world, { skip_launch: true });
      const path = `/machines/${id}/lease`;
      const taken = await askApp(world, 'POST', `${path}?ttl=30`);
      const { nonce, version } = taken.json<{ data: { nonce: string; version: string } }>().data;
      const headers = { 'fly-machine-lease-nonce': nonce };
      assert.is(taken.status, 201);
      assert.is(version, (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>().instance_id);
      assert.is((await askApp(world, 'POST', `${path}?ttl=30`)).status, 409);
      const renewed = await askApp(world, 'POST', path, { headers, body: { ttl: 60 } });
      assert.is(renewed.json<{ data: { nonce: string } }>().data.nonce, nonce);
      assert.is((await askApp(world, 'DELETE', path, { headers })).status, 200);
      assert.is((await askApp(world, 'GET', path)).status, 404);
      await drop(world, id);
    },
  ),
  scene(
    'api',
    'docs',
    'metadata changes without a new version, and a patch can be tied to one',
    async (world) => {
      const made = await make(world, { skip_launch: true });
      const { version } = made.json<Machine>();
      const path = `/machines/${made.id}/metadata`;
      assert.is((await askApp(world, 'POST', `${path}/colour`, { body: { value: 'green' } })).status, 204);
      const patch = { metadata: { colour: null, kept: 'yes' }, machine_version: version };
      assert.is((await askApp(world, 'PATCH', path, { body: patch })).status, 204);
      const stale = { ...patch, machine_version: '01STALE' };
      assert.is((await askApp(world, 'PATCH', path, { body: stale })).status, 412);
      assert.equal((await askApp(world, 'GET', path)).json(), { fly_process_group: 'extra', kept: 'yes' });
      assert.is((await askApp(world, 'DELETE', `${path}/kept`)).status, 204);
      assert.is((await askApp(world, 'GET', `/machines/${made.id}`)).json<Machine>().version, version);
      await drop(world, made.id);
    },
  ),
  scene(
    'api',
    'report',
    'a write of metadata takes the reports of the checks away until they have run again',
    async (world) => {
      for (const interval of ['24h', '1s']) {
        const [service] = checked;
        const checks = [{ type: 'http', interval, timeout: '1s', path: '/api/health' }];
        const { id } = await make(world, {}, { services: [{ ...service, checks }] });
        await reach(world, id, 'started');
        const statuses = async (): Promise<string[]> => {
          const read = (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>();
          return read.checks.map(({ status }) => status);
        };
        const untilPassing = async (): Promise<void> => {
          while ((await statuses())[0] !== 'passing') await sleep(25);
        };
        await untilPassing();
        const body = { metadata: { a: 'b' } };
        assert.is((await askApp(world, 'PATCH', `/machines/${id}/metadata`, { body })).status, 204);
        if (interval === '24h') assert.equal(await statuses(), []);
        else await untilPassing();
        await drop(world, id);
      }
    },
  ),
  scene(
    'api',
    'report',
    'the events of a machine tell orders and what followed, newest first',
    async (world) => {
      const { id } = await make(world);
      const at = `/machines/${id}`;
      await reach(world, id, 'started');
      await askApp(world, 'POST', `${at}/stop`);
      await reach(world, id, 'stopped');
      await askApp(world, 'POST', `${at}/start`);
      const { config } = (await askApp(world, 'GET', at)).json<Machine>();
      await askApp(world, 'POST', at, { body: { config, skip_launch: true } });
      const events = (await askApp(world, 'GET', `${at}/events`)).json<Machine['events']>();
      assert.equal(
        events.toReversed().map(({ type, status, source }) => `${type} ${status} ${source}`),
        [
          'launch created user',
          'start started flyd',
          'stop stopping user',
          'exit stopped flyd',
          'start starting user',
          'start started flyd',
          'exit stopped flyd',
          'update replacing user',
        ],
      );
      await drop(world, id);
    },
  ),
  scene('api', 'docs', 'autostop is answered as false, true or suspend', async (world) => {
    const [service] = checked;
    const sent = ['off', 'stop', 'suspend', true].map((autostop) => ({ ...service, autostop }));
    const made = await make(world, { skip_launch: true }, { services: sent });
    const answered = made.json<Machine>().config.services.map((one) => one['autostop']);
    assert.equal(answered, [false, true, 'suspend', true]);
    await drop(world, made.id);
  }),
  scene(
    'api',
    'report',
    'checks are counted in each service, so two services at one port share a name',
    async (world) => {
      const services = [...checked, { ...checked[0], ports: [{ port: 80, handlers: ['http'] }] }];
      const { id } = await make(world, {}, { services });
      const read = async (): Promise<Machine> =>
        (await askApp(world, 'GET', `/machines/${id}`)).json<Machine>();
      while ((await read()).checks.length === 0) await sleep(25);
      assert.equal(
        (await read()).checks.map(({ name }) => name),
        ['servicecheck-00-http-8080'],
      );
      await drop(world, id);
    },
  ),
  scene('api', 'code', 'a list may leave the images out; asked again, it has them', async (world) => {
    const images = async (query = ''): Promise<unknown[]> => {
      const list = (await askApp(world, 'GET', `/machines${query}`)).json<Partial<Machine>[]>();
      return list.map(({ image_ref: ref }) => typeof ref?.digest);
    };
    world.emulator.setRules({ listsWithoutImages: 1 });
    assert.equal(await images(), ['undefined']);
    assert.equal(await images(), ['string']);
    world.emulator.setRules({});
  }),
  scene(
    'api',
    'docs',
    'a list is filtered by region, state and metadata, and remembers the destroyed on request',
    async (world) => {
      const { id } = await make(world, { skip_launch: true });
      const ids = async (query: string): Promise<string[]> =>
        (await askApp(world, 'GET', `/machines?${query}`)).json<Machine[]>().map((machine) => machine.id);
      assert.equal(await ids('region=ams&state=created,stopped'), [id]);
      assert.equal(await ids('metadata.fly_process_group=extra'), [id]);
      const [short] = (await askApp(world, 'GET', '/machines?summary=true')).json<Partial<Machine>[]>();
      assert.is(short?.config, undefined);
      await drop(world, id);
      assert.equal(await ids('region=ams'), []);
      assert.ok((await ids('include_deleted=true&state=destroyed')).includes(id));
      assert.is((await askApp(world, 'GET', `/machines/${id}`)).json<Machine>().state, 'destroyed');
    },
  ),
  scene(
    'api',
    'docs',
    'a machine is suspended, started, restarted in its version, signalled and stopped',
    async (world) => {
      const made = await make(world);
      const at = `/machines/${made.id}`;
      await reach(world, made.id, 'started');
      assert.is((await askApp(world, 'POST', `${at}/suspend`)).status, 200);
      assert.is((await reach(world, made.id, 'suspended')).status, 200);
      const started = await askApp(world, 'POST', `${at}/start`);
      assert.is(started.json<{ previous_state: string }>().previous_state, 'suspended');
      assert.is((await askApp(world, 'POST', `${at}/restart`)).status, 200);
      const running = (await askApp(world, 'GET', at)).json<Machine>();
      assert.equal([running.state, running.version], ['started', made.json<Machine>().version]);
      assert.is((await askApp(world, 'GET', `${at}/ps`)).json<unknown[]>().length, 1);
      assert.is((await askApp(world, 'POST', `${at}/signal`, { body: { signal: 'SIGCONT' } })).status, 200);
      assert.is((await askApp(world, 'POST', `${at}/stop`, { body: { signal: 'SIGKILL' } })).status, 200);
      assert.is((await reach(world, made.id, 'stopped')).status, 200);
      const [newest] = (await askApp(world, 'GET', `${at}/events?limit=1`)).json<{ type: string }[]>();
      assert.is(newest?.type, 'exit');
      await drop(world, made.id);
    },
  ),
  scene(
    'api',
    'report',
    'a body that is missing is EOF, and every answer has a request id',
    async (world) => {
      const empty = await askApp(world, 'POST', '/machines');
      assert.equal([empty.status, empty.json()], [400, { error: 'EOF' }]);
      assert.match(empty.headers.get('fly-request-id') ?? '', /^[0-9A-Z]{26}-[a-z]{3}$/u);
      assert.is((await ask(world, 'GET', '/v1/apps/nobody')).status, 404);
      const stranger = await ask(world, 'GET', '/v1/apps/demo', { headers: { authorization: '' } });
      assert.is(stranger.status, 401);
    },
  ),
];
