/** What persons say to a run, whether somebody coordinates it or nobody does. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, fleetRecord, planFleet, startFleet, tellFleet, wave } from '../../src/fleet.ts';
import type { FleetRun, FleetWord } from '../../src/fleet.ts';
import type { StateStore } from '../../src/index.ts';
import { heldImage } from '../../src/fleet/lead/held-images.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { eventsOf, standIns, workOff } from './stand-ins.ts';

const RUN = '20261128-120000-1a2b3c4d';
const clock = fakeClock();
let words = 0;

interface Begun {
  readonly store: StateStore;
  readonly run: FleetRun;
  readonly say: (does: FleetWord['does'], wave?: string) => Promise<string>;
  /** Works off what was handed out, and coordinates. */
  readonly goOn: () => Promise<string | undefined>;
}

async function begun(gate = false): Promise<Begun> {
  const store = memoryStore();
  const dispenser = await memoryPlace().open();
  const world = standIns((_app, goal) => (goal === 'back' ? 'back' : 'good'));
  const fleet = defineFleet('shops', {
    members: shops(3),
    pipeline: deploy,
    waves: [wave('first', { count: 1 }), wave('rest', gate ? { gate: 'approve' } : {})],
  });
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: 0, image: 'sha256:1' });
  const { signal } = new AbortController();
  const run = await startFleet(fleet, plan, { runId: RUN }, { store, clock, dispenser, world, signal });
  return {
    store,
    run,
    say: (does, wave) => {
      const ports = { store, clock, signal, uuid: `w${(words += 1)}` };
      return tellFleet(RUN, { does, who: 'ada', because: 'the launch', wave }, ports);
    },
    async goOn() {
      const wait = await run.advance();
      await workOff(store, dispenser, world);
      return wait?.because;
    },
  };
}

test('while somebody coordinates a word is noted, and journaled before anything else is handed out', async () => {
  const { store, run, say, goOn } = await begun();

  assert.is(await say('pause'), 'noted');
  assert.is(await goOn(), 'a person has paused the fleet');
  assert.is(fleetRecord(run.state)?.because, 'ada paused it: the launch');
  await run.close();

  const events = await eventsOf(store, RUN);
  assert.not(events.some(({ type }) => type === 'member.handed'));
  const paused = events.find(({ type }) => type === 'fleet.paused');
  assert.equal(paused && 'who' in paused && [paused.who, paused.because], ['ada', 'the launch']);
});

test('where nobody coordinates the one who says it journals it', async () => {
  const { store, run, say } = await begun(true);
  await run.close();

  assert.is(await say('approve'), 'journaled');
  assert.is(await say('pause'), 'journaled');
  assert.is(await say('continue'), 'journaled');

  const said = (await eventsOf(store, RUN)).filter((event) => event.said !== undefined);
  assert.equal(
    said.map(({ type }) => type),
    ['gate.approved', 'fleet.paused', 'fleet.continued'],
  );
  assert.equal(await store.list('words/'), []);
});

test('a word whose note was not removed is not journaled again', async () => {
  const { store, run, say } = await begun();
  await run.close();
  const kept: StateStore = { ...store, remove: () => Promise.reject(new Error('killed')) };
  const { signal } = new AbortController();
  const word = { does: 'pause', who: 'ada', because: 'the launch' } as const;
  await tellFleet(RUN, word, { store: kept, clock, signal, uuid: 'kept' }).catch(() => undefined);

  await say('continue');

  const types = (await eventsOf(store, RUN)).map(({ type }) => type);
  assert.equal(types.slice(-1), ['fleet.continued']);
  assert.is(types.filter((type) => type === 'fleet.paused').length, 1);
});

test('a stop takes the wave back, and holds the image with that reason', async () => {
  const { store, run, say, goOn } = await begun();
  await goOn();
  await goOn();
  await say('stop');
  for (let turn = 0; run.state.ended === undefined && turn < 20; turn += 1) await goOn();

  assert.is(run.state.ended?.exitCode, 3);
  assert.match(run.state.stopped?.because.join() ?? '', 'ada stopped it: the launch');
  // No wave was bad, and nobody is told so.
  const image = run.state.image ?? '';
  assert.is((await heldImage(store, image))?.because, 'ada stopped it: the launch');
});

test('a word that could change nothing is refused', async () => {
  const { run, say, goOn } = await begun();

  assert.is(await codeOf(say('continue')), 'FLEET_WORD');
  assert.is(await codeOf(say('approve')), 'FLEET_WORD');
  assert.is(await codeOf(say('approve', 'rest')), 'FLEET_WORD');
  for (let turn = 0; run.state.ended === undefined && turn < 20; turn += 1) await goOn();
  assert.is(await codeOf(say('pause')), 'FLEET_WORD');
});

test.run();
