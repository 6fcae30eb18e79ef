/** Plays a fleet of files to its end, while somebody is struck again and again. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StateStore } from '@paintbox/deploy-core';
import { readFleetJournal } from '@paintbox/deploy-core/fleet';
import type { FleetEvent } from '@paintbox/deploy-core/fleet';
import { fileStore } from '@paintbox/deploy-core/run';
import { postgres } from '../../src/index.ts';
import type { TestServer } from '../postgres-rig.ts';
import type { ShopOptions } from './fixtures/shop.ts';
import { readWitness } from './fixtures/witness.ts';
import { keep } from './kept-process.ts';
import { strike } from './strikes.ts';
import type { Strike } from './strikes.ts';

/** How a fleet is played. */
export interface Play {
  readonly random: () => number;
  readonly server: TestServer;
  readonly options: ShopOptions;
  readonly workers: number;
  /** How often somebody may be struck, in ms. */
  readonly everyMs: number;
  /** Who is struck now, after so many changes of members; undefined for nobody. */
  readonly next: (changes: number) => Strike | undefined;
}

/** What came of it. */
export interface Played {
  readonly events: readonly FleetEvent[];
  readonly strikes: readonly Strike[];
  readonly seconds: number;
}

export async function play({ random, server, options, workers, everyMs, next }: Play): Promise<Played> {
  const began = performance.now();
  const store = fleetStore(options);
  const lead = keep('lead', options);
  const all = [lead, ...Array.from({ length: workers }, () => keep('work', options))];
  const strikes: Strike[] = [];
  const parts = { random, server, url: options.url, store, all };
  const over = lead.ended.then(() => true);
  try {
    while (!(await Promise.race([over, sleep(everyMs, false)]))) {
      const kind = next(changes(options));
      if (kind !== undefined && (await strike(kind, parts))) strikes.push(kind);
    }
  } finally {
    // Also when the server could not be started again: nobody is started any more.
    await Promise.all(all.map((one) => one.end()));
  }
  return {
    events: await eventsOf(store, options.runId),
    strikes,
    seconds: (performance.now() - began) / 1_000,
  };
}

function changes({ folder }: ShopOptions): number {
  return readWitness(folder).filter(({ what }) => what === 'change').length;
}

/** The state of the fleet itself. */
export function fleetStore({
  state,
  url,
  folder,
}: Pick<ShopOptions, 'state' | 'url' | 'folder'>): StateStore {
  const place = { app: 'fleet-shops', environment: 'production', env: {} };
  return state === 'postgres' ? postgres({ url })(place) : fileStore(join(folder, 'fleet'));
}

export async function eventsOf(store: StateStore, runId: string): Promise<readonly FleetEvent[]> {
  const events: FleetEvent[] = [];
  for await (const { event } of readFleetJournal(store, runId)) events.push(event);
  return events;
}
