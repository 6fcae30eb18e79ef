/** Releases an image blue-green. We check the running machines, not flyctl's exit code. An undo uses the cheapest method. */
import { flag, optional, stage } from '@paintbox/deploy-core';
import {
  image,
  previousRelease,
  publishedKeys,
  readLedger,
  release as releaseArtifact,
} from '@paintbox/deploy-core/release';
import type { Observation, OptionalNeed, PlannedEffect, Stage, StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import { fleetBefore } from '../artifacts.ts';
import type { FleetBefore } from '../artifacts.ts';
import { releaseOf, runsCodeOf, secretVersionsOf } from './describe-release.ts';
import { durationMs } from '../config/duration.ts';
import { imageBad, notConverged } from '../errors.ts';
import { readMachines } from '../fleet/fleet.ts';
import { readFlyConfig } from '../config/fly-config.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import { waitForQuiet } from '../fleet/others-at-work.ts';
import { groupsOf, isReached, wavesOf } from '../fleet/process-groups.ts';
import type { Wave } from '../fleet/process-groups.ts';
import { putBack } from './put-back.ts';
import { markTaken, recordLive } from './record-release.ts';
import { observeRelease } from './release-outcome.ts';
import type { RolledOut } from './release-outcome.ts';
import { releaseFirst, releaseFollowing, wantedOf } from './release-wave.ts';
import type { Rollout } from './release-wave.ts';
import { deployLimitMs } from './roll-out.ts';
import { badMarkOf } from '../rollback/score-releases.ts';
import { convergeRelease } from './converge-release.ts';

/** Options of {@link release}. */
export interface ReleaseOptions {
  /** The platform's config file, .toml or .json. Default `fly.production.toml`. */
  readonly config?: string | undefined;
  /** Limit of each of flyctl's waits, with its unit. Default `5m`. */
  readonly waitTimeout?: string | undefined;
  /** How long the fleet may take to be ready after flyctl has ended, in ms. Default 60,000. */
  readonly convergeMs?: number | undefined;
}

/**
 * Replaces the fleet by machines that run the image and answer with this run's id. It succeeds when the observed fleet is the new one,
 * for any exit code of flyctl, and fails when it is not.
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
    timeoutMs: 2 * deployLimitMs(waitTimeout) + 4 * convergeMs + 5 * 60_000,

    params: { force: flag('release an image although it was found bad before') },

    plan: async (inputs, ctx) => plannedEffects(inputs, ctx, wavesOf(await readFlyConfig(config))),

    async run({ image, before, keys }, ctx) {
      await refuseBadImage(ctx, image, ctx.params.force);
      const rollout: Rollout = { image, before, config, waitTimeout };
      const flyConfig = await readFlyConfig(config);
      const [first = { strategy: 'bluegreen' }, ...following] = wavesOf(flyConfig);
      // Without machines, one deploy creates all groups.
      const waves = before.machines.length === 0 ? [] : following;
      const main: Wave = waves.length === 0 ? { strategy: first.strategy } : first;
      let told: Error | undefined;
      // A flyctl from an earlier process of this run may still work, unless we waited for its end.
      const flyctlIs = { ended: false, groups: groupsOf(flyConfig) };
      await ctx.effect<RolledOut>('release', {
        describe: describeRelease(image.ref, before, ctx),
        async apply(ctx) {
          const flyctl = await openFlyctl(ctx);
          try {
            told = await releaseFirst(ctx, flyctl, rollout, main);
          } finally {
            flyctlIs.ended = true;
          }
          const seen = await observeRelease(ctx, before, flyctlIs);
          if (seen.status === 'done') return seen.value;
          const nothing = notConverged(`build ${ctx.run.id}`, [NOTHING_RUNS], undefined);
          throw told ?? nothing;
        },
        observe: (ctx) => observeRelease(ctx, before, flyctlIs),
      });
      const stopped = told !== undefined || !flyctlIs.ended;
      let seen = await convergeRelease(ctx, wantedOf(ctx, rollout, main), {
        before,
        told,
        stopped,
        convergeMs,
      });
      warnOf(ctx, told);
      for (const wave of waves) {
        let said: Error | undefined;
        await ctx.effect('follow', {
          describe: describeFollow(ctx, wave),
          async apply(ctx) {
            said = await releaseFollowing(ctx, await openFlyctl(ctx), rollout, wave);
            return null;
          },
          observe: (ctx) => observeWave(ctx, wave),
        });
        seen = await convergeRelease(ctx, wantedOf(ctx, rollout, { strategy: wave.strategy }), {
          before,
          told: said,
          stopped: said !== undefined,
          convergeMs,
        });
        warnOf(ctx, said);
      }
      const secretVersions = secretVersionsOf(keys);
      return { release: await recordLive(ctx, { managed: seen.managed, secretVersions }) };
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
      await markTaken(ctx, outputs?.release ?? ours);
      return restored === null ? {} : { release: restored };
    },
  });
}

const NOTHING_RUNS = 'flyctl says it succeeded, but no machine runs it';

/** `done` as soon as one machine of the wave was replaced. A look at the fleet decides whether all were. */
async function observeWave(ctx: StageContext, wave: Wave): Promise<Observation<null>> {
  const flyctl = await openFlyctl(ctx);
  await waitForQuiet(ctx, flyctl);
  const { managed } = await readMachines(flyctl);
  const ours = managed.some((machine) => isReached(wave, machine) && machine.buildId === ctx.run.id);
  return ours ? { status: 'done', value: null } : { status: 'not-done' };
}

/** Logs flyctl's error. It decides nothing, but may help a person. */
function warnOf(ctx: StageContext, told: Error | undefined): void {
  if (told !== undefined) ctx.log.warn(`flyctl complained, but the fleet is right: ${told.message}`);
}

function plannedEffects(
  { image, before }: { readonly image: Image; readonly before: FleetBefore },
  ctx: StageContext,
  [, ...following]: readonly Wave[],
): readonly PlannedEffect[] {
  const replaces = before.machines.length > 0;
  return [
    { effect: 'release', describe: describeRelease(image.ref, before, ctx) },
    ...(replaces
      ? [
          {
            effect: 'sweep',
            describe: `remove replaced machines of ${ctx.run.app} that flyctl leaves behind`,
          },
        ]
      : []),
    ...(replaces ? following.map((wave) => ({ effect: 'follow', describe: describeFollow(ctx, wave) })) : []),
  ];
}

/** Refuses a bad image: it stays bad under any release number. */
async function refuseBadImage(ctx: StageContext, { ref, digest }: Image, force: boolean): Promise<void> {
  const bad = badMarkOf({ imageDigest: digest, configHash: null }, await readLedger(ctx.state));
  if (bad === undefined) return;
  if (!force) throw imageBad(ref, bad.version, bad.reason);
  ctx.log.warn(`released all the same, as --force says: ${imageBad(ref, bad.version, bad.reason).message}`);
}

function describeFollow(ctx: StageContext, { groups = [] }: Wave): string {
  return `replace the machines of group ${groups.join(', ')} of ${ctx.run.app} in place, because they hold volumes`;
}

function describeRelease(ref: string, before: FleetBefore, ctx: StageContext): string {
  const over =
    before.machines.length === 0
      ? 'as its first release'
      : `in place of release v${before.liveVersion ?? '?'} on ${before.machines.length} machine(s)`;
  return `release image ${ref} to ${ctx.run.app} ${over}`;
}
