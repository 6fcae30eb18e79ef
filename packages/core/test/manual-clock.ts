import type { Clock } from '../src/index.ts';

/** A clock that stands still until told otherwise; sleeping moves it. */
export interface ManualClock extends Clock {
  pass(ms: number): void;
}

/** A clock that starts at a fixed time. */
export function manualClock(): ManualClock {
  let now = Date.parse('2026-01-01T00:00:00Z');
  return {
    now: () => now,
    // Nothing is due by itself: a process that was paused calls nothing either.
    after: () => () => undefined,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      now += ms;
    },
    pass(ms) {
      now += ms;
    },
  };
}
