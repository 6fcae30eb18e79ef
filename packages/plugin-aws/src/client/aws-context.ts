/** What calls of AWS need of whoever makes them: a stage, or something quiet outside of one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import type { AwsEnv } from './client-settings.ts';

/** The part of a stage's context that the clients use. */
export interface AwsContext extends Pick<StageContext, 'env' | 'secret' | 'log' | 'clock'> {
  readonly run: Pick<StageContext['run'], 'note'>;
}

/** Outside of a stage nothing is shown. */
export function quietContext(env: AwsEnv): AwsContext {
  const silent = (): void => undefined;
  return {
    env,
    secret: (value) => new Secret(value),
    log: { debug: silent, info: silent, warn: silent },
    clock: {
      now: () => Date.now(),
      sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
      after(ms, act) {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    },
    run: {},
  };
}
