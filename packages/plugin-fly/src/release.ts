/** Releases an image blue-green and believes nothing but the fleet; takes it back the cheapest way. */
import { resolve } from 'node:path';
import {
  image,
  optional,
  previousRelease,
  publishedKeys,
  release as releaseArtifact,
  stage,
} from '@paintbox/deploy-core';
import type { OptionalNeed, Stage, StageContext } from '@paintbox/deploy-core';
import { fleetBefore } from './artifacts.ts';
import type { FleetBefore } from './artifacts.ts';
import { retire } from './change-machines.ts';
import { releaseOf, runsCodeOf, secretVersionsOf } from './describe-release.ts';
import { durationMs } from './duration.ts';
import { notConverged } from './errors.ts';
import type { Wanted } from './fitness.ts';
import { readMachines } from './fleet.ts';
import { readFlyConfig, strategyOf } from './fly-config.ts';
import { openFlyctl } from './flyctl.ts';
import { putBack } from './put-back.ts';
import { markBad, recordLive } from './record-release.ts';
import { COMPLAINED_MS } from './redeploy.ts';
import { asBefore, observeRelease, replaced } from './release-outcome.ts';
import type { RolledOut } from './release-outcome.ts';
import { clearLeftovers, deployLimitMs, rollOut } from './roll-out.ts';
import { waitForQuiet } from './others-at-work.ts';
import { converge } from './watch-fleet.ts';

/** Options of {@link release}. */
export interface ReleaseOptions {
  /** The platform's config file, .toml or .json. Default `fly.production.toml`. */
  readonly config?: string | undefined;
  /** Limit of each of flyctl's waits, with its unit. Default `5m`. */
  readonly waitTimeout?: string | undefined;
  /** How long the fleet may take to be as wanted once flyctl has ended, in ms. Default 60,000. */
  readonly convergeMs?: number | undefined;
}

/**
 * Replaces the fleet by machines that run the image and answer with this run's id. It succeeds when the fleet is observed to be the new one,
 * whatever flyctl's exit code was, and fails when it is not.
 *
 * @throws DeployError `FLY_NOT_CONVERGED`, or the code of the failure table when flyctl failed and nothing of the release remains.
 */
export function release(
  options: ReleaseOptions = {},
): Stage<
  'fly.release',
  typeof image | typeof fleetBefore | typeof previousRelease | OptionalNeed<typeof publishedKeys>,
  typeof releaseArtifact
