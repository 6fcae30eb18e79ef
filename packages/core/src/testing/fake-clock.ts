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
  /** Moves time on and wakes every sleep that is due on the way, in order; what they wake gets its turn before the next one. */
  advance(ms: number): Promise<void>;
  /** The sleeps asked for so far, in ms. */
  readonly sleeps: readonly number[];
  /** The sum of those that came to their end, in ms. */
  readonly sleptMs: number;
  /** How many sleeps wait for `advance` now. */
  readonly waiting: number;
}

interface Sleeper {
  readonly dueAt: number;
  readonly ms: number;
  wake(): void;
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
  const sleeps: number[] = [];
  const sleepers = new Set<Sleeper>();
  return {
    sleeps,
    get sleptMs() {
      return sleptMs;
    },
    get waiting() {
      return sleepers.size;
    },
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      sleeps.push(ms);
      if (options.auto === true) {
        now += ms;
        // A real turn, so that a loop around a sleep cannot starve timers and sockets.
        await nextTurn();
        signal?.throwIfAborted();
      } else {
        await wait(sleepers, now, ms, signal);
      }
      sleptMs += ms;
    },
    async advance(ms) {
      const target = now + ms;
      await nextTurn();
      for (let next = earliest(sleepers, target); next !== undefined; next = earliest(sleepers, target)) {
        now = Math.max(now, next.dueAt);
        next.wake();
        await nextTurn();
      }
      now = target;
    },
  };
}

function wait(
  sleepers: Set<Sleeper>,
  now: number,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => {
    sleepers.delete(sleeper);
    reject(signal?.reason);
  };
  const sleeper: Sleeper = {
    dueAt: now + ms,
    ms,
    wake() {
      sleepers.delete(sleeper);
      signal?.removeEventListener('abort', onAbort);
      resolve();
    },
  };
  sleepers.add(sleeper);
  signal?.addEventListener('abort', onAbort, { once: true });
  return promise;
}

function earliest(sleepers: ReadonlySet<Sleeper>, until: number): Sleeper | undefined {
  return [...sleepers].filter(({ dueAt }) => dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
