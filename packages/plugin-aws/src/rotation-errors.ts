/** The errors of changing stored keys: rotate, retire, migrate. Each says what is stored and what to do. */
import type { DeployError } from '@paintbox/deploy-core';
import { awsErrors } from './aws-errors.ts';

/** Another writer was faster. The stage reads again and continues from there. */
export function keysChangedMeanwhile(secretId: string, region: string): DeployError {
  return awsErrors.error(
    'KEYS_CHANGED_MEANWHILE',
    `'${secretId}' in ${region} was changed by somebody else meanwhile; nothing was overwritten`,
    {
      transient: true,
    },
  );
}

/** The text would not fit. */
export function keysTooLarge(secretId: string, sizeBytes: number, largestBytes: number): DeployError {
  return awsErrors.error(
    'KEYS_TOO_LARGE',
    `'${secretId}' would have ${sizeBytes} bytes; a secret takes ${largestBytes}`,
  );
}

/** A stored shape that can be read but not written. */
export function keysOldShape(found: readonly string[], region: string): DeployError {
  return awsErrors.error(
    'KEYS_OLD_SHAPE',
    `${found.join(' and ')} in ${region}: keys are not rotated in that shape`,
  );
}

/** The public set holds keys that would be lost by writing it. */
export function keysNotRewritable(secretId: string, remarks: readonly string[]): DeployError {
  return awsErrors.error(
    'KEYS_NOT_REWRITABLE',
    `'${secretId}' cannot be written without losing keys that somebody may verify with: ${remarks.join('; ')}`,
  );
}

/** The endpoint does not serve the key that is about to sign, so its tokens would be refused. */
export function keyNotServed(url: string, kid: string, said: string): DeployError {
  return awsErrors.error(
    'KEYS_NOT_SERVED',
    `${url} does not serve the key '${kid}', so it does not sign yet: ${said}`,
    {
      transient: true,
    },
  );
}

/** No stored key has this kid. */
export function kidUnknown(kid: string, known: readonly string[]): DeployError {
  return awsErrors.error('KEYS_KID_UNKNOWN', `no key '${kid}' is stored`, {
    hint: `there are: ${known.join(', ')}`,
  });
}

/** A key that must stay. `why` completes "the key … cannot be retired: ". */
export function keyNotRetirable(kid: string, why: string, hint: string): DeployError {
  return awsErrors.error('KEYS_NOT_RETIRABLE', `the key '${kid}' cannot be retired: ${why}`, { hint });
}

/** New keys cannot have this algorithm. */
export function algorithmUnknown(given: string, known: readonly string[]): DeployError {
  return awsErrors.error('KEYS_ALGORITHM_UNKNOWN', `new keys are not made for '${given}'`, {
    hint: `choose ${known.join(', ')}`,
  });
}
