/** A run that waits for a person costs nobody's lock, and what the person says is seen at the next look, however it was said. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  adoptFleet,
  defineFleet,
  fleetLeader,
  planFleet,
  startFleet,
  tellFleet,
  wave,
} from '../../src/fleet.ts';
import type { FleetLeader, FleetPorts } from '../../src/fleet.ts';
import { wordsKey } from '../../src/fleet/lead/fleet-words.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { eventsOf, standIns } from './stand-ins.ts';

const RUN = '20261128-120000-1a2b3c4d';
const fleet = defineFleet('shops', {
  members: shops(2),
  pipeline: deploy,
  waves: [wave('first', { count: 1, gate: 'approve' }), wave('rest')],
});

interface Waiting {
  readonly ports: FleetPorts;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly leader: FleetLeader;
  /** How often somebody took the lock to lead the run. */
  readonly led: () => number;
  /** Another worker: it leads the same run. */
  readonly another: () => FleetLeader;
}

/** A run whose first wave waits for approval. */
async function waiting(): Promise<Waiting> {
  const [store, clock, { signal }] = [memoryStore(), fakeClock(), new AbortController()];
  const dispenser = await memoryPlace().open();
  const ports: FleetPorts = { store, clock, dispenser, world: standIns(() => 'good'), signal };
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: 0, image: 'sha256:1' });
  await (await startFleet(fleet, plan, { runId: RUN }, ports)).close();
  let led = 0;
  const another = (): FleetLeader =>
    fleetLeader({
      store,
      clock,
      lead(fleetRun) {
        led += 1;
        return adoptFleet(fleet, fleetRun, ports);
      },
    });
  return { ports, clock, leader: another(), led: () => led, another };
}

/** Looks once, with a signal that lets nobody lead for longer than one look. */
const look = (leader: FleetLeader): Promise<number | undefined> => leader(RUN, AbortSignal.abort());

async function typesIn({ ports }: Waiting): Promise<readonly string[]> {
  return (await eventsOf(ports.store, RUN)).map(({ type }) => type);
}

test('looks for news take no lock, and say when to look again', async () => {
  const { leader, led } = await waiting();
  await look(leader);
  const before = led();

  for (let looks = 0; looks < 10; looks += 1)
    assert.is(await leader(RUN, new AbortController().signal), 1_000);

  assert.ok(led() <= before + 1, 'it led at every look');
});

test('an approval that was journaled is seen at the next look', async () => {
  const place = await waiting();
  const { signal } = new AbortController();
  assert.is(await place.leader(RUN, signal), 1_000);
  const led = place.led();

  const word = { does: 'approve', who: 'ada', because: 'it is well' } as const;
  assert.is(await tellFleet(RUN, word, { ...place.ports, uuid: 'one' }), 'journaled');
  await look(place.leader);

  assert.is(place.led(), led + 1);
  assert.ok((await typesIn(place)).includes('member.handed'));
});

test('a word that was noted while the coordinator gave the run back is not lost', async () => {
  const place = await waiting();
  const { signal } = new AbortController();
  await place.leader(RUN, signal);

  // Noted under its lock, and after it had listened.
  const word = JSON.stringify({ does: 'approve', who: 'ada', because: 'it is well' });
  await place.ports.store.create(`${wordsKey(RUN)}2026-11-28T120000Z-one`, word);
  await look(place.leader);

  assert.ok((await typesIn(place)).includes('gate.approved'));
});

test('without any news the run is led all the same after a while', async () => {
  const place = await waiting();
  const { signal } = new AbortController();
  await place.leader(RUN, signal);
  await place.leader(RUN, signal);
  const led = place.led();

  await place.clock.advance(31_000);
  await place.leader(RUN, signal);

  assert.is(place.led(), led + 1);
});

test('of several workers each leads once, and then looks', async () => {
  const place = await waiting();
  const { signal } = new AbortController();
  const workers = [place.leader, place.another(), place.another()];
  for (let round = 0; round < 2; round += 1) for (const worker of workers) await worker(RUN, signal);
  const led = place.led();

  for (let round = 0; round < 5; round += 1) for (const worker of workers) await worker(RUN, signal);

  assert.is(place.led(), led);
});

test.run();
