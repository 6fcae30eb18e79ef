/** The clock of the commands for fleets. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@paintbox/deploy-core';

/** The time of this machine. */
export const fleetClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
