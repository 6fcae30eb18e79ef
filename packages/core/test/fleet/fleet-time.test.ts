/** How long a fleet takes, from what its members took before. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timeOf } from '../../src/fleet/plan/fleet-time.ts';
import { defineFleet, fleetTime, planFleet, wave } from '../../src/fleet.ts';
import type { FleetPlan, FleetTime, Wave } from '../../src/fleet.ts';
import { definePipeline, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { memoryStore } from '../../src/testing/index.ts';
import type { StateStore } from '../../src/index.ts';
import { deploy, shops } from './pipelines.ts';

const MINUTE = 60_000;
const USUAL = { medianMs: MINUTE, longestMs: 2 * MINUTE, members: 20 };
/** A Saturday. */
const NOW = Date.parse('2026-11-28T12:00:00Z');

function planOf(
  members: number,
  waves: readonly [Wave, ...Wave[]],
  more: { readonly startEvery?: '90s' } = {},
): Promise<FleetPlan> {
  const fleet = defineFleet('shops', {
    members: shops(members),
    pipeline: deploy,
    waves: waves as readonly [Wave<'rest', 'rest'>],
    atOnce: 10,
    ...more,
  });
  return planFleet(fleet, { environment: 'production', env: {}, now: NOW });
}

const inMinutes = ({ waves, totalMs }: FleetTime): unknown => [
  ...waves.map(({ name, runsMs, closedMs, bakeMs }) => [name, ...[runsMs, closedMs, bakeMs].map(minutes)]),
  minutes(totalMs),
];
const minutes = (ms: number): number => ms / MINUTE;

test('a strict wave serves one after the other, a later one as many at once as it may, and a bake is waited for', async () => {
  const plan = await planOf(36, [
    wave('ours', { count: 3, bake: '30m' }),
    wave('some', { count: 10 }),
    wave('rest'),
  ]);

  assert.equal(inMinutes(timeOf(plan, USUAL, NOW)), [
    ['ours', 3, 0, 30],
    ['some', 1, 0, 0],
    ['rest', 3, 0, 0],
    37,
  ]);
});

test('starts that are spaced take longer than the members themselves', async () => {
  const plan = await planOf(11, [wave('rest', { strict: false })], { startEvery: '90s' });

  assert.equal(inMinutes(timeOf(plan, USUAL, NOW)), [['rest', 16, 0, 0], 16]);
});

test('a wave waits for its window, and for the next one when the first is too short', async () => {
  const only = 'mon-fri 08-09 UTC';
  const plan = await planOf(90, [wave('first', { count: 20, only }), wave('rest', { only })]);
  const untilMonday = 44 * 60;

  // Twenty one by one, six an hour, from Monday to Thursday; seventy by ten, of which none begins after nine.
  assert.equal(inMinutes(timeOf(plan, { ...USUAL, medianMs: 10 * MINUTE }, NOW)), [
    ['first', 200, untilMonday + 3 * 23 * 60, 0],
    ['rest', 70, 23 * 60, 0],
    200 + untilMonday + 4 * 23 * 60 + 70,
  ]);
});

test('the latest good run of some members says how long one takes; who has none, or cannot be read, is left out', async () => {
  const plan = await planOf(500, [wave('rest')]);
  const asked: string[] = [];
  const stores = new Map<string, StateStore>();
  const stateOf = (app: string): StateStore => {
    asked.push(app);
    if (app === asked[0]) return { ...memoryStore(), list: () => Promise.reject(new Error('no way there')) };
    const store = stores.get(app) ?? memoryStore();
    stores.set(app, store);
    return store;
  };
  assert.is(await fleetTime({ ...plan, waves: [] }, stateOf, NOW), null);
  const none = await fleetTime(plan, stateOf, NOW);
  assert.is(none, null);
  const known = [...new Set(asked)].slice(1, 4);
  let ms = 0;
  for (const app of known) {
    const [good, bad] = [runOf((ms += 1_000), app), runOf(90_000, app, 'validate')];
    await good(stateOf(app));
    await bad(stateOf(app));
  }

  const time = await fleetTime(plan, stateOf, NOW);
  assert.equal(time?.usual, { medianMs: 2_000, longestMs: 3_000, members: 3 });
  // One strictly after the other.
  assert.is(time?.totalMs, 500 * 2_000);
  assert.ok(new Set(asked).size <= 20, `${asked.length} members were asked`);
});

/** A run that takes so long by its own clock. */
function runOf(ms: number, app: string, name = 'deploy'): (store: StateStore) => Promise<unknown> {
  let now = NOW;
  const clock = { now: () => now, after: () => () => undefined, sleep: async () => undefined };
  const work = stage({ name: 'app.work', run: () => void (now += ms) });
  return (store) =>
    runPipeline({
      pipeline: definePipeline(name, [work]),
      environment: { name: 'production', app, url: 'https://shop.example' },
      store,
      clock,
      env: {},
    });
}

test.run();
