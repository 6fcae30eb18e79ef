// The operations of Secrets Manager: those the emulator supports, and those it knows only by name.

import { frontEndError, notImplemented } from '../aws-error.ts';
import { batchGetSecretValue } from './batch-read.ts';
import type { SecretOperation } from './context.ts';
import { createSecret } from './create.ts';
import { deleteSecret, restoreSecret } from './delete.ts';
import { listSecrets, listSecretVersionIds } from './list.ts';
import { updateSecretVersionStage } from './move-label.ts';
import { getRandomPassword } from './random-password.ts';
import { describeSecret, getSecretValue } from './read.ts';
import { tagResource, untagResource } from './tag.ts';
import { getResourcePolicy, rotateSecret } from './without-effect.ts';
import { putSecretValue, updateSecret } from './write.ts';

const operations: ReadonlyMap<string, SecretOperation> = new Map<string, SecretOperation>([
  ['BatchGetSecretValue', batchGetSecretValue],
  ['CreateSecret', createSecret],
  ['DeleteSecret', deleteSecret],
  ['DescribeSecret', describeSecret],
  ['GetRandomPassword', getRandomPassword],
  ['GetResourcePolicy', getResourcePolicy],
  ['GetSecretValue', getSecretValue],
  ['ListSecrets', listSecrets],
  ['ListSecretVersionIds', listSecretVersionIds],
  ['PutSecretValue', putSecretValue],
  ['RestoreSecret', restoreSecret],
  ['RotateSecret', rotateSecret],
  ['TagResource', tagResource],
  ['UntagResource', untagResource],
  ['UpdateSecret', updateSecret],
  ['UpdateSecretVersionStage', updateSecretVersionStage],
]);

const onlyInAws: ReadonlySet<string> = new Set([
  'CancelRotateSecret',
  'DeleteResourcePolicy',
  'PutResourcePolicy',
  'RemoveRegionsFromReplication',
  'ReplicateSecretToRegions',
  'StopReplicationToReplica',
  'ValidateResourcePolicy',
]);

/** The operation with this name. Throws UnknownOperation, or 501 NotImplemented for one that only the real service has. */
export function secretOperation(name: string): SecretOperation {
  const operation = operations.get(name);
  if (operation !== undefined) return operation;
  if (onlyInAws.has(name)) throw notImplemented(name);
  throw frontEndError('UnknownOperationException', `The operation ${name} is not known.`);
}
