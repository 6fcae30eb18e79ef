/** Retries only temporary errors, and only until a deadline. A definite answer ends it at once. */
import type { Clock } from '@paintbox/deploy-core';
import type { Answer } from './http.ts';

/** Options of {@link retryUntil}. */
export interface RetryUntilOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** No try starts after this moment (`clock.now()` milliseconds), but the first one always does. */
  readonly untilMs: number;
  /** Wait before the second try; doubles each time up to 5 s. Default 1,000. */
  readonly firstDelayMs?: number | undefined;
  /** Called before each wait. */
  readonly onRetry?: ((reason: string, delayMs: number) => void) | undefined;
}

const MAX_DELAY_MS = 5_000;

/**
 * Repeats `attempt` while `curable` gives a reason and time is left.
 *
 * @returns the last value, even if it is still a temporary error
 */
export async function retryUntil<T>(
  options: RetryUntilOptions,
  attempt: () => Promise<T>,
  curable: (value: T) => string | undefined,
): Promise<T> {
  const { clock, signal, untilMs } = options;
  let delayMs = options.firstDelayMs ?? 1_000;
  for (;;) {
    const value = await attempt();
    const reason = curable(value);
    const leftMs = untilMs - clock.now();
    if (reason === undefined || leftMs <= 0) return value;
    const waitMs = Math.min(delayMs, leftMs);
    options.onRetry?.(reason, waitMs);
    await clock.sleep(waitMs, signal);
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
  }
}

const CURABLE_ERRORS = new Set(['refused', 'timeout', 'reset', 'dns', 'unreachable']);
const CURABLE_STATUSES = new Set([502, 503, 504]);

/** The temporary problem of an answer, such as a machine that starts; undefined for a definite answer. */
export function curableReason(answer: Answer): string | undefined {
  if (answer.error !== undefined) {
    return CURABLE_ERRORS.has(answer.error.kind) ? answer.error.message : undefined;
  }
  return CURABLE_STATUSES.has(answer.status) ? `status ${answer.status}` : undefined;
}
