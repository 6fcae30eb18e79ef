/** Holds work to its time: it is told to stop by a signal, and when it goes on all the same, it is no longer waited for. */
import { stageIgnoredAbort, stageTimedOut } from '../errors.ts';
import { isDeployError } from '../words/error.ts';

/** How long work that was told to stop may take: long when a change is under way that must be settled, in ms. */
const STOP_MS = 10_000;
const SETTLE_MS = 180_000;

/** The longest delay a timer can hold, in ms; a longer one would fire at once. */
export const LONGEST_MS: number = 2 ** 31 - 1;

/** Errors that say more than the reason the work was stopped for. */
const TELLING = ['EFFECT_UNKNOWN', 'STAGE_IGNORED_ABORT'];

/** What work is held to. */
export interface Limit {
  /** The stage the work belongs to. */
  readonly stage: string;
  readonly timeoutMs: number;
  /** Stops the work before its time. Leave it out for work that must outlive a cancelled run. */
  readonly signal?: AbortSignal;
  /** True while a change of the world is under way. */
  readonly settling?: () => boolean;
}

/**
 * Runs work within its limit.
 *
 * @throws the signal's reason, or DeployError `STAGE_TIMED_OUT`, whatever the stopped work threw on its way out;
 * `STAGE_IGNORED_ABORT` when it had to be left in the middle of a change.
 */
export async function withinLimit<T>(
  { stage, timeoutMs, signal: outer, settling = () => false }: Limit,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const limit = new AbortController();
  const signal = outer === undefined ? limit.signal : AbortSignal.any([outer, limit.signal]);
  const giveUp = Promise.withResolvers<never>();
  let patience: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    const graceMs = settling() ? SETTLE_MS : STOP_MS;
    patience = setTimeout(() => {
      giveUp.reject(settling() ? stageIgnoredAbort(stage, graceMs) : signal.reason);
    }, graceMs);
  };
  const timer = setTimeout(
    () => limit.abort(stageTimedOut(stage, timeoutMs)),
    Math.min(timeoutMs, LONGEST_MS),
  );
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(signal), giveUp.promise]);
  } catch (error) {
    if (!signal.aborted || (isDeployError(error) && TELLING.includes(error.code))) throw error;
    throw signal.reason;
  } finally {
    clearTimeout(timer);
    clearTimeout(patience);
    // The run's signal outlives this work: a listener left on it would wake at a later cancel.
    signal.removeEventListener('abort', onAbort);
  }
}
