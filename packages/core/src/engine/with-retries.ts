/** Retries after temporary errors, waiting longer each time. Only errors marked `transient` are temporary. */
import pRetry from 'p-retry';
import { errorRecord, isDeployError } from '../words/error.ts';
import type { AnyStage, Retry } from '../words/stage.ts';
import type { Session } from './session.ts';

type AttemptResult<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Runs the attempts of a stage; rejects with what the last one threw, or with the reason of a cancel that came while waiting.
 *
 * @param signal Ends the tries.
 */
export async function withRetries<T>(
  session: Session,
  stage: AnyStage,
  signal: AbortSignal,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  const { retry } = stage.body;
  if (retry === undefined || retry.retries === 0) return attempt(1);
  // After a cancel, p-retry drops the error of the attempt. An unknown outcome must not be lost, so the final result is kept here.
  let result: AttemptResult<T> | undefined;
  const once = async (number: number): Promise<void> => {
    try {
      result = { value: await attempt(number) };
    } catch (error) {
      if (isTransient(error) && !signal.aborted) throw error;
      result = { error };
    }
  };
  try {
    await pRetry(once, {
      retries: retry.retries,
      // We wait ourselves, so that waits use the run's clock.
      minTimeout: 0,
      signal,
      onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
        if (retriesLeft === 0) return;
        await session.emit({
          type: 'stage.retrying',
          stage: stage.name,
          attempt: attemptNumber,
          error: errorRecord(error),
        });
        await session.ports.clock.sleep(delayAfter(attemptNumber, retry), signal);
      },
    });
  } catch (error) {
    result ??= { error };
  }
  if (result === undefined) throw new TypeError('an attempt ended without an outcome');
  if ('error' in result) throw result.error;
  return result.value;
}

function delayAfter(attempt: number, { minDelayMs = 1_000, maxDelayMs = 30_000 }: Retry): number {
  return Math.min(minDelayMs * 2 ** (attempt - 1), maxDelayMs);
}

function isTransient(error: unknown): boolean {
  return isDeployError(error) && error.transient;
}
