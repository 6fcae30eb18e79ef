/** Wakes what waits in the same process before its time. A ring can only save time: whoever waits looks by itself when the time is over. */
import type { Clock } from '../../words/context.ts';

/** For one that waits and any number that ring. */
export interface Bell {
  ring(): void;
  /** Resolves after so many ms, when it rings or has rung since the last wait, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** What a worker and the leader in the same process tell each other. */
export interface CrewBells {
  /** A member has ended: there may be something to hand out. */
  readonly ended: Bell;
  /** Something may have been handed out. */
  readonly handed: Bell;
}

/** A bell that has not rung. */
export function createBell(clock: Clock): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const end = (): void => resolve();
        const cancel = clock.after(ms, end);
        signal.addEventListener('abort', end);
        wake = end;
        await promise;
        cancel();
        signal.removeEventListener('abort', end);
      }
      rung = false;
    },
  };
}

/** Both bells. */
export function crewBells(clock: Clock): CrewBells {
  return { ended: createBell(clock), handed: createBell(clock) };
}
