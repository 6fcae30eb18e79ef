/** What calls of the platform need outside of a stage: nothing is shown, and nothing cancels them but their own limits. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@paintbox/deploy-core';
import type { Clock } from '@paintbox/deploy-core';
import type { CallContext } from '../api/caller.ts';

/** One clock, because rates and connections are kept by it. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

export function listContext(env: CallContext['env']): CallContext {
  const silent = (): void => undefined;
  return {
    env,
    clock,
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent },
    secret: (value) => new Secret(value),
    throttled: silent,
  };
}
