/**
 * Leads runs again and again. While a run waits for a time or a person, nobody holds its lock: it is only looked whether somebody has said something since,
 * which costs two lists of keys. Whoever says it rings no bell that could be lost.
 */
import type { StateStore } from '../../store/state-store.ts';
import type { Clock } from '../../words/context.ts';
import { crewBells } from './bell.ts';
import type { CrewBells } from './bell.ts';
import type { FleetRun } from '../lead/hold-fleet.ts';
import { wordsKey } from '../lead/fleet-words.ts';
import { leadFleet } from './lead-fleet.ts';

/** What a leader works with. */
export interface FleetLeaderOptions {
  /** The state of the fleet. */
  readonly store: StateStore;
  readonly clock: Clock;
  /** Goes on with a run of the fleet, with `adoptFleet`. */
  lead(fleetRun: string): Promise<FleetRun>;
}

/** Leads a run as far as it goes now. Returns after how many ms it is to be asked again; undefined when the run has ended. */
export type FleetLeader = (fleetRun: string, signal: AbortSignal) => Promise<number | undefined>;

/** How often it is looked for news, in ms. */
const NEWS_MS = 1_000;

/** A run that waits: until when, and what was written of it before it was led. */
interface Rest {
  readonly until: number;
  readonly written: string;
}

/**
 * Makes a leader, for a worker or a coordinator.
 *
 * @example
 * const { store, clock } = fleetPorts;
 * const leader = fleetLeader({ store, clock, lead: (fleetRun) => adoptFleet(fleet, fleetRun, fleetPorts) });
 * const waitMs = await leader('20261128-120000-1a2b3c4d', signal);
 */
export function fleetLeader(options: FleetLeaderOptions): FleetLeader {
  return leaderBeside(options, crewBells(options.clock));
}

/** A leader that hears the worker of the same process, and is heard by it. */
export function leaderBeside(options: FleetLeaderOptions, bells: CrewBells): FleetLeader {
  const { store, clock } = options;
  const rests = new Map<string, Rest>();
  return async (fleetRun, signal) => {
    // Read before the run is led: what is said meanwhile is news afterwards.
    const written = await writtenOf(store, fleetRun);
    const rest = rests.get(fleetRun);
    const left = (rest?.until ?? 0) - clock.now();
    if (rest?.written === written && left > 0) return Math.min(left, NEWS_MS);
    rests.delete(fleetRun);
    const waitMs = await leadFleet(await options.lead(fleetRun), clock, signal, bells);
    if (waitMs === undefined) return undefined;
    rests.set(fleetRun, { until: clock.now() + waitMs, written });
    return Math.min(waitMs, NEWS_MS);
  };
}

/** Changes with every word that is noted, and whenever another holder of the lock writes: each has a part of the journal for itself. */
async function writtenOf(store: StateStore, fleetRun: string): Promise<string> {
  const keys = [...(await store.list(`runs/${fleetRun}.`)), ...(await store.list(wordsKey(fleetRun)))];
  return keys.join('\n');
}
