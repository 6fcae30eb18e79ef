/** Makes the core's `Release` from what is known of its machines. */
import { createHash } from 'node:crypto';
import type { PublishedKeys, Release } from '@paintbox/deploy-core/release';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { commitOf } from './provenance.ts';

/** The release that machines are of; the newest one when they are of several. Machines of one build belong together, even with different release numbers. */
export function releaseOf(
  machines: readonly FleetMachine[],
  { configJson }: { readonly configJson: string | null },
): Release | null {
  const newest = machines.toSorted((a, b) => (b.releaseVersion ?? 0) - (a.releaseVersion ?? 0))[0];
  if (newest === undefined) return null;
  const own = machines.filter(
    ({ releaseVersion, buildId }) =>
      releaseVersion === newest.releaseVersion || (buildId !== null && buildId === newest.buildId),
  );
  return {
    version: String(newest.releaseVersion ?? 0),
    imageDigest: newest.digest,
    imageRef: newest.imageRef,
    configHash: hashOf(configJson),
    secretVersions: {},
    buildId: newest.buildId,
    machines: reachedOf(own),
  };
}

/** The release that serves once traffic was moved to what was booted. */
export function releaseOfBooted(
  booted: BootedRelease,
  before: FleetBefore,
  secretVersions: Release['secretVersions'],
): Release {
  const changed = new Set(booted.inPlace.map(({ id }) => id));
  const machines = [...booted.machines, ...before.blues.filter(({ id }) => changed.has(id))];
  return {
    version: booted.version,
    imageDigest: booted.imageDigest,
    imageRef: byDigest(booted.imageRef, booted.imageDigest),
    configHash: hashOf(booted.configJson),
    secretVersions,
    buildId: booted.buildId,
    machines: reachedOf(machines),
    ...commitOf(booted),
  };
}

/** A reference that names the image by its digest, where that is known: a tag may move. */
export function byDigest(ref: string, digest: string | null): string {
  if (digest === null) return ref;
  const repository = ref.replace(/@.*$/, '').replace(/:[^:/]+$/, '');
  return `${repository}@${digest}`;
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

function hashOf(configJson: string | null): string | null {
  return configJson === null ? null : configHash(configJson);
}

/** Those that answer requests; all of them when none does. */
function reachedOf(
  machines: readonly { readonly id: string; readonly reached: boolean }[],
): readonly string[] {
  const reached = machines.filter((machine) => machine.reached);
  return (reached.length > 0 ? reached : machines).map(({ id }) => id).toSorted();
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
