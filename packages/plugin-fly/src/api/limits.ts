/**
 * Keeps the documented rates of the Machines API: for each action and machine (or app) one call a second, three at once; a machine is read five times
 * a second, ten at once (fly.io/docs/machines/api/working-with-machines-api).
 */
import type { Clock } from '@paintbox/deploy-core';

/** How often, and how many at once. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Changes, lists and waits. */
export const SLOW: Rate = { perSecond: 1, burst: 3 };
/** Reading one machine. */
export const QUICK: Rate = { perSecond: 5, burst: 10 };

/** Waits until a call of this kind may be sent. */
export type RateTurn = (key: string, rate: Rate, signal: AbortSignal) => Promise<void>;

/** A kind of call: how many may be sent at once, and the last call in its queue. */
interface Allowance {
  tokens: number;
  filledAt: number;
  last: Promise<void>;
}

/** When more kinds than this are known, all are forgotten: a burst too many is answered by 429, which is repeated. */
const MOST_KINDS = 10_000;

/**
 * A token bucket for each kind of call, first come first served. It counts with the run's clock, which no package takes: see docs/dependencies.md.
 * Time that was slept counts as passed even if the clock says otherwise, because the clock of a machine may be set back.
 */
export function createLimits(clock: Clock): RateTurn {
  const buckets = new Map<string, Allowance>();
  const take = async (bucket: Allowance, { perSecond, burst }: Rate, signal: AbortSignal): Promise<void> => {
    const passedMs = Math.max(0, clock.now() - bucket.filledAt);
    bucket.tokens = Math.min(burst, bucket.tokens + (passedMs * perSecond) / 1000);
    bucket.filledAt = clock.now();
    if (bucket.tokens < 1) {
      await clock.sleep(((1 - bucket.tokens) * 1000) / perSecond, signal);
      bucket.tokens = 1;
      bucket.filledAt = clock.now();
    }
    bucket.tokens -= 1;
  };
  return (key, rate, signal) => {
    if (buckets.size > MOST_KINDS) buckets.clear();
    const bucket = buckets.get(key) ?? { tokens: rate.burst, filledAt: clock.now(), last: Promise.resolve() };
    buckets.set(key, bucket);
    const turn = bucket.last.then(() => take(bucket, rate, signal));
    // A call that is given up lets the next one go on.
    bucket.last = turn.catch(() => {});
    return turn;
  };
}
