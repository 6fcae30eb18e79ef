/** Runs that come after a run: what it released is taken back, its rest is served, and members that came since get what is proven. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  adoptFleet,
  defineFleet,
  fleetRecord,
  lateMembers,
  membersToTakeBack,
  stopOutlook,
  planFleet,
  restOfRun,
  startFleet,
  startTakeBack,
  wave,
} from '../../src/fleet.ts';
import type { Dispenser, Fleet, FleetPorts, FleetRun, MemberEnd, PlanFleetOptions } from '../../src/fleet.ts';
import { isDeployError } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import { fakeClock, memoryStore, rejects } from '../../src/testing/index.ts';
import { handedOutOf } from '../../src/fleet/hand-out/hand-out.ts';
import { heldImage } from '../../src/fleet/lead/held-images.ts';
import { codeOf } from '../codes.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { eventsOf, standIns, workOff } from './stand-ins.ts';
import type { StandIns } from './stand-ins.ts';

const IMAGE = 'sha256:1';
const SAID = { who: 'ada', because: 'orders are lost' };

interface Place {
  readonly store: StateStore;
  readonly dispenser: Dispenser;
  readonly world: StandIns;
  readonly ports: FleetPorts;
}

async function place(decide: (app: string, goal: string) => MemberEnd): Promise<Place> {
  const store = memoryStore();
  const dispenser = await memoryPlace().open();
  const world = standIns(decide);
  const { signal } = new AbortController();
  return { store, dispenser, world, ports: { store, clock: fakeClock(), dispenser, world, signal } };
}

function fleetOf(members: number): Fleet {
  return defineFleet('shops', {
    members: shops(members),
    pipeline: deploy,
    waves: [wave('first', { count: 1 }), wave('rest', { tolerate: 1 })],
    atOnce: 2,
  });
}

async function toItsEnd(run: FleetRun, { store, dispenser, world }: Place): Promise<FleetRun> {
  for (let turn = 0; run.state.ended === undefined && turn < 50; turn += 1) {
    await run.advance();
    await workOff(store, dispenser, world);
  }
  await run.close();
  return run;
}

async function release(
  fleet: Fleet,
  runId: string,
  at: Place,
  only?: PlanFleetOptions['only'],
): Promise<FleetRun> {
  const options = { environment: 'production', env: {}, now: 0, image: IMAGE, only };
  return toItsEnd(await startFleet(fleet, await planFleet(fleet, options), { runId }, at.ports), at);
}

test('a run is taken back last in, first out, and its image is held', async () => {
  const at = await place((_app, goal) => (goal === 'back' ? 'back' : 'good'));
  const fleet = fleetOf(4);
  await release(fleet, 'one', at);
  const order = (await eventsOf(at.store, 'one')).flatMap((event) =>
    event.type === 'fleet.members' ? event.members.map(({ app }) => app) : [],
  );

  const run = await startTakeBack(fleet, { run: 'one', ...SAID }, { runId: 'two' }, at.ports);
  await run.advance();
  await run.close();
  // Its coordinator is gone, and another one goes on.
  await toItsEnd(await adoptFleet(fleet, 'two', at.ports), at);

  const record = fleetRecord((await adoptFleet(fleet, 'two', at.ports)).state);
  assert.equal([record?.exitCode, record?.because], [0, 'what run one released is proven back']);
  assert.ok(record?.members.every(({ outcome }) => outcome === 'back'));
  const handed = (await eventsOf(at.store, 'two')).flatMap((event) =>
    event.type === 'member.handed' ? [event.app] : [],
  );
  assert.equal(handed, order.toReversed());
  assert.match((await heldImage(at.store, IMAGE))?.because ?? '', 'ada took run one back: orders are lost');
});

test('no more are taken back at the same time than the fleet allows', async () => {
  const at = await place((_app, goal) => (goal === 'back' ? 'back' : 'good'));
  const fleet = fleetOf(5);
  await release(fleet, 'one', at);
  const atOnce: number[] = [];

  const run = await startTakeBack(fleet, { run: 'one', ...SAID }, { runId: 'two' }, at.ports);
  while ((await run.advance()) !== undefined) {
    atOnce.push([...run.state.members.values()].filter(({ status }) => status === 'running').length);
    const job = await at.dispenser.take();
    const handed = handedOutOf(job?.value);
    if (job === undefined || handed === undefined) break;
    await at.world.run(handed);
    await at.dispenser.done(job);
  }
  await run.close();

  assert.is(Math.max(...atOnce), 2);
});

test('one member is taken back alone, which says nothing against the image', async () => {
  const at = await place((_app, goal) => (goal === 'back' ? 'back' : 'good'));
  const fleet = fleetOf(3);
  await release(fleet, 'one', at);

  const of = { run: 'one', app: 'shop-002', ...SAID };
  const run = await toItsEnd(await startTakeBack(fleet, of, { runId: 'two' }, at.ports), at);

  assert.equal([...run.state.members.keys()], ['shop-002']);
  assert.is(run.state.ended?.exitCode, 0);
  assert.is(await heldImage(at.store, IMAGE), undefined);
});

test('one wave is taken back alone, and holds no image', async () => {
  const at = await place((_app, goal) => (goal === 'back' ? 'back' : 'good'));
  const fleet = fleetOf(4);
  const first = await release(fleet, 'one', at);
  const rest = [...first.state.members.values()].filter(({ wave }) => wave === 'rest').map(({ app }) => app);

  const of = { run: 'one', wave: 'rest', ...SAID };
  const run = await toItsEnd(await startTakeBack(fleet, of, { runId: 'two' }, at.ports), at);

  assert.equal([...run.state.members.keys()].toSorted(), rest.toSorted());
  // Nobody has to approve it, and it waits for no hours and no bake.
  const waves = [...run.state.waves.values()].map(({ name, gate, only, bakeMs }) => [
    name,
    gate,
    only,
    bakeMs,
  ]);
  assert.equal(waves, [['rest', false, null, 0]]);
  assert.is(await heldImage(at.store, IMAGE), undefined);
});

test('a member that cannot be put back stops no other, and needs a person', async () => {
  const at = await place((app, goal) => (goal !== 'back' ? 'good' : app === 'shop-002' ? 'person' : 'back'));
  const fleet = fleetOf(3);
  await release(fleet, 'one', at);

  const run = await startTakeBack(fleet, { run: 'one', ...SAID }, { runId: 'two' }, at.ports);
  await toItsEnd(run, at);

  assert.is(run.state.ended?.exitCode, 4);
  assert.equal([...run.state.members.values()].map(({ app, status }) => `${app} ${status}`).toSorted(), [
    'shop-001 back',
    'shop-002 person',
    'shop-003 back',
  ]);
});

test('of several members that cannot be put back, all are counted', async () => {
  const at = await place((app, goal) => (goal !== 'back' ? 'good' : app === 'shop-002' ? 'back' : 'person'));
  const fleet = fleetOf(3);
  await release(fleet, 'one', at);

  const run = await startTakeBack(fleet, { run: 'one', ...SAID }, { runId: 'two' }, at.ports);

  assert.is((await toItsEnd(run, at)).state.ended?.because, '2 members need a person');
});

test('where nobody is on the release there is nothing to take back', async () => {
  const at = await place(() => 'bad');
  const fleet = fleetOf(3);
  await release(fleet, 'one', at);

  for (const [part, words] of [
    [{}, 'no member of the fleet is on'],
    [{ wave: 'rest' }, "no member of wave 'rest' is on"],
    [{ wave: 'rest', app: 'shop-001' }, "no member of 'shop-001' is on"],
  ] as const) {
    const of = { run: 'one', ...SAID, ...part };
    const error = await rejects(startTakeBack(fleet, of, { runId: 'two' }, at.ports));
    assert.is(isDeployError(error) && error.code, 'FLEET_NOTHING_LEFT');
    assert.match(String(error), words);
  }
});

test('the rest of a run are the members without its release', async () => {
  const at = await place((app, goal) => (goal === 'release' && app === 'shop-003' ? 'bad' : 'good'));
  const fleet = fleetOf(4);
  await release(fleet, 'one', at);

  const { image, only } = await restOfRun(at.store, 'one');

  assert.is(image, IMAGE);
  assert.equal(
    shops(5)
      .map(({ app }) => app)
      .filter(only),
    ['shop-003'],
  );
});

test('members are late until a run of the proven image knows them', async () => {
  const at = await place(() => 'good');
  await release(fleetOf(3), '20260101-000001-00000001', at);
  const late = async (): Promise<readonly string[]> => {
    const { only } = await lateMembers(at.store);
    return shops(5)
      .map(({ app }) => app)
      .filter(only);
  };

  assert.equal(await late(), ['shop-004', 'shop-005']);
  await release(fleetOf(4), '20260101-000002-00000002', at, (await lateMembers(at.store)).only);
  assert.equal(await late(), ['shop-005']);
  assert.is(await codeOf(restOfRun(at.store, '20260101-000002-00000002')), 'FLEET_NOTHING_LEFT');
  assert.is(await codeOf(lateMembers(memoryStore())), 'FLEET_NOTHING_LEFT');
});

test('an image is proven by its waves, also when a member lacked a right; a later run is for that member', async () => {
  const at = await place((app) => (app === 'shop-002' ? 'refused' : 'good'));
  await release(fleetOf(3), '20260101-000001-00000001', at);

  assert.is((await lateMembers(at.store)).image, IMAGE);
  assert.equal(
    shops(3)
      .map(({ app }) => app)
      .filter((await restOfRun(at.store, '20260101-000001-00000001')).only),
    ['shop-002'],
  );
});

test('a run that is stopped takes back the wave that it is at, and one that has ended all of them', async () => {
  const at = await place(() => 'good');
  const fleet = fleetOf(6);
  const options = { environment: 'production', env: {}, now: 0, image: IMAGE };
  const run = await startFleet(fleet, await planFleet(fleet, options), { runId: 'one' }, at.ports);
  const goodIn = (name: string): readonly string[] =>
    [...run.state.members.values()]
      .filter(({ wave, status }) => wave === name && status === 'good')
      .map(({ app }) => app);
  for (let turn = 0; goodIn('rest').length === 0 && turn < 20; turn += 1) {
    await run.advance();
    await workOff(at.store, at.dispenser, at.world);
  }

  assert.is(run.state.ended, undefined);
  assert.is(goodIn('first').length, 1);
  assert.equal(
    stopOutlook(run.state).back.map(({ app }) => app),
    goodIn('rest'),
  );

  await toItsEnd(run, at);
  assert.is(membersToTakeBack(run.state, {}).length, 6);
});

test.run();
