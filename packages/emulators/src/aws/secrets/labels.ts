// How staging labels move between versions.

import type { StoredSecretVersion } from './secret.ts';

export const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

/** The versions with `label` on version `id` alone, or on none when there is no id. */
export function placeLabel(
  versions: readonly StoredSecretVersion[],
  label: string,
  id: string | undefined,
): readonly StoredSecretVersion[] {
  return versions.map((version) => {
    const others = version.labels.filter((each) => each !== label);
    if (version.id === id)
      return version.labels.includes(label) ? version : { ...version, labels: [...others, label] };
    return others.length === version.labels.length ? version : { ...version, labels: others };
  });
}

/**
 * The versions with AWSCURRENT on version `id`. The version that had AWSCURRENT gets AWSPREVIOUS. The version that had
 * AWSPREVIOUS loses it.
 */
export function makeCurrent(
  versions: readonly StoredSecretVersion[],
  id: string,
): readonly StoredSecretVersion[] {
  const old = versions.find((version) => version.labels.includes(current));
  if (old?.id === id) return versions;
  const moved = placeLabel(versions, current, id);
  return old === undefined ? moved : placeLabel(moved, previous, old.id);
}

/** The versions with every label of `labels` on version `id`. */
export function placeLabels(
  versions: readonly StoredSecretVersion[],
  labels: readonly string[],
  id: string,
): readonly StoredSecretVersion[] {
  return labels.reduce(
    (placed, label) => (label === current ? makeCurrent(placed, id) : placeLabel(placed, label, id)),
    versions,
  );
}
