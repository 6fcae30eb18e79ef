/** Writes releases into the ledger, and the faults of releases that were taken back. */
import { markRelease, recordRelease } from '@paintbox/deploy-core/release';
import type { StageContext } from '@paintbox/deploy-core';
import type { Release, ReleaseEntry } from '@paintbox/deploy-core/release';
import { releaseOf } from './describe-release.ts';
import { notConverged } from '../errors.ts';
import { readConfigJson, readSecretDigests } from '../fleet/fleet.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { provenanceOf } from './provenance.ts';
import { whyTakenBack } from './why-taken-back.ts';

/** Facts about a release that only the caller knows. */
export interface Serving {
  readonly managed: readonly FleetMachine[];
  readonly secretVersions: Release['secretVersions'];
  /** The version that was put back, for a rollback. */
  readonly restores?: string | undefined;
}

/** Adds a release that serves to the ledger, with its config from the platform. */
export async function recordLive(ctx: StageContext, serving: Serving): Promise<Release> {
  const flyctl = await openFlyctl(ctx);
  const [configJson, secrets] = await Promise.all([readConfigJson(flyctl), readSecretDigests(flyctl)]);
  const released = releaseOf(serving.managed, { configJson, secretVersions: serving.secretVersions });
  if (released === null) throw notConverged(`build ${ctx.run.id}`, ['its machines are gone'], undefined);
  const { restores } = serving;
  await recordRelease(ctx.state, {
    ...(await entryFor(ctx, released, configJson)),
    secrets,
    ...(restores === undefined ? {} : { restores }),
  });
  return released;
}

/** An entry without marks, as this run would write it. */
export async function entryFor(
  ctx: StageContext,
  release: Release,
  configJson: string | null,
): Promise<Omit<ReleaseEntry, 'marks'>> {
  const at = new Date(ctx.clock.now()).toISOString();
  return { release, configJson, runId: ctx.run.id, at, ...(await provenanceOf(ctx)) };
}

/**
 * Marks a release that must no longer serve: `bad` when a fault was found in it, else `undone`. The mark is a note for later runs:
 * a failure to write it must not stop the rollback.
 */
export async function markTaken(
  ctx: StageContext,
  taken: Release | null,
  { rolledBack = false }: { readonly rolledBack?: boolean } = {},
): Promise<void> {
  if (taken === null) return;
  try {
    const found = await whyTakenBack(ctx);
    const mark = { at: new Date(ctx.clock.now()).toISOString(), runId: ctx.run.id };
    // A person decided to leave this release. That counts against the release, even without a failed check.
    const reason = rolledBack && !found.againstBuild ? 'it was rolled back on request' : found.reason;
    const marks = { [rolledBack || found.againstBuild ? 'bad' : 'undone']: { ...mark, reason } };
    await markRelease(ctx.state, await entryFor(ctx, taken, null), marks);
  } catch (error) {
    ctx.log.warn(`release v${taken.version} could not be marked as taken back: ${String(error)}`);
  }
}
