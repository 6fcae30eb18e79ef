// PutSecretValue and UpdateSecret: both make a new version without comparing with the old one. The last writer wins.

import { addVersion } from './add-version.ts';
import { invalidRequest } from './answers.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { authorizeKey, customerKey } from './kms.ts';
import { requestToken, secretIdOf, secretValue, text, texts } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { versionById } from './secret.ts';

/** Adds a version, current by default or with the labels that are given. */
export function putSecretValue(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const value = secretValue(input);
  const labels = texts(input, 'VersionStages', { min: 1, max: 20 }, { min: 1, max: 256 });
  const token = requestToken(input, value);
  authorizeSecret(context, 'PutSecretValue', secretId);
  const secret = context.store.getLive(secretId);
  if (value === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  authorizeKey(context, secret, 'write');

  const changed = addVersion(secret, { id: token, value, labels, nowMs: context.now() });
  if (changed !== secret) context.store.put(changed);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: token,
    VersionStages: versionById(changed, token)?.labels,
  };
}

/** Changes description or key, and adds a current version if a value is given. */
export function updateSecret(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const description = text(input, 'Description', { min: 0, max: 2048 });
  const newKey = text(input, 'KmsKeyId', { min: 0, max: 2048 });
  const value = secretValue(input);
  const token = requestToken(input, value);
  authorizeSecret(context, 'UpdateSecret', secretId, {
    'secretsmanager:Description': description,
    'secretsmanager:KmsKeyId': newKey,
  });
  const secret = context.store.getLive(secretId);
  const nowMs = context.now();
  const described = {
    ...secret,
    changedAtMs: nowMs,
    description: description ?? secret.description,
    kmsKeyId: newKey === undefined ? secret.kmsKeyId : customerKey(newKey),
  };
  if (value !== undefined || newKey !== undefined) authorizeKey(context, described, 'update');
  context.store.put(value === undefined ? described : addVersion(described, { id: token, value, nowMs }));
  return { ARN: secret.arn, Name: secret.name, VersionId: value === undefined ? undefined : token };
}
