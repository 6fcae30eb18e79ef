/** Time that a test moves. */
import type { Clock } from '../words/context.ts';

/** How a {@link FakeClock} starts and moves. */
export interface FakeClockOptions {
  /** Default `2026-01-01T00:00:00Z`. */
  readonly start?: Date | string | undefined;
  /** A sleep moves the clock on and resolves at once, instead of waiting for `advance`. Default false. */
  readonly auto?: boolean | undefined;
}

/** A clock that stands still until it is told to move. */
export interface FakeClock extends Clock {
  /** Moves time on, wakes every sleep and calls every timer that is due on the way, in order; what they start runs before the next one. */
  advance(ms: number): Promise<void>;
  /** The sleeps asked for so far, in ms. */
  readonly sleeps: readonly number[];
  /** The sum of the sleeps that have ended, in ms. */
  readonly sleptMs: number;
  /** How many sleeps wait for `advance` now. */
  readonly waiting: number;
}

interface Timer {
  readonly dueAt: number;
  act(): unknown;
}

/**
 * A clock for tests.
 *
 * @example
 * const clock = fakeClock();
 * const run = runStage(poll, {}, { clock });
 * await clock.advance(60_000);
 */
export function fakeClock(options: FakeClockOptions = {}): FakeClock {
  let now = new Date(options.start ?? '2026-01-01T00:00:00Z').getTime();
  let sleptMs = 0;
  let waiting = 0;
  const sleeps: number[] = [];
  const timers = new Set<Timer>();
  const after = (ms: number, act: () => unknown): (() => void) => {
    const timer: Timer = { dueAt: now + ms, act };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  /** Moves time on, and runs everything that is due on the way, in order. */
  const moveTo = async (target: number): Promise<void> => {
    for (let next = earliest(timers, target); next !== undefined; next = earliest(timers, target)) {
      timers.delete(next);
      now = Math.max(now, next.dueAt);
      await next.act();
      await nextTurn();
    }
    now = Math.max(now, target);
  };
  const slept = (ms: number, signal: AbortSignal | undefined): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const cancel = after(ms, resolve);
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  };
  return {
    sleeps,
    get sleptMs() {
      return sleptMs;
    },
    get waiting() {
      return waiting;
    },
    now: () => now,
    after,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      if (options.auto === true) {
        await moveTo(now + ms);
        // A real turn of the event loop, so that a loop around a sleep cannot block timers and sockets.
        await nextTurn();
        signal?.throwIfAborted();
      } else {
        waiting += 1;
        await slept(ms, signal).finally(() => (waiting -= 1));
      }
      sleptMs += ms;
    },
    async advance(ms) {
      const target = now + ms;
      await nextTurn();
      await moveTo(target);
    },
  };
}

function earliest(timers: ReadonlySet<Timer>, until: number): Timer | undefined {
  return [...timers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
