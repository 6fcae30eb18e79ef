// CreateSecret.

import { frontEndError, notImplemented } from '../aws-error.ts';
import { addVersion, sameValue } from './add-version.ts';
import { nameScheduledForDeletion, secretExists } from './answers.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { authorizeKey, customerKey } from './kms.ts';
import { list, requestToken, requiredText, secretValue, tags, text } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { versionById } from './secret.ts';
import type { StoredSecret } from './secret.ts';

/** Creates a secret, with its first version if a value is given. The same request again gets the same answer. */
export function createSecret(input: CallBody, context: SecretsContext): CallBody {
  const name = requiredText(input, 'Name', { min: 1, max: 512 });
  const description = text(input, 'Description', { min: 0, max: 2048 });
  const kmsKeyId = customerKey(text(input, 'KmsKeyId', { min: 0, max: 2048 }));
  const value = secretValue(input);
  const token = requestToken(input, value);
  const newTags = tags(input) ?? [];
  if ((list(input, 'AddReplicaRegions', { min: 0, max: 50 }) ?? []).length > 0)
    throw notImplemented('replica Regions');
  checkName(name);

  const requestConditions = {
    'secretsmanager:Name': name,
    'secretsmanager:Description': description,
    'secretsmanager:KmsKeyId': kmsKeyId,
    'aws:TagKeys': newTags.map(({ Key }) => Key),
    ...Object.fromEntries(newTags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
  authorizeSecret(context, 'CreateSecret', name, requestConditions);
  if (newTags.length > 0) authorizeSecret(context, 'TagResource', name, requestConditions);

  const existing = context.store.find(name);
  if (existing !== undefined) {
    if (existing.deletion !== undefined) throw nameScheduledForDeletion();
    const earlier = versionById(existing, token);
    if (earlier === undefined || value === undefined || !sameValue(earlier.value, value))
      throw secretExists(name);
    return { ARN: existing.arn, Name: existing.name, VersionId: earlier.id };
  }
  const nowMs = context.now();
  const empty: StoredSecret = {
    arn: context.store.newArn(name),
    name,
    description,
    kmsKeyId,
    tags: newTags,
    createdAtMs: nowMs,
    changedAtMs: nowMs,
    versions: [],
  };
  if (value !== undefined) authorizeKey(context, empty, 'write');
  const secret = value === undefined ? empty : addVersion(empty, { id: token, value, nowMs });
  context.store.put(secret);
  return { ARN: secret.arn, Name: name, VersionId: secret.versions[0]?.id };
}

function checkName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name)) {
    throw frontEndError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
}
