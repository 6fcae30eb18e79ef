/** Separates refusals before any change from failures with an unknown outcome. */
import { isDeployError, notSent } from '@paintbox/deploy-core';

/** With these errors AWS has changed nothing: the request was not signed, or not allowed. */
const NOTHING_CHANGED: ReadonlySet<string> = new Set([
  'AWS_CREDENTIALS_MISSING',
  'AWS_ACCESS_DENIED',
  'AWS_KMS_DENIED',
  'AWS_SECRET_IS_REPLICA',
]);

/** The answer to the first call of an effect. Its error is marked as `notSent` when AWS certainly changed nothing. */
export async function firstCall<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isDeployError(error) && NOTHING_CHANGED.has(error.code) ? notSent(error) : error;
  }
}
