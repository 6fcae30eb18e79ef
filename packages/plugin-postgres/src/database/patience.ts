/** A server that restarts, or a pooler that loses it, is gone for seconds. Statements that may be sent twice are tried again for a while. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeployError } from '@paintbox/deploy-core';

/** Waits between two tries, in ms; the last is repeated. */
const WAITS_MS: readonly number[] = [50, 100, 200, 400, 800, 1_600];
/** No new try after this time, in ms, because the lease of a lock is thirty seconds. */
const LIMIT_MS = 20_000;
/** Longest wait for a server that never answered, in ms: most often its address is wrong. */
export const FIRST_ANSWER_MS = 6_000;

/** Tries work again while it fails with a transient error. */
export async function patiently<T>(work: () => Promise<T>, limitMs: number = LIMIT_MS): Promise<T> {
  const startedAt = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const later = isDeployError(error) && error.transient;
      if (!later || performance.now() - startedAt > limitMs) throw error;
    }
    await sleep(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
  }
}
