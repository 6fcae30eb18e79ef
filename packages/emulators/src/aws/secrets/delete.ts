// DeleteSecret and RestoreSecret. A deletion always has a date in the future, even a forced one.

import { invalidParameter, markedForDeletion } from './answers.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { flag, integer, secretIdOf } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { epochSeconds } from './secret.ts';

const dayMs = 86_400_000;
const defaultWindowDays = 30;

/** Schedules the deletion; a forced one cannot be restored and also succeeds for a secret that does not exist. */
export function deleteSecret(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const windowDays = integer(input, 'RecoveryWindowInDays', {
    min: Number.MIN_SAFE_INTEGER,
    max: Number.MAX_SAFE_INTEGER,
  });
  const forced = flag(input, 'ForceDeleteWithoutRecovery');
  authorizeSecret(context, 'DeleteSecret', secretId, {
    'secretsmanager:ForceDeleteWithoutRecovery': String(forced),
    'secretsmanager:RecoveryWindowInDays': windowDays === undefined ? undefined : String(windowDays),
  });
  if (forced && windowDays !== undefined) {
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  if (windowDays !== undefined && (windowDays < 7 || windowDays > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  }
  const nowMs = context.now();
  if (forced && context.store.find(secretId) === undefined) {
    const arn = secretId.startsWith('arn:') ? secretId : context.store.newArn(secretId);
    return { ARN: arn, Name: secretId, DeletionDate: epochSeconds(nowMs) };
  }
  const secret = forced ? context.store.get(secretId) : context.store.getLive(secretId);
  const atMs = nowMs + (forced ? context.forceDeleteDelayMs : (windowDays ?? defaultWindowDays) * dayMs);
  context.store.put({ ...secret, deletion: { atMs, restorable: !forced } });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: epochSeconds(atMs) };
}

/** Cancels a scheduled deletion. A secret without one stays as it is. */
export function restoreSecret(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  authorizeSecret(context, 'RestoreSecret', secretId);
  const secret = context.store.get(secretId);
  if (secret.deletion?.restorable === false) throw markedForDeletion();
  if (secret.deletion !== undefined) context.store.put({ ...secret, deletion: undefined });
  return { ARN: secret.arn, Name: secret.name };
}
