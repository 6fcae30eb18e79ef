/**
 * Enforces a time limit. The work gets an abort signal; if it goes on all the same, the engine stops waiting for it.
 * An uncaught error of the work ends it too.
 */
import { stageIgnoredAbort, stageTimedOut } from '../errors.ts';
import type { Clock } from '../words/context.ts';
import { isDeployError } from '../words/error.ts';
import { definite } from '../words/thrown.ts';
import { owned } from './crash-guard.ts';
import type { Stop } from './stop.ts';

/** How long work may go on after its abort signal, in ms. Longer while a change is under way, whose outcome must be found out. */
const STOP_MS = 10_000;
export const EFFECT_STOP_MS = 180_000;

/** Errors that matter more than the reason for the stop. */
const OUTRANKING = ['EFFECT_UNKNOWN', 'STAGE_IGNORED_ABORT'];

function isCrash(reason: unknown): boolean {
  return isDeployError(reason) && reason.code === 'UNCAUGHT_ERROR';
}

/** The limit of some work. */
export interface Limit {
  /** The stage the work belongs to. */
  readonly stage: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Stops the work early. Leave it out for work that must outlive a cancelled run. */
  readonly stop?: Stop;
  /** True while a change of the world is under way. */
  readonly effectOpen?: () => boolean;
}

/**
 * Runs work within its limit.
 *
 * @throws the signal's reason, or DeployError `STAGE_TIMED_OUT`, whatever the stopped work threw on its way out; `STAGE_IGNORED_ABORT` when it had to be left
 * in the middle of a change; and what the work threw outside of its promise.
 */
export async function withinLimit<T>(
  { stage, timeoutMs, clock, stop, effectOpen = () => false }: Limit,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  stop?.signal.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const left = Promise.withResolvers<never>();
  let over = false;
  let cancelPatience = (): void => undefined;
  const end = (reason: unknown): void => {
    if (signal.aborted) return;
    controller.abort(reason);
    // After an uncaught error, the answer that a change waits for may never come.
    const graceMs = effectOpen() && !isCrash(reason) ? EFFECT_STOP_MS : STOP_MS;
    cancelPatience = clock.after(graceMs, () =>
      left.reject(effectOpen() ? stageIgnoredAbort(stage, graceMs) : reason),
    );
  };
  // After an uncaught error in a callback, the promise may never resolve.
  const take = (error: unknown): boolean => {
    if (over) return false;
    const reason = definite(error);
    left.reject(reason);
    if (!signal.aborted) controller.abort(reason);
    return true;
  };
  const cancelLimit = clock.after(timeoutMs, () => end(stageTimedOut(stage, timeoutMs)));
  const forget = stop?.onStop(() => end(stop.signal.reason));
  try {
    return await Promise.race([owned(take, () => work(signal)), left.promise]);
  } catch (error) {
    const stopped = signal.aborted;
    // Whatever else the work began, such as the other effects of a stage, is to stop too.
    if (!stopped) controller.abort(error);
    if (!stopped || (isDeployError(error) && OUTRANKING.includes(error.code))) throw error;
    throw signal.reason;
  } finally {
    over = true;
    cancelLimit();
    cancelPatience();
    forget?.();
  }
}
