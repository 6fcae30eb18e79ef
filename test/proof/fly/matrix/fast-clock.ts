/** A clock of the deployer that runs faster than this computer's, but only while the computer keeps up. */
import type { Clock } from '@paintbox/deploy-core';

const TICK_MS = 10;
/** A tick that comes later than this was kept waiting: the rest is no time of the deployer, because its platform, in the same process, waited, too. */
const MOST_MS = 25;

/** Seconds go by `factor` times faster. */
export function fastClock(factor: number, aheadMs = 0): Clock {
  const start = Date.now() + aheadMs;
  let passedMs = 0;
  let seen = performance.now();
  let ticking: NodeJS.Timeout | undefined;
  const waiting = new Map<symbol, { readonly at: number; readonly act: () => unknown }>();

  const passed = (): number => {
    const now = performance.now();
    passedMs += (ticking === undefined ? now - seen : Math.min(now - seen, MOST_MS)) * factor;
    seen = now;
    return passedMs;
  };
  const cancel = (id: symbol): void => {
    waiting.delete(id);
    if (waiting.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
  const tick = (): void => {
    const now = passed();
    for (const [id, { at, act }] of waiting) {
      if (at > now) continue;
      cancel(id);
      void act();
    }
  };
  const after: Clock['after'] = (ms, act) => {
    const id = Symbol('timer');
    waiting.set(id, { at: passed() + ms, act });
    ticking ??= setInterval(tick, TICK_MS);
    return () => cancel(id);
  };
  return {
    now: () => start + passed(),
    after,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      if (signal?.aborted === true) return Promise.reject(signal.reason);
      const stop = after(ms, resolve);
      signal?.addEventListener(
        'abort',
        () => {
          stop();
          reject(signal.reason);
        },
        { once: true },
      );
      return promise;
    },
  };
}
