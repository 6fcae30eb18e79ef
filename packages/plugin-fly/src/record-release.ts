/** Writes into the ledger what a run released, and what it took back. */
import type { Release, StageContext } from '@paintbox/deploy-core';
import { releaseOf } from './describe-release.ts';
import { notConverged } from './errors.ts';
import { readConfigJson } from './fleet.ts';
import { openFlyctl } from './flyctl.ts';
import { markRelease, recordRelease } from './ledger.ts';
import type { FleetMachine } from './machine.ts';

/** Puts a release that serves into the ledger, with the config the platform has for it. */
export async function recordLive(
  ctx: StageContext,
  managed: readonly FleetMachine[],
  secretVersions: Release['secretVersions'],
): Promise<Release> {
  const configJson = await readConfigJson(await openFlyctl(ctx));
  const released = releaseOf(managed, { configJson, secretVersions });
  if (released === null) throw notConverged(`build ${ctx.run.id}`, ['its machines are gone'], undefined);
  const at = new Date(ctx.clock.now()).toISOString();
  await recordRelease(ctx.state, { release: released, configJson, runId: ctx.run.id, at });
  return released;
}

/** The mark only informs: a release that was taken back was never marked stable, so failing to write it must not fail the undo. */
export async function markBad(ctx: StageContext, taken: Release | null): Promise<void> {
  if (taken === null) return;
  const at = new Date(ctx.clock.now()).toISOString();
  const bad = { at, runId: ctx.run.id, reason: `run ${ctx.run.id} took it back` };
  try {
    await markRelease(ctx.state, { release: taken, configJson: null, runId: ctx.run.id, at }, { bad });
  } catch (error) {
    ctx.log.warn(`release v${taken.version} could not be marked bad: ${String(error)}`);
  }
}
