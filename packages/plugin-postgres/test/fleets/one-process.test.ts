/** A fleet in one process, with nothing installed: the queue is the PostgreSQL inside, members are runs of the real engine. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@paintbox/deploy-core';
import {
  adoptFleet,
  fleetRecord,
  fleetState,
  planFleet,
  readFleetJournal,
  startFleet,
  workFleet,
} from '@paintbox/deploy-core/fleet';
import type { FleetEvent, FleetRecord } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { crew, postgres } from '../../src/index.ts';
import { NEW, OLD, appsOf, imageOf, openShop } from './fixtures/shop.ts';

const RUN = '20260101-000000-abcdef12';
/** Real time, a good deal faster: nothing here waits for another machine. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms / 10, undefined, signal === undefined ? {} : { signal }),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** Releases to a fleet from beginning to end, and returns its record and the images of its members. */
async function released(
  bad: readonly string[],
): Promise<{ readonly record: FleetRecord | undefined; readonly images: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-fleet-'));
  const members = 20;
  const shop = openShop({ url: '', folder, runId: RUN, members, bad, state: 'folder' });
  const store = fileStore(join(folder, 'fleet'));
  const dispenser = crew(postgres())({ app: 'fleet-shops', environment: 'production', env: {} });
  const stop = new AbortController();
  const ports = { store, dispenser, world: shop.world, clock, signal: stop.signal };
  const eventsOf = async (): Promise<readonly FleetEvent[]> => {
    const events: FleetEvent[] = [];
    for await (const { event } of readFleetJournal(store, RUN)) events.push(event);
    return events;
  };
  try {
    const plan = await planFleet(shop.fleet, {
      environment: 'production',
      env: {},
      now: Date.now(),
      image: NEW,
    });
    await (await startFleet(shop.fleet, plan, { runId: RUN }, ports)).close();
    const working = workFleet({
      ...ports,
      atOnce: 4,
      run: (handed, stopped) => shop.run(handed, stopped),
      lead: (fleetRun) => adoptFleet(shop.fleet, fleetRun, ports),
    });
    while (!(await eventsOf()).some(({ type }) => type === 'fleet.ended')) await sleep(100);
    stop.abort();
    await working;
    const images = await Promise.all(appsOf(members).map((app) => imageOf(folder, app)));
    assert.is(dispenser.describe, 'the PostgreSQL of this process (fleet-shops/production)');
    return { record: fleetRecord(fleetState(await eventsOf())), images };
  } finally {
    await dispenser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

test('a good release reaches every member', async () => {
  const { record, images } = await released([]);

  assert.is(record?.status, 'succeeded', record?.because);
  assert.equal(new Set(images), new Set([NEW]));
  assert.is(
    record?.members.every(({ outcome, runId }) => outcome === 'good' && runId !== null),
    true,
  );
});

test('a broken release touches one member of the first wave, which is as it was before, and is held', async () => {
  const { record, images } = await released(appsOf(20));

  assert.is(record?.status, 'rolled-back', record?.because);
  assert.equal(new Set(images), new Set([OLD]));
  const outcomes = record?.members.map(({ outcome }) => outcome).toSorted();
  assert.equal(outcomes, ['bad', ...Array.from({ length: 19 }, () => 'waiting')]);
  assert.is(record?.held, true);
  assert.match(record?.members.find(({ outcome }) => outcome === 'bad')?.because ?? '', 'SHOP_BROKEN');
});

test.run();
