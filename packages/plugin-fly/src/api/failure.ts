/** What an error of a call says to the code that made the call. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';

/** A failed call. */
export interface CallFailure {
  readonly error: DeployError;
  /** True when a change certainly was not made: the error was thrown as `notSent`. */
  readonly nothingDone: boolean;
}

/** The failure behind an error; undefined for an error that is none, such as the reason of a cancelled run. */
export function failureOf(thrown: unknown): CallFailure | undefined {
  if (isDeployError(thrown)) return { error: thrown, nothingDone: false };
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return isDeployError(cause) ? { error: cause, nothingDone: true } : undefined;
}
