/** Rolls back to a stable release: its image and its own config become a new release, which is observed like any other. */
import { stage } from '@paintbox/deploy-core';
import { readRelease, release as releaseArtifact, rollbackOutcome } from '@paintbox/deploy-core/release';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { fleetBefore, stableRelease } from '../artifacts.ts';
import type { FleetBefore } from '../artifacts.ts';
import { configHash } from '../release/describe-release.ts';
import { durationMs } from '../config/duration.ts';
import { notConverged } from '../errors.ts';
import { readMachines } from '../fleet/fleet.ts';
import type { Wanted } from '../fleet/fitness.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import { markTaken, recordLive } from '../release/record-release.ts';
import { COMPLAINED_MS, redeploy } from './redeploy.ts';
import { reconcile } from '../fleet/reconcile.ts';
import { deployLimitMs } from '../release/roll-out.ts';
import { waitForQuiet } from '../fleet/others-at-work.ts';
import { sameCode } from './score-releases.ts';
import { converge } from '../fleet/watch-fleet.ts';

/** Options of {@link restore}. */
export interface RestoreOptions {
  /** Used when the release's own config was not kept. Default `fly.production.toml`. */
  readonly config?: string | undefined;
  /** Limit of each of flyctl's waits, with its unit. Default `5m`. */
  readonly waitTimeout?: string | undefined;
  /** How long the fleet may take to be ready after flyctl has ended, in ms. Default 60,000. */
  readonly convergeMs?: number | undefined;
}

/**
 * Puts the chosen release back. This stage has no undo, so a failure needs a person.
 *
 * @throws DeployError `FLY_UNDO_UNPROVEN` or `FLY_NOT_CONVERGED`.
 */
export function restore(
  options: RestoreOptions = {},
): Stage<
  'fly.restore',
  typeof stableRelease | typeof fleetBefore,
  typeof releaseArtifact | typeof rollbackOutcome
> {
  const { config = 'fly.production.toml', waitTimeout = '5m', convergeMs = 60_000 } = options;
  durationMs('waitTimeout', waitTimeout);
  return stage({
    name: 'fly.restore',
    describe: 'put the stable release back',
    needs: { stable: stableRelease, before: fleetBefore },
    provides: { release: releaseArtifact, rollback: rollbackOutcome },
    irreversible: 'it is the way back itself; what it replaced was not wanted',
    needsPerson: true,
    timeoutMs: 2 * deployLimitMs(waitTimeout) + 4 * convergeMs,

    plan: ({ stable }, ctx) => [
      { effect: 'restore', describe: describeRestore(stable.release, ctx.run.app) },
    ],

    async run({ stable, before }, ctx) {
      const wanted: Wanted = {
        what: `release v${stable.release.version} as build ${ctx.run.id}`,
        belongs: ({ buildId }) => buildId === ctx.run.id,
        counts: before.counts,
      };
      await ctx.effect('restore', {
        describe: describeRestore(stable.release, ctx.run.app),
        async apply(ctx) {
          const flyctl = await openFlyctl(ctx);
          await reconcile(ctx, flyctl);
          const seen = await redeploy(ctx, flyctl, {
            release: stable.release,
            configJson: stable.configJson,
            configFile: config,
            buildId: ctx.run.id,
            counts: before.counts,
            waitTimeout,
            convergeMs,
          });
          return { machines: seen.managed.map(({ id }) => id) };
        },
        async observe(ctx) {
          const flyctl = await openFlyctl(ctx);
          await waitForQuiet(ctx, flyctl);
          const ours = (await readMachines(flyctl)).managed.filter(wanted.belongs);
          return ours.length === 0
            ? { status: 'not-done' }
            : { status: 'done', value: { machines: ours.map(({ id }) => id) } };
        },
      });
      const flyctl = await openFlyctl(ctx);
      const seen = await converge(ctx, flyctl, wanted, Math.min(convergeMs, COMPLAINED_MS));
      if (seen.reasons.length > 0) throw notConverged(wanted.what, seen.reasons, undefined);
      const restored = await recordLive(ctx, {
        managed: seen.managed,
        secretVersions: stable.release.secretVersions,
        restores: stable.release.version,
      });
      await markReplaced(ctx, before, stable.release);
      const target = `v${stable.release.version}`;
      return { release: restored, rollback: { target, reason: stable.reason } };
    },
  });
}

/** Marks the replaced release as bad, so that no rollback chooses it, unless it has the same code. */
async function markReplaced(ctx: StageContext, before: FleetBefore, target: Release): Promise<void> {
  const [digest] = before.digests;
  const hash = before.configJson === null ? null : configHash(before.configJson);
  if (before.liveVersion === null || digest === undefined) return;
  if (sameCode({ imageDigest: digest, configHash: hash }, target)) return;
  const known = await readRelease(ctx.state, String(before.liveVersion));
  const unknown: Release = {
    version: String(before.liveVersion),
    imageDigest: digest.startsWith('sha256:') ? digest : null,
    imageRef: digest,
    configHash: hash,
    secretVersions: {},
    buildId: null,
    machines: before.machines,
  };
  await markTaken(ctx, known?.release ?? unknown, { rolledBack: true });
}

function describeRestore(release: Release, app: string): string {
  return `put release v${release.version} (${release.imageRef}) back on ${app}`;
}
