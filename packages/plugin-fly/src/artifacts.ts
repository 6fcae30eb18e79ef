/** The artifacts between the stages of this plugin. Artifacts shared with other plugins are in the core. */
import { artifact } from '@paintbox/deploy-core';
import { release } from '@paintbox/deploy-core/release';
import type { Artifact } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import * as v from 'valibot';

/** A machine as it was before the run changed anything. */
export interface Blue {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly region: string;
  readonly instanceId: string | null;
  readonly digest: string | null;
  /** By digest if known. */
  readonly imageRef: string;
  readonly buildId: string | null;
  /** True when it took traffic, or would have: it was not cordoned. */
  readonly routed: boolean;
  /** True when it was started and passed its checks. */
  readonly healthy: boolean;
  /** True when it was at rest as it should be. */
  readonly rests: boolean;
  /** True when a service routes traffic to it. */
  readonly reached: boolean;
  /** Why it is changed in place instead of getting a twin: two machines cannot hold one volume, and a twin would keep a schedule of its own. */
  readonly inPlace: 'volume' | 'schedule' | null;
  /** Its whole config, to make it again; null when its host did not answer. */
  readonly config: Readonly<Record<string, unknown>> | null;
}

/** The fleet before the run changed anything. An undo goes back to it. */
export interface FleetBefore {
  readonly app: string;
  readonly blues: readonly Blue[];
  /** Image digests that the blues run; more than one is a mixed fleet. */
  readonly digests: readonly string[];
  /** Their release; null before the first deploy. */
  readonly liveVersion: number | null;
  /** The newest release number that anything names, even of a failed release; null before the first deploy. */
  readonly latestVersion: number | null;
  /** The config the live release was made with, as JSON; null when nobody kept it. */
  readonly configJson: string | null;
  /** The problems of the fleet; empty for a healthy one. */
  readonly troubles: readonly string[];
}

/** A machine that a release made, or a kept one that it uses again. */
export interface Booted {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  readonly instanceId: string | null;
  /** The blue it takes over from; null for one without a predecessor. */
  readonly replaces: string | null;
  /** True when it was started, and proven by the platform's checks. A standby never is. */
  readonly started: boolean;
  /** True when it rests again after its proof, as the blue it replaces did. */
  readonly rests: boolean;
  readonly reached: boolean;
  /** A path that answers for its health; null when no check names one. */
  readonly path: string | null;
  /** Where its first service listens inside; null for one without. */
  readonly port: number | null;
  /** How many checks of the platform it has. */
  readonly checks: number;
}

/** A release that is booted, and not yet switched to. */
export interface BootedRelease extends Pick<Release, 'commit' | 'author'> {
  /** The build id of its machines. */
  readonly buildId: string;
  readonly version: string;
  /** The row that flyctl lists; null when it could not be written. */
  readonly row: { readonly id: string; readonly version: number } | null;
  readonly imageRef: string;
  /** Null only when no machine was made: then all are changed in place. */
  readonly imageDigest: string | null;
  /** The config file as JSON; null when nobody kept it. */
  readonly configJson: string | null;
  readonly machines: readonly Booted[];
  /** Blues that are changed in place instead, with their next config. */
  readonly inPlace: readonly { readonly id: string; readonly config: Readonly<Record<string, unknown>> }[];
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

const blueSchema: v.GenericSchema<unknown, Blue> = v.object({
  id: text,
  name: text,
  group: text,
  region: text,
  instanceId: nullableText,
  digest: nullableText,
  imageRef: text,
  buildId: nullableText,
  routed: v.boolean(),
  healthy: v.boolean(),
  rests: v.boolean(),
  reached: v.boolean(),
  inPlace: v.nullable(v.picklist(['volume', 'schedule'])),
  config: v.nullable(v.record(text, v.unknown())),
});

const fleetBeforeSchema: v.GenericSchema<unknown, FleetBefore> = v.object({
  app: text,
  blues: v.array(blueSchema),
  digests: v.array(text),
  liveVersion: v.nullable(v.number()),
  latestVersion: v.nullable(v.number()),
  configJson: nullableText,
  troubles: v.array(text),
});

const bootedSchema: v.GenericSchema<unknown, BootedRelease> = v.object({
  buildId: text,
  version: text,
  row: v.nullable(v.object({ id: text, version: v.number() })),
  imageRef: text,
  imageDigest: nullableText,
  configJson: nullableText,
  machines: v.array(
    v.object({
      id: text,
      name: text,
      group: text,
      instanceId: nullableText,
      replaces: nullableText,
      started: v.boolean(),
      rests: v.boolean(),
      reached: v.boolean(),
      path: nullableText,
      port: v.nullable(v.number()),
      checks: v.number(),
    }),
  ),
  inPlace: v.array(v.object({ id: text, config: v.record(text, v.unknown()) })),
  commit: v.optional(text),
  author: v.optional(text),
});

const stableReleaseSchema: v.GenericSchema<unknown, StableRelease> = v.object({
  release: releaseSchema,
  configJson: nullableText,
  reason: text,
});

/** The fleet before the run. */
export const fleetBefore: Artifact<'fleet-before', FleetBefore> = artifact('fleet-before', fleetBeforeSchema);

/** The release that stands beside the one that serves, proven by the platform's checks. */
export const bootedRelease: Artifact<'booted-release', BootedRelease> = artifact(
  'booted-release',
  bootedSchema,
);

/** The release a rollback restores. */
export const stableRelease: Artifact<'stable-release', StableRelease> = artifact(
  'stable-release',
  stableReleaseSchema,
);
