/** The artifacts between the stages of this plugin. Artifacts shared with other plugins are in the core. */
import { artifact } from '@paintbox/deploy-core';
import { release } from '@paintbox/deploy-core/release';
import type { Artifact } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import * as v from 'valibot';

/** The fleet before the run changed anything. An undo goes back to it. */
export interface FleetBefore {
  readonly app: string;
  /** Ids of the managed machines that serve. */
  readonly machines: readonly string[];
  /** Image digests they run; more than one is a mixed fleet. */
  readonly digests: readonly string[];
  /** Machines per process group. */
  readonly counts: Readonly<Record<string, number>>;
  /** Their release; null before the first deploy. */
  readonly liveVersion: number | null;
  /** The newest release number, even of a failed release; null before the first deploy. */
  readonly latestVersion: number | null;
  /** The config the live release was made with, as JSON; null before the first deploy. */
  readonly configJson: string | null;
  /** The problems of the fleet; empty for a healthy one. */
  readonly troubles: readonly string[];
}

/** A release for a rollback. */
export interface StableRelease {
  readonly release: Release;
  /** The config it was made with; null when it was not kept. */
  readonly configJson: string | null;
  /** Why it was chosen, in words. */
  readonly reason: string;
}

const text = v.string();
const nullableText = v.nullable(text);

/** The core's shape of a release, used as a part of ours. */
const releaseSchema: v.GenericSchema<unknown, Release> = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const checked = release.codec['~standard'].validate(dataset.value);
    if (checked instanceof Promise) throw new Error('the codec of a release waits for nothing');
    if (checked.issues === undefined) return checked.value;
    for (const { path = [], message } of checked.issues) {
      addIssue({ message: `field '${path.map(String).join('.')}': ${message}` });
    }
    return NEVER;
  }),
);

const fleetBeforeSchema: v.GenericSchema<unknown, FleetBefore> = v.object({
  app: text,
  machines: v.array(text),
  digests: v.array(text),
  counts: v.record(text, v.number()),
  liveVersion: v.nullable(v.number()),
  latestVersion: v.nullable(v.number()),
  configJson: nullableText,
  troubles: v.array(text),
});

const stableReleaseSchema: v.GenericSchema<unknown, StableRelease> = v.object({
  release: releaseSchema,
  configJson: nullableText,
  reason: text,
});

/** The fleet before the run. */
export const fleetBefore: Artifact<'fleet-before', FleetBefore> = artifact('fleet-before', fleetBeforeSchema);

/** The release a rollback restores. */
export const stableRelease: Artifact<'stable-release', StableRelease> = artifact(
  'stable-release',
  stableReleaseSchema,
);
