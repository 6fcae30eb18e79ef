// Adds a value to a secret. A repeated request token adds nothing.

import { AwsError } from '../aws-error.ts';
import { tokenInUse } from './answers.ts';
import { current, placeLabels } from './labels.ts';
import { versionById, versionByLabel } from './secret.ts';
import type { StoredSecret, StoredSecretValue, StoredSecretVersion } from './secret.ts';

/** A new version. `id` is the request token; without `labels` the version becomes AWSCURRENT. */
export interface VersionToAdd {
  readonly id: string;
  readonly value: StoredSecretValue;
  readonly labels?: readonly string[] | undefined;
  readonly nowMs: number;
}

const maxVersions = 100;
const maxLabels = 20;
const dayMs = 86_400_000;

/**
 * The secret with the version added. A repeated token with the same value returns the same secret object; with another
 * value it is an error. The first version of a secret always becomes AWSCURRENT.
 */
export function addVersion(secret: StoredSecret, version: VersionToAdd): StoredSecret {
  const { id, value, nowMs } = version;
  const existing = versionById(secret, id);
  if (existing !== undefined) {
    if (sameValue(existing.value, value)) return secret;
    throw tokenInUse(id, secret.arn);
  }
  const wanted = version.labels ?? [current];
  const labels =
    versionByLabel(secret, current) === undefined && !wanted.includes(current)
      ? [...wanted, current]
      : wanted;
  const versions = [...secret.versions, { id, value, createdAtMs: nowMs, labels: [] }];
  const placed = placeLabels(versions, labels, id);
  return { ...secret, changedAtMs: nowMs, versions: prune(checkLabelCount(placed), nowMs) };
}

/** The same versions, or LimitExceeded when one of them carries more labels than allowed. */
export function checkLabelCount(versions: readonly StoredSecretVersion[]): readonly StoredSecretVersion[] {
  if (versions.some(({ labels }) => labels.length > maxLabels)) {
    throw new AwsError('LimitExceededException', `A version can have at most ${maxLabels} staging labels.`);
  }
  return versions;
}

/** Whether two values are the same bytes of the same kind. */
export function sameValue(one: StoredSecretValue, other: StoredSecretValue): boolean {
  return one.kind === other.kind && one.data === other.data;
}

/** Drops the oldest unlabelled versions above the limit, never one younger than a day. */
function prune(versions: readonly StoredSecretVersion[], nowMs: number): readonly StoredSecretVersion[] {
  const surplus = new Set(
    versions
      .filter(({ labels, createdAtMs }) => labels.length === 0 && nowMs - createdAtMs > dayMs)
      .slice(0, Math.max(0, versions.length - maxVersions)),
  );
  return versions.filter((version) => !surplus.has(version));
}
