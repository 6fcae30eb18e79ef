/** What the stages hand to each other. */
import { artifact, json } from '@paintbox/deploy-core';
import type { Artifact } from '@paintbox/deploy-core';

/** What a zone serves. */
export interface Served {
  readonly zone: string;
  /** The build; null before the first one. */
  readonly build: string | null;
}

/** What the zone served before the run. */
export const cdnBefore: Artifact<'cdn-before', Served> = artifact('cdn-before', json<Served>());

/** What the zone serves now. */
export const cdnNow: Artifact<'cdn-now', Served> = artifact('cdn-now', json<Served>());
