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
export type Turn = (key: string, rate: Rate, signal: AbortSignal) => Promise<void>;

/** When more kinds than this are known, those that rest are forgotten. */
const MOST_KEYS = 1_000;

/**
 * Each call of a kind gets the time at which it may be sent, so calls keep their order and none starves (the generic cell rate algorithm). It counts
 * with the run's clock, which no package takes: see docs/dependencies.md.
 */
export function createLimits(clock: Clock): Turn {
  /** When a kind has its whole burst again. */
  const restedAt = new Map<string, number>();
  return async (key, { perSecond, burst }, signal) => {
    const stepMs = 1000 / perSecond;
    const now = clock.now();
    if (restedAt.size > MOST_KEYS) {
      for (const [one, at] of restedAt) if (at <= now) restedAt.delete(one);
    }
    const next = Math.max(now, restedAt.get(key) ?? 0) + stepMs;
    restedAt.set(key, next);
    const waitMs = next - now - burst * stepMs;
    if (waitMs > 0) await clock.sleep(waitMs, signal);
  };
}
