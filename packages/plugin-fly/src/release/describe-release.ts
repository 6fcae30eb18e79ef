/** Makes the core's `Release` from the data of the machines. */
import { createHash } from 'node:crypto';
import type { PublishedKeys, Release } from '@paintbox/deploy-core/release';
import type { FleetMachine } from '../fleet/machine.ts';

/** Facts about a release that its machines do not have. */
export interface Known {
  readonly configJson: string | null;
  readonly secretVersions?: Release['secretVersions'] | undefined;
}

/** The release that machines are of; the newest one when they are of several. Machines of one build belong together, even with different release numbers. */
export function releaseOf(machines: readonly FleetMachine[], known: Known): Release | null {
  const newest = machines.toSorted((a, b) => (b.releaseVersion ?? 0) - (a.releaseVersion ?? 0))[0];
  if (newest === undefined) return null;
  const own = machines.filter(
    ({ releaseVersion, buildId }) =>
      releaseVersion === newest.releaseVersion || (buildId !== null && buildId === newest.buildId),
  );
  const reached = own.filter((machine) => machine.reached);
  return {
    version: String(newest.releaseVersion ?? 0),
    imageDigest: newest.digest,
    imageRef: newest.imageRef,
    configHash: known.configJson === null ? null : configHash(known.configJson),
    secretVersions: known.secretVersions ?? {},
    buildId: newest.buildId,
    machines: (reached.length > 0 ? reached : own).map(({ id }) => id).toSorted(),
  };
}

/** SHA-256 of a config without the build id, which differs in every release. */
export function configHash(configJson: string): string {
  const canonical = JSON.stringify(JSON.parse(configJson), (key, value: unknown) => {
    if (key === 'PAINTBOX_BUILD_ID') return undefined;
    return isTable(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  });
  return createHash('sha256').update(canonical).digest('hex');
}

/** The secret versions that a release was made with. */
export function secretVersionsOf(keys: PublishedKeys | undefined): Release['secretVersions'] {
  return keys === undefined ? {} : { [keys.secretId]: keys.versionId };
}

/** True when a machine runs a release's code. */
export function runsCodeOf(machine: FleetMachine, release: Release): boolean {
  return release.imageDigest === null || machine.digest === null
    ? machine.imageRef === release.imageRef
    : machine.digest === release.imageDigest;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
