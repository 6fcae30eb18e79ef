/** A worker: takes hand-outs, runs one member for each, and says that it is alive. Any number of them may work, on any machine. */
import type { StateStore } from '../store/state-store.ts';
import type { Clock } from '../words/context.ts';
import type { Dispenser, TakenJob } from './dispenser.ts';
import { handOutStands, handedOutOf } from './hand-out.ts';
import type { HandedOut } from './hand-out.ts';

/** What a worker works with. */
export interface WorkFleetOptions {
  /** The state of the fleet. */
  readonly store: StateStore;
  readonly dispenser: Dispenser;
  readonly clock: Clock;
  /** Stops the worker: it takes nothing more, and its members are told. */
  readonly signal: AbortSignal;
  /** How many members it runs at the same time. Default 1. */
  readonly atOnce?: number | undefined;
  /**
   * Runs a member until its run has a verdict; at once, when it has one already. The signal aborts when the hand-out was given to somebody else. When it
   * rejects, the hand-out is tried again.
   */
  run(handed: HandedOut, signal: AbortSignal, attempt: number): Promise<void>;
}

/** How long to wait when there is nothing to take, and before a member is tried again, in ms. */
const IDLE_MS = 1_000;
const AGAIN_MS = 5_000;

/** Works until the signal aborts; resolves when nothing is under way any more. Rejects when the dispenser cannot be used. */
export async function workFleet(options: WorkFleetOptions): Promise<void> {
  const { dispenser, clock, signal, atOnce = 1 } = options;
  const working = new Set<Promise<void>>();
  try {
    while (!signal.aborted) {
      const job = working.size < atOnce ? await dispenser.take() : undefined;
      if (job === undefined) {
        await Promise.race([...working, clock.sleep(IDLE_MS, signal).catch(() => undefined)]);
        continue;
      }
      const work: Promise<void> = workOn(job, options).finally(() => working.delete(work));
      working.add(work);
    }
  } finally {
    await Promise.all(working);
  }
}

async function workOn(job: TakenJob, options: WorkFleetOptions): Promise<void> {
  const { dispenser, store, clock } = options;
  const handed = handedOutOf(job.value);
  const lost = new AbortController();
  const renewing = keepAlive(job, dispenser, clock, lost);
  try {
    // One that is in no journal was put in by a coordinator that has lost the fleet.
    if (handed !== undefined && (await handOutStands(store, handed))) {
      await options.run(handed, AbortSignal.any([lost.signal, options.signal]), job.attempt);
    }
    renewing.end();
    await dispenser.done(job);
  } catch {
    renewing.end();
    // The member's journal says what happened; here it is only tried again. If that cannot be said either, the silence says it.
    await dispenser.later(job, AGAIN_MS).catch(() => false);
  }
}

/** Renews the claim of a job, and aborts its work when the job is somebody else's. */
function keepAlive(
  job: TakenJob,
  dispenser: Dispenser,
  clock: Clock,
  lost: AbortController,
): { readonly end: () => void } {
  let ended = false;
  const renew = async (): Promise<void> => {
    // A dispenser that cannot be reached takes nothing away; what counts is the lock of the member.
    const mine = await dispenser.renew(job).catch(() => true);
    if (ended) return;
    if (mine) cancel = clock.after(dispenser.renewEveryMs, renew);
    else lost.abort(new Error('the hand-out was given to another worker'));
  };
  let cancel = clock.after(dispenser.renewEveryMs, renew);
  return {
    end() {
      ended = true;
      cancel();
    },
  };
}
