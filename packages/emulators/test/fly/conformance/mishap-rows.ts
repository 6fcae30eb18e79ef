/** What the real platform was seen to do when something goes wrong. The mishaps imitate it; that each does what its name says is tested beside this table. */
import * as assert from 'uvu/assert';
import type { Machine, Mishap } from '../../../src/fly/index.ts';
import type { TestWorld } from '../world.ts';
import { askApp, drop, firstOf, make, reach, type Asked } from './ask.ts';
import { scene, type Behaviour } from './behaviour.ts';

async function during<T>({ emulator }: TestWorld, mishap: Mishap, ask: () => Promise<T>): Promise<T> {
  emulator.addMishap(mishap);
  try {
    return await ask();
  } finally {
    emulator.clearMishaps();
  }
}

export const mishapRows: readonly Behaviour[] = [
  scene(
    'api',
    'report', // Kilo-Org/cloud#412 and #787
    'no room: 409 and aborted for a machine that is there, 400 for a volume',
    async (world) => {
      const [call, path] = ['machines.update', `/machines/${firstOf(world)}`];
      const noRoom = { kind: 'no-capacity' } as const;
      const update = await during(world, { call, what: noRoom }, () =>
        askApp(world, 'POST', path, { body: { config: {} } }),
      );
      const volume = await during(world, { call: 'volumes.create', what: noRoom }, () =>
        askApp(world, 'POST', '/volumes', { body: { name: 'data' } }),
      );
      assert.equal(
        [update.status, update.json()],
        [
          409,
          {
            error:
              'aborted: could not reserve resource for machine: insufficient memory available to fulfill request',
          },
        ],
      );
      assert.equal([volume.status, volume.json()], [400, { error: 'no capacity' }]);
    },
  ),
  scene(
    'api',
    'code', // superfly/fly-go, flaps/flaps_error.go, and its #306
    'no room in a whole region has a status of its own beside the text',
    async (world) => {
      const made = await during(world, { call: 'machines.create', what: { kind: 'no-capacity' } }, () =>
        make(world),
      );
      assert.is(made.json<{ status: string }>().status, 'insufficient_capacity');
    },
  ),
  scene(
    'api',
    'report', // addy999/omniparser-api#1
    'an image too large to unpack: the create is accepted, and a wait says that the machine is not found',
    async (world) => {
      const made = await during(world, { call: 'machines.create', what: { kind: 'unpack-failed' } }, () =>
        make(world),
      );
      const waited = await reach(world, made.id, 'started');
      assert.equal([made.status, waited.status], [200, 404]);
      assert.match(waited.text, 'not_found: machine not found');
      const logged = await askApp(world, 'GET', `/machines/${made.id}/logs`);
      assert.match(
        logged.text,
        'Not enough space to unpack image, possibly exceeds maximum of 8GB uncompressed',
      );
    },
  ),
  scene(
    'api',
    'code', // superfly/fly-go, machine_types.go
    'on a host that is not ok a machine has no config, only an incomplete one',
    async (world) => {
      const made = await during(world, { call: 'machines.create', what: { kind: 'dead-host' } }, () =>
        make(world),
      );
      const read = (await askApp(world, 'GET', `/machines/${made.id}`)).json<Record<string, unknown>>();
      assert.equal(
        [read['host_status'], read['config'], typeof read['incomplete_config']],
        ['unreachable', undefined, 'object'],
      );
      world.emulator.setHost('demo', made.id, 'ok');
      await drop(world, made.id);
    },
  ),
  scene(
    'api',
    'report', // community.fly.io, on dead hosts
    'on a dead host a destroy is accepted and the machine is destroying until the host is back',
    async (world) => {
      const made = await during(world, { call: 'machines.create', what: { kind: 'dead-host' } }, () =>
        make(world),
      );
      assert.is((await askApp(world, 'DELETE', `/machines/${made.id}?force=true`)).status, 200);
      assert.is((await askApp(world, 'GET', `/machines/${made.id}`)).json<Machine>().state, 'destroying');
      world.emulator.setHost('demo', made.id, 'ok');
      assert.is((await reach(world, made.id, 'destroyed')).status, 200);
    },
  ),
  scene(
    'api',
    'report', // superfly/flyctl#4618
    'just after a create, reading a machine, waiting for it and leasing it may be 404',
    async (world) => {
      world.emulator.setConsistency({ hiddenAfterCreateMs: 60_000 });
      const { id } = await make(world, { skip_launch: true });
      const asked: readonly Asked[] = [
        await askApp(world, 'GET', `/machines/${id}`),
        await reach(world, id, 'stopped'),
        await askApp(world, 'POST', `/machines/${id}/lease`),
      ];
      world.emulator.setConsistency({ hiddenAfterCreateMs: 0 });
      assert.equal(
        asked.map(({ status }) => status),
        [404, 404, 404],
      );
      await drop(world, id);
    },
  ),
  scene(
    'api',
    'report', // fly.io/infra-log, machines-api-duplicates
    'a list may be empty for a moment although machines are there',
    async (world) => {
      const call = { call: 'machines.list', what: { kind: 'empty-list' } } as const;
      assert.equal((await during(world, call, () => askApp(world, 'GET', '/machines'))).json(), []);
      assert.is.not((await askApp(world, 'GET', '/machines')).json<unknown[]>().length, 0);
    },
  ),
];