> {
  const { config = 'fly.production.toml', waitTimeout = '5m', convergeMs = 60_000 } = options;
  durationMs('waitTimeout', waitTimeout);
  return stage({
    name: 'fly.release',
    describe: 'replace the machines by new ones that run the image',
    needs: {
      image,
      before: fleetBefore,
      previous: previousRelease,
      keys: optional(publishedKeys),
    },
    provides: { release: releaseArtifact },
    retry: { retries: 2, minDelayMs: 5_000 },
    timeoutMs: deployLimitMs(waitTimeout) + 2 * convergeMs + 5 * 60_000,

    plan: (inputs, ctx) => [
      { effect: 'release', describe: describeRelease(inputs.image.ref, inputs.before, ctx) },
    ],

    async run({ image, before, keys }, ctx) {
      let told: Error | undefined;
      // A flyctl of an earlier life of this run may still be at work; one that was waited for is not.
      const flyctlIs = { ended: false };
      const wanted: Wanted = {
        what: `build ${ctx.run.id}`,
        belongs: ({ buildId }) => buildId === ctx.run.id,
        counts: before.counts,
      };
      await ctx.effect<RolledOut>('release', {
        describe: describeRelease(image.ref, before, ctx),
        async apply(ctx) {
          const flyctl = await openFlyctl(ctx);
          await clearLeftovers(ctx, flyctl);
          const strategy = before.machines.length === 0 ? undefined : strategyOf(await readFlyConfig(config));
          try {
            told = await rollOut(ctx, flyctl, {
              app: flyctl.app,
              config: resolve(config),
              image: image.ref,
              strategy,
              buildId: ctx.run.id,
              waitTimeout,
            });
          } finally {
            flyctlIs.ended = true;
          }
          const { managed } = await readMachines(flyctl);
          const ours = managed.filter(wanted.belongs);
          // The old machines still do all the work: what a failed deploy left beside them is ours to remove.
          const removable = told !== undefined && before.machines.length > 0 && asBefore(managed, before);
          if (removable && ours.length > 0) {
            await waitForQuiet(ctx, flyctl, flyctlIs);
            await retire(ctx, flyctl, ours);
          }
          const seen = await observeRelease(ctx, before, flyctlIs);
          if (seen.status === 'done') return seen.value;
          throw (
            told ?? notConverged(wanted.what, ['flyctl says it succeeded, but no machine runs it'], undefined)
          );
        },
        observe: (ctx) => observeRelease(ctx, before, flyctlIs),
      });
      const flyctl = await openFlyctl(ctx);
      const budgetMs = told === undefined ? convergeMs : Math.min(convergeMs, COMPLAINED_MS);
      let seen = await converge(ctx, flyctl, wanted, Math.min(budgetMs, COMPLAINED_MS));
      const old = replaced(seen, wanted);
      if (old.length > 0) {
        await ctx.effect('sweep', {
          describe: `remove ${old.length} replaced machine(s) of ${ctx.run.app}: ${old.map(({ id }) => id).join(', ')}`,
          async apply(ctx) {
            await retire(ctx, await openFlyctl(ctx), old);
            return old.map(({ id }) => id);
          },
          async observe(ctx) {
            const { managed } = await readMachines(await openFlyctl(ctx));
            const left = managed.filter(({ id }) => old.some((machine) => machine.id === id));
            return left.length > 0
              ? { status: 'not-done' }
              : { status: 'done', value: old.map(({ id }) => id) };
          },
        });
      }
      if (seen.reasons.length > 0) seen = await converge(ctx, flyctl, wanted, budgetMs);
      if (seen.reasons.length > 0) throw notConverged(wanted.what, seen.reasons, told);
      if (told !== undefined) ctx.log.warn(`flyctl complained, but the fleet is right: ${told.message}`);
      return { release: await recordLive(ctx, seen.managed, secretVersionsOf(keys)) };
    },

    async observe({ before, previous }, ctx) {
      const { managed } = await readMachines(await openFlyctl(ctx));
      if (managed.some(({ buildId }) => buildId === ctx.run.id)) return { status: 'done', value: null };
      const back =
        previous === null
          ? managed.length === before.machines.length
          : managed.length > 0 && managed.every((machine) => runsCodeOf(machine, previous));
      return back
        ? { status: 'not-done' }
        : { status: 'unknown', reason: `the machines are neither of build ${ctx.run.id} nor as before` };
    },

    async undo(outputs, { before, previous }, ctx) {
      const flyctl = await openFlyctl(ctx);
      await waitForQuiet(ctx, flyctl);
      const { managed } = await readMachines(flyctl);
      const ours = releaseOf(
        managed.filter(({ buildId }) => buildId === ctx.run.id),
        { configJson: null },
      );
      const restored = await putBack(ctx, flyctl, {
        before,
        previous,
        configFile: config,
        waitTimeout,
        convergeMs,
      });
      await markBad(ctx, outputs?.release ?? ours);
      return restored === null ? {} : { release: restored };
    },
  });
}

function describeRelease(ref: string, before: FleetBefore, ctx: StageContext): string {
  const over =
    before.machines.length === 0
      ? 'as its first release'
      : `in place of release v${before.liveVersion ?? '?'} on ${before.machines.length} machine(s)`;
  return `release image ${ref} to ${ctx.run.app} ${over}`;
}
