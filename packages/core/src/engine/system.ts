/** The real clock, randomness and parent process; the only place that asks the machine for any of them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, Random } from '../words/context.ts';

/** The longest delay a timer of Node can hold, in ms; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // Node rejects with its own AbortError; callers need the signal's reason.
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
  after(ms, act) {
    const timer = setTimeout(act, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
};

/** The machine's randomness. */
export const systemRandom: Random = { uuid: () => randomUUID() };

/** The id of the parent process. It changes when the parent ends. */
export const systemParent = (): number => process.ppid;
