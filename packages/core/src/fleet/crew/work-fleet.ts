/** A worker: takes hand-outs, runs one member for each, and leads runs of the fleet. Any number of them may work, on any machine. */
import { openRuns } from '../../engine/open-runs.ts';
import { isDeployError } from '../../words/error.ts';
import type { DeployError } from '../../words/error.ts';
import type { Dispenser, TakenJob } from '../hand-out/dispenser.ts';
import { stateApart } from '../errors.ts';
import { handOutStands, handedOutOf } from '../hand-out/hand-out.ts';
import type { HandedOut } from '../hand-out/hand-out.ts';
import { keepAlive } from '../hand-out/keep-alive.ts';
import { crewBells } from './bell.ts';
import { leaderBeside } from './fleet-leader.ts';
import type { FleetLeader, FleetLeaderOptions } from './fleet-leader.ts';
import { leadJob, leadOf } from './lead-fleet.ts';

/** What a worker works with. */
export interface WorkFleetOptions extends FleetLeaderOptions {
  readonly dispenser: Dispenser;
  /** Stops the worker: it takes nothing more, and its members are told. */
  readonly signal: AbortSignal;
  /** Lets the worker end: it takes nothing more, and its members go on to their own end. Default: never. */
  readonly ending?: AbortSignal | undefined;
  /** Told when the dispenser or the state does not answer, or the state is not the one of a run (`FLEET_STATE_APART`); the worker tries again. */
  readonly away?: ((error: DeployError) => void) | undefined;
  /** How many members it runs at the same time. Default 1. */
  readonly atOnce?: number | undefined;
  /**
   * Runs a member until its run has a verdict; at once, when it has one already. What it resolves with is not used. The signal aborts when the worker is stopped. When it rejects, the hand-out
   * is tried again. Another worker may have been given the same hand-out, when this one was silent for a while: the lock of the member decides who runs it.
   */
  run(handed: HandedOut, signal: AbortSignal, attempt: number): Promise<unknown>;
}

/** How long to wait when there is nothing to take, and before a job is tried again, in ms. */
const IDLE_MS = 1_000;
const AGAIN_MS = 5_000;
/** After so many looks it is made sure that somebody leads each run. */
const LEAD_EVERY = 5;

/** Works until a signal aborts; resolves when nothing is under way any more. Rejects when the dispenser or the state cannot be used, and trying again would not help. */
export async function workFleet(options: WorkFleetOptions): Promise<void> {
  const { dispenser, store, clock, atOnce = 1 } = options;
  /** Waits for one that is away. */
  const patiently = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      if (!isDeployError(error) || !error.transient) throw error;
      options.away?.(error);
      await clock.sleep(AGAIN_MS, signal).catch(() => undefined);
      return undefined;
    }
  };
  /** A queue that was dropped has also forgotten who leads. */
  const ensureLed = (): Promise<void> =>
    patiently(async () => dispenser.put((await openRuns(store)).map(leadJob)));
  const signal = lastJob(options);
  const bells = crewBells(clock);
  const leader = leaderBeside(options, bells);
  const members = new Set<Promise<void>>();
  const leading = new Set<Promise<void>>();
  try {
    await ensureLed();
    for (let idle = 1; !signal.aborted; idle += 1) {
      const job = members.size < atOnce ? await patiently(() => dispenser.take()) : undefined;
      if (job !== undefined) {
        // Leading takes no place: it waits for members, and would wait for ever with the only place.
        const among = leadOf(job.value) === undefined ? members : leading;
        const work: Promise<void> = workOn(job, options, leader).finally(() => {
          among.delete(work);
          bells.ended.ring();
          bells.handed.ring();
        });
        among.add(work);
        continue;
      }
      if (idle % LEAD_EVERY === 0) await ensureLed();
      await bells.handed.wait(IDLE_MS, signal);
    }
  } finally {
    await Promise.all([...members, ...leading]);
  }
}

async function workOn(job: TakenJob, options: WorkFleetOptions, leader: FleetLeader): Promise<void> {
  const { dispenser, clock } = options;
  const claim = keepAlive(job, dispenser, clock);
  let againMs: number | undefined;
  try {
    againMs = await workFor(job, options, leader, claim.lost);
  } catch {
    // Journals say what happened; here it is only tried again.
    againMs = AGAIN_MS;
  }
  claim.end();
  const told = againMs === undefined ? dispenser.done(job) : dispenser.later(job, againMs);
  // If that cannot be said, the silence says it.
  await told.catch(() => false);
}

/** Returns after how many ms there is more to do for the job; undefined when nothing is. */
async function workFor(
  job: TakenJob,
  options: WorkFleetOptions,
  leader: FleetLeader,
  lost: AbortSignal,
): Promise<number | undefined> {
  const fleetRun = leadOf(job.value);
  if (fleetRun !== undefined) {
    try {
      return await leader(fleetRun, AbortSignal.any([lost, lastJob(options)]));
    } catch (error) {
      await sayIfApart(fleetRun, options);
      throw error;
    }
  }
  const handed = handedOutOf(job.value);
  if (handed === undefined) return undefined;
  if (!(await handOutStands(options.store, handed))) {
    // One that is not in the journal was put in by a coordinator that has lost the fleet. Without any journal it is for others.
    return (await sayIfApart(handed.fleetRun, options)) ? AGAIN_MS : undefined;
  }
  // Also when the job is lost meanwhile: whoever has it now waits for the lock of the member. To cancel the run would make its end another one.
  await options.run(handed, options.signal, job.attempt);
  return undefined;
}

/** True when nothing of the run is in the state of this worker, which is said. */
async function sayIfApart(fleetRun: string, { store, away }: WorkFleetOptions): Promise<boolean> {
  const isApart = (await store.list(`runs/${fleetRun}.`)).length === 0;
  if (isApart) away?.(stateApart(fleetRun));
  return isApart;
}

/** Aborts when nothing more is to be taken. */
function lastJob({ signal, ending }: WorkFleetOptions): AbortSignal {
  return ending === undefined ? signal : AbortSignal.any([signal, ending]);
}
