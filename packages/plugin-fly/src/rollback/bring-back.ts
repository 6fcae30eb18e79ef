/**
 * Makes the chosen release stand beside the one that serves: its machines that were kept are started and proven, else new ones are made from its image and config.
 * Nothing that serves is touched.
 */
import { stage } from '@paintbox/deploy-core';
import { greens } from '@paintbox/deploy-core/release';
import type { EffectContext, PlannedEffect, Stage, StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { bootedRelease, fleetBefore, stableRelease } from '../artifacts.ts';
import type { BootedRelease, FleetBefore, StableRelease } from '../artifacts.ts';
import { journaled } from '../changes/act.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { foreseenBoot } from '../machines/foreseen.ts';
import { rehearsalFailed } from '../release-errors.ts';
import type { AppSettings } from '../options.ts';
import { bootRelease } from '../release/boot-release.ts';
import type { BootWork } from '../release/boot-release.ts';
import { greensOf } from '../release/greens-of.ts';
import { commitOf } from '../release/provenance.ts';
import { removeBooted, standsBooted } from '../release/remove-booted.ts';
import { bootKept, keptFor, keptRelease, restKept } from './way-back-machines.ts';
import { configsOf } from './configs-of.ts';
import { rehearseParam } from './rehearse-param.ts';

/** The stage `fly.bring-back`. */
export function bringBack(
  settings: AppSettings,
): Stage<'fly.bring-back', typeof stableRelease | typeof fleetBefore, typeof bootedRelease | typeof greens> {
  return stage({
    name: 'fly.bring-back',
    describe: 'start what was kept of the release, or make it again, without traffic',
    needs: { stable: stableRelease, before: fleetBefore },
    provides: { booted: bootedRelease, greens },
    params: { rehearse: rehearseParam },
    beside: true,
    timeoutMs: 30 * 60_000,

    plan: ({ stable, before }, ctx) => plannedEffects(ctx, stable, before),

    async foresee({ stable, before }, ctx) {
      const { kept, work } = await found(ctx, stable, before, settings);
      const booted =
        kept === undefined ? foreseenBoot(ctx.run.app, ctx.run.id, work) : keptRelease(ctx, kept, work, null);
      return { booted, greens: greensOf(booted) };
    },

    async run({ stable, before }, ctx) {
      try {
        const booted = await standUp(ctx, stable, before, settings);
        return { booted, greens: greensOf(booted) };
      } catch (error) {
        const failure = failureOf(error)?.error;
        if (!ctx.params.rehearse || failure === undefined) throw error;
        throw rehearsalFailed(stable.release.version, failure);
      }
    },

    observe: (_inputs, ctx) => standsBooted(ctx),

    async undo(outputs, { stable, before }, ctx) {
      await restKept(ctx, stable.release);
      await removeBooted(ctx, before, outputs?.booted ?? null);
    },
  });
}

async function standUp(
  ctx: EffectContext,
  stable: StableRelease,
  before: FleetBefore,
  settings: AppSettings,
): Promise<BootedRelease> {
  const { kept, work } = await found(ctx, stable, before, settings);
  const { version } = stable.release;
  if (kept !== undefined) {
    ctx.log.info(`the machines of release v${version} were kept: ${kept.map(({ id }) => id).join(', ')}`);
    return bootKept(ctx, journaled(ctx), kept, work);
  }
  ctx.log.info(`no machines of release v${version} were kept: they are made again from its image`);
  return bootRelease(ctx, journaled(ctx), work);
}

/** What was kept of the release, if it is enough, and what is to be booted. */
async function found(
  ctx: StageContext,
  stable: StableRelease,
  before: FleetBefore,
  settings: AppSettings,
): Promise<{ readonly kept: readonly FleetMachine[] | undefined; readonly work: BootWork }> {
  const { release, configJson } = stable;
  const kept = await keptFor(ctx, release, before);
  const work = {
    blues: before.blues,
    configs: await configsOf(stable, settings.config),
    configJson,
    image: { ref: release.imageRef, digest: release.imageDigest, ...commitOf(release) },
    buildId: kept === undefined ? ctx.run.id : (release.buildId ?? ctx.run.id),
    after: before.latestVersion,
    healthyMs: settings.healthyMs(ctx.run.environment),
  };
  return { kept, work };
}

async function plannedEffects(
  ctx: StageContext,
  { release }: StableRelease,
  before: FleetBefore,
): Promise<readonly PlannedEffect[]> {
  const kept = await keptFor(ctx, release, before);
  return [
    { effect: 'row', describe: 'write the release into the list that flyctl shows' },
    ...(kept?.flatMap(({ id }) => [
      { effect: 'mark', target: id, describe: `let deploys manage machine ${id} again` },
      { effect: 'start', target: id, describe: `start machine ${id}, without traffic` },
    ]) ?? [
      { effect: 'create', describe: `make the machines of release v${release.version}, without traffic` },
    ]),
  ];
}
