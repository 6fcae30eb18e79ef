// Secrets under a customer-managed key: Secrets Manager calls KMS as the caller, who therefore needs rights on the key too.
// We assume that the key policy allows the account. Nothing is encrypted here.

import { AwsError } from '../aws-error.ts';
import { evaluatePolicy } from '../iam/evaluate.ts';
import type { SecretsContext } from './context.ts';
import type { StoredSecret } from './secret.ts';

const needed = {
  read: ['kms:Decrypt'],
  write: ['kms:GenerateDataKey', 'kms:Decrypt'],
  update: ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt'],
} as const;

/** Throws the answer AWS gives when the caller may not use the key of `secret`; the default key needs no permission. */
export function authorizeKey(
  context: SecretsContext,
  secret: Pick<StoredSecret, 'arn' | 'kmsKeyId'>,
  use: keyof typeof needed,
): void {
  if (secret.kmsKeyId === undefined) return;
  const resource = keyArn(context, secret.kmsKeyId);
  for (const action of needed[use]) {
    const decision = evaluatePolicy(context.caller.policy, {
      action,
      resource,
      conditions: {
        'kms:ViaService': `secretsmanager.${context.region}.amazonaws.com`,
        'kms:EncryptionContext:SecretARN': secret.arn,
      },
    });
    if (decision !== 'allowed') throw new AwsError('AccessDeniedException', 'Access to KMS is not allowed');
  }
}

/** The key to store: none for the service's own key, which is never shown. */
export function customerKey(kmsKeyId: string | undefined): string | undefined {
  return kmsKeyId === undefined || /(^|alias\/)aws\/secretsmanager$/.test(kmsKeyId) ? undefined : kmsKeyId;
}

function keyArn(context: SecretsContext, kmsKeyId: string): string {
  if (kmsKeyId.startsWith('arn:')) return kmsKeyId;
  const path = kmsKeyId.startsWith('alias/') ? kmsKeyId : `key/${kmsKeyId}`;
  return `arn:aws:kms:${context.region}:${context.account}:${path}`;
}
