/** Says for a job that its worker is alive. */
import type { Clock } from '../../words/context.ts';
import type { Dispenser, TakenJob } from './dispenser.ts';

/** The claim of a worker to a job. */
export interface Claim {
  /** Aborts when the job was given to somebody else. */
  readonly lost: AbortSignal;
  /** Says nothing more. */
  end(): void;
}

/** Renews the claim until it is ended or lost. */
export function keepAlive(job: TakenJob, dispenser: Dispenser, clock: Clock): Claim {
  const lost = new AbortController();
  let ended = false;
  const renew = async (): Promise<void> => {
    // A dispenser that cannot be reached takes nothing away; what counts is the lock of the member, or of the fleet.
    const mine = await dispenser.renew(job).catch(() => true);
    if (ended) return;
    if (mine) cancel = clock.after(dispenser.renewEveryMs, renew);
    else lost.abort(new Error('the hand-out was given to another worker'));
  };
  let cancel = clock.after(dispenser.renewEveryMs, renew);
  return {
    lost: lost.signal,
    end() {
      ended = true;
      cancel();
    },
  };
}
