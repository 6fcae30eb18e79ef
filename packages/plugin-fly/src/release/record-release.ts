/** Writes releases into the ledger, and the faults of releases that were taken back. */
import { markRelease, recordRelease } from '@paintbox/deploy-core/release';
import type { StageContext } from '@paintbox/deploy-core';
import type { Release, ReleaseEntry } from '@paintbox/deploy-core/release';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import { sourceOf } from './provenance.ts';
import { whyTakenBack } from './why-taken-back.ts';

/** Adds a release that serves to the ledger. `restores` is the version that it puts back, for a rollback. */
export async function recordLive(
  ctx: StageContext,
  release: Release,
  { configJson, restores }: { readonly configJson: string | null; readonly restores?: string | undefined },
): Promise<void> {
  const secrets = await secretDigests(ctx);
  await recordRelease(ctx.state, {
    ...(await entryFor(ctx, release, configJson)),
    ...(secrets === undefined ? {} : { secrets }),
    ...(restores === undefined ? {} : { restores }),
  });
}

/** The platform's own secrets, name to digest; undefined when they cannot be read. Their values can never be read back. */
export async function secretDigests(
  ctx: StageContext,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const secrets = await machinesApi(ctx).app.secrets();
    return Object.fromEntries(secrets.map(({ name, digest }) => [name, digest]));
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    ctx.log.warn(`which secrets the app has could not be read: ${failure.error.message}`);
    return undefined;
  }
}

/** An entry without marks, as this run would write it. */
export async function entryFor(
  ctx: StageContext,
  release: Release,
  configJson: string | null,
): Promise<Omit<ReleaseEntry, 'marks'>> {
  const at = new Date(ctx.clock.now()).toISOString();
  const { by } = await sourceOf(ctx);
  const { commit } = release;
  return {
    release,
    configJson,
    runId: ctx.run.id,
    at,
    ...(by === undefined ? {} : { by }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/**
 * Marks a release that must no longer serve: `bad` when a fault was found in it, else `undone`. The mark is a note for later runs:
 * a failure to write it must not stop the rollback.
 */
export async function markTaken(
  ctx: StageContext,
  taken: Release | null,
  { rolledBack = false, unseen = false }: { readonly rolledBack?: boolean; readonly unseen?: boolean } = {},
): Promise<void> {
  if (taken === null) return;
  try {
    const found = await whyTakenBack(ctx);
    // Of a release that never served, only a fault is worth remembering.
    if (unseen && !found.againstBuild) return;
    const mark = { at: new Date(ctx.clock.now()).toISOString(), runId: ctx.run.id };
    // A person decided to leave this release. That counts against the release, even without a failed check.
    const reason = rolledBack && !found.againstBuild ? 'it was rolled back on request' : found.reason;
    const marks = { [rolledBack || found.againstBuild ? 'bad' : 'undone']: { ...mark, reason } };
    await markRelease(ctx.state, await entryFor(ctx, taken, null), marks);
  } catch (error) {
    ctx.log.warn(`release v${taken.version} could not be marked as taken back: ${String(error)}`);
  }
}
