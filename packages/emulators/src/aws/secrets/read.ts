// GetSecretValue and DescribeSecret.

import { invalidRequest, labelNotFound, versionNotFound } from './answers.ts';
import { authorizeSecret } from './context.ts';
import type { SecretsContext } from './context.ts';
import { authorizeKey } from './kms.ts';
import { current } from './labels.ts';
import { secretIdOf, text } from './parameters.ts';
import type { CallBody } from './parameters.ts';
import { epochSeconds, versionById, versionByLabel } from './secret.ts';
import type { StoredSecret, StoredSecretVersion } from './secret.ts';

const dayMs = 86_400_000;

/** The value of one version: by id, by label, or the current one. */
export function getSecretValue(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  const versionId = text(input, 'VersionId', { min: 32, max: 64 });
  const label = text(input, 'VersionStage', { min: 1, max: 256 });
  // A condition on the label sees only a label that was sent. A request without one does not match, though AWSCURRENT is the default.
  authorizeSecret(context, 'GetSecretValue', secretId, {
    'secretsmanager:VersionId': versionId,
    'secretsmanager:VersionStage': label,
  });
  const secret = context.store.getLive(secretId);
  const version = select(secret, versionId, label);
  authorizeKey(context, secret, 'read');
  markRead(secret, version, context);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    [version.value.kind]: version.value.data,
    VersionStages: version.labels.length > 0 ? version.labels : undefined,
    CreatedDate: epochSeconds(version.createdAtMs),
  };
}

/** The description of a secret, without values. Works while it is scheduled for deletion. */
export function describeSecret(input: CallBody, context: SecretsContext): CallBody {
  const secretId = secretIdOf(input);
  authorizeSecret(context, 'DescribeSecret', secretId);
  const secret = context.store.get(secretId);
  return { ...details(secret), VersionIdsToStages: labelsByVersion(secret) };
}

/** The members that DescribeSecret and ListSecrets share. */
export function details(secret: StoredSecret): CallBody {
  const { accessedDayMs, deletion } = secret;
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    LastChangedDate: epochSeconds(secret.changedAtMs),
    LastAccessedDate: accessedDayMs === undefined ? undefined : epochSeconds(accessedDayMs),
    DeletedDate: deletion === undefined ? undefined : epochSeconds(deletion.atMs),
    CreatedDate: epochSeconds(secret.createdAtMs),
    Tags: secret.tags.length > 0 ? secret.tags : undefined,
  };
}

/** The labels of each labelled version; nothing for a secret without a value. */
export function labelsByVersion(secret: StoredSecret): CallBody | undefined {
  const labelled = secret.versions.filter(({ labels }) => labels.length > 0);
  return labelled.length > 0 ? Object.fromEntries(labelled.map(({ id, labels }) => [id, labels])) : undefined;
}

function select(
  secret: StoredSecret,
  versionId: string | undefined,
  label: string | undefined,
): StoredSecretVersion {
  if (versionId === undefined) {
    const wanted = label ?? current;
    const version = versionByLabel(secret, wanted);
    if (version === undefined) throw labelNotFound(wanted);
    return version;
  }
  const version = versionById(secret, versionId);
  if (version === undefined) throw versionNotFound(versionId);
  if (label !== undefined && !version.labels.includes(label)) {
    throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
  }
  return version;
}

function markRead(secret: StoredSecret, version: StoredSecretVersion, context: SecretsContext): void {
  const accessedDayMs = Math.floor(context.now() / dayMs) * dayMs;
  if (secret.accessedDayMs === accessedDayMs && version.accessedDayMs === accessedDayMs) return;
  const versions = secret.versions.map((each) => (each === version ? { ...each, accessedDayMs } : each));
  context.store.put({ ...secret, accessedDayMs, versions });
}
