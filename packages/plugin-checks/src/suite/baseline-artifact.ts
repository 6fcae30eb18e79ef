/** The app before a release, to compare the release with. */
import { artifact, json } from '@paintbox/deploy-core';
import type { Artifact, Verdict } from '@paintbox/deploy-core';

/** The app before the release. */
export interface Baseline {
  /** Why a comparison is impossible; null when it is possible. */
  readonly missing: string | null;
  /** The build that answered; null when it does not say. */
  readonly build: string | null;
  /** Verdicts of the `headers.*` checks, by id. */
  readonly headers: Readonly<Record<string, Verdict>>;
  /** Times of good answers in ms, by path, in the order they were measured. */
  readonly samplesMs: Readonly<Record<string, readonly number[]>>;
}

/** The app before the release. */
export const baselineArtifact: Artifact<'checks-baseline', Baseline> = artifact(
  'checks-baseline',
  json<Baseline>(),
);
