/** How long a run of a fleet takes when every member takes as long as members usually do, and nobody is bad. */
import type { StateStore } from '../../store/state-store.ts';
import type { FleetPlan, PlannedWave } from './plan-fleet.ts';
import { usualRun } from './usual-run.ts';
import { nextOpening, windowOf } from '../define/window.ts';

const QUARTER_MS = 900_000;

/** What the whole run takes, once its image is built, and when whoever approves does so at once. */
export interface FleetTime {
  /** What it is reckoned with: the latest good runs of so many members, in ms. */
  readonly usual: { readonly medianMs: number; readonly longestMs: number; readonly members: number };
  readonly waves: readonly {
    readonly name: string;
    /** From its first hand-out to the end of its last member, in ms, without the time in which its window is closed. */
    readonly runsMs: number;
    /** How long it waits for its window, in ms. */
    readonly closedMs: number;
    readonly bakeMs: number;
  }[];
  readonly totalMs: number;
}

/**
 * Reckons it from the history of some members; null when none of them has a good run. As many members run at once as the plan allows: workers that take fewer
 * take longer.
 *
 * @param now When the run begins, in ms since 1970: windows are open or closed then.
 * @example
 * const time = await fleetTime(fleetPlan, (app) => fileStore(`.paintbox/state/${app}`), Date.now());
 */
export async function fleetTime(
  plan: FleetPlan,
  stateOf: (app: string) => StateStore,
  now: number,
): Promise<FleetTime | null> {
  const usual = await usualRun(plan, stateOf);
  return usual === null ? null : timeOf(plan, usual, now);
}

/** The same from what is known of its members. */
export function timeOf(
  { waves, startEveryMs }: Pick<FleetPlan, 'waves' | 'startEveryMs'>,
  usual: FleetTime['usual'],
  now: number,
): FleetTime {
  let at = now;
  const timed = waves.map((wave) => {
    const time = waveTime(wave, { startEveryMs, runMs: usual.medianMs, begins: at });
    at += time.runsMs + time.closedMs + time.bakeMs;
    return time;
  });
  return { usual, waves: timed, totalMs: at - now };
}

interface Pace {
  readonly startEveryMs: number;
  readonly runMs: number;
  readonly begins: number;
}

/** Members start in turn, each in the place of the one that is done first. */
function waveTime(wave: PlannedWave, { startEveryMs, runMs, begins }: Pace): FleetTime['waves'][number] {
  const opening = openingsOf(wave.only);
  const places = Array.from({ length: Math.max(1, wave.atOnce) }, () => begins);
  let [earliest, ends, closedMs, opened] = [begins, begins, 0, begins];
  for (const index of wave.members.keys()) {
    const place = index % places.length;
    const ready = Math.max(earliest, places[place] ?? begins);
    const start = opening(ready);
    // Members that wait for the same opening wait at the same time.
    if (start > ready && start !== opened) closedMs += start - ready;
    if (start > ready) opened = start;
    ends = start + runMs;
    places[place] = ends;
    earliest = start + startEveryMs;
  }
  return { name: wave.name, runsMs: ends - begins - closedMs, closedMs, bakeMs: wave.bakeMs };
}

/** When it is open next. Within a quarter of an hour the answer is the same, so a thousand starts ask few times. */
function openingsOf(only: string | null): (at: number) => number {
  const window = only === null ? undefined : windowOf(only);
  if (window === undefined) return (at) => at;
  let open = Number.NaN;
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS);
    if (quarter === open) return at;
    const next = nextOpening(window, at);
    open = Math.floor(next / QUARTER_MS);
    return next;
  };
}
