/** Tells refusals before any change from failures whose outcome must be observed. */
import { isDeployError, notSent } from '@paintbox/deploy-core';

/** After these AWS has changed nothing: there was nobody to sign the request, or the identity may not make it. */
const NOTHING_CHANGED: ReadonlySet<string> = new Set([
  'AWS_CREDENTIALS_MISSING',
  'AWS_ACCESS_DENIED',
  'AWS_KMS_DENIED',
]);

/** The answer to the first call of an effect; what it rejects with is marked as `notSent` where AWS certainly changed nothing. */
export async function firstCall<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw isDeployError(error) && NOTHING_CHANGED.has(error.code) ? notSent(error) : error;
  }
}
