/** Checks before any change whether the caller may change both secrets: half a rotation is worse than none. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
import type { Aws, SecretValue } from '../client/aws.ts';
import type { KeyNames } from './key-secrets.ts';
import { secretIsReplica } from '../errors.ts';
import { together } from '../keys-errors.ts';
import type { ProvenKeys } from './proven-keys.ts';

const DENIED: ReadonlySet<string> = new Set(['AWS_ACCESS_DENIED', 'AWS_KMS_DENIED', 'AWS_SECRET_IS_REPLICA']);

/**
 * Makes the two writing calls on each secret in a form that changes nothing: the stored value again under its own version id, which AWS
 * ignores, and `AWSCURRENT` to the version that has it. Any answer but a denial means that the caller may write.
 *
 * @throws DeployError `AWS_ACCESS_DENIED`, `AWS_KMS_DENIED` or `AWS_SECRET_IS_REPLICA`, or `KEYS_NOT_READY` with every denial
 */
export async function assertMayWrite(
  aws: Aws,
  names: KeyNames,
  { publicKeys, privateKey }: ProvenKeys,
  signal: AbortSignal,
): Promise<void> {
  const denied = [
    ...(await denials(aws, names.privateSecretId, privateKey, signal)),
    ...(await denials(aws, names.publicSecretId, publicKeys, signal)),
  ];
  const [first, ...others] = denied;
  if (first !== undefined) throw together([first, ...others]);
}

async function denials(
  aws: Aws,
  secretId: string,
  { text, versionId, primaryRegion }: SecretValue,
  signal: AbortSignal,
): Promise<readonly DeployError[]> {
  if (primaryRegion !== undefined && primaryRegion !== aws.region) {
    return [secretIsReplica(secretId, aws.region, primaryRegion)];
  }
  const calls = [
    () => aws.addVersion({ secretId, text, token: versionId, label: 'paintbox-probe' }, signal),
    () => aws.moveLabel({ secretId, label: 'AWSCURRENT', to: versionId }, signal),
  ];
  const found: DeployError[] = [];
  for (const call of calls) {
    try {
      await call();
    } catch (error) {
      if (!isDeployError(error)) throw error;
      if (DENIED.has(error.code)) found.push(error);
      // AWS rejects the request as invalid, so the caller has the right. Any other error is a real one.
      else if (error.code !== 'AWS_REQUEST_REFUSED' && error.code !== 'AWS_CALL_FAILED') throw error;
    }
  }
  return found;
}
