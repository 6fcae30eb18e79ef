/** The errors of changing stored keys: rotate, retire, migrate. Each says what stands and what to do now. */
import { DeployError } from '@paintbox/deploy-core';

/** Another writer was faster. The stage looks again and goes on from what it finds. */
export function keysChangedMeanwhile(secretId: string, region: string): DeployError {
  return new DeployError(
    'KEYS_CHANGED_MEANWHILE',
    `'${secretId}' in ${region} was changed by somebody else meanwhile; nothing was overwritten`,
    { hint: 'run again: the next run goes on from what is stored then', transient: true },
  );
}

/** The text would not fit. */
export function keysTooLarge(secretId: string, sizeBytes: number, largestBytes: number): DeployError {
  return new DeployError(
    'KEYS_TOO_LARGE',
    `'${secretId}' would have ${sizeBytes} bytes; a secret takes ${largestBytes}`,
    { hint: "remove keys that no live token was signed with: 'paintbox-deploy keys retire'" },
  );
}

/** A stored shape that is read but not written. */
export function keysOldShape(found: readonly string[], region: string): DeployError {
  return new DeployError(
    'KEYS_OLD_SHAPE',
    `${found.join(' and ')} in ${region}: keys are not rotated in that shape`,
    {
      hint: "bring both into the present shape first: 'paintbox-deploy keys migrate'. It keeps every key; make sure before that whoever signs reads the document",
    },
  );
}

/** The public set holds keys that would be lost by writing it. */
export function keysNotRewritable(secretId: string, remarks: readonly string[]): DeployError {
  return new DeployError(
    'KEYS_NOT_REWRITABLE',
    `'${secretId}' cannot be written without losing keys that somebody may verify with: ${remarks.join('; ')}`,
    {
      hint: 'move those keys to a set of their own, or remove them from the secret by hand when nobody needs them',
    },
  );
}

/** The endpoint does not serve the key that is to sign: its tokens would be refused. */
export function keyNotServed(url: string, kid: string, said: string): DeployError {
  return new DeployError(
    'KEYS_NOT_SERVED',
    `${url} does not serve the key '${kid}', so it does not sign yet: ${said}`,
    {
      hint: 'the key stays published, and nothing is refused: see to it that the app reads the stored set (restart it, empty the CDN) and run again; --unserved lets the key sign all the same',
      transient: true,
    },
  );
}

/** A kid that names no stored key. */
export function kidUnknown(kid: string, known: readonly string[]): DeployError {
  return new DeployError('KEYS_KID_UNKNOWN', `no key '${kid}' is stored`, {
    hint: `there are: ${known.join(', ')}`,
    exitCode: 2,
  });
}

/** A key that must stay. `why` completes "the key … cannot be retired: ". */
export function keyNotRetirable(kid: string, why: string, hint: string): DeployError {
  return new DeployError('KEYS_NOT_RETIRABLE', `the key '${kid}' cannot be retired: ${why}`, {
    hint,
    exitCode: 2,
  });
}

/** An algorithm that new keys are not made for. */
export function algorithmUnknown(given: string, known: readonly string[]): DeployError {
  return new DeployError('KEYS_ALGORITHM_UNKNOWN', `new keys are not made for '${given}'`, {
    hint: `choose ${known.join(', ')}`,
    exitCode: 2,
  });
}
