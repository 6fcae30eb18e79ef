/** Boots the release beside the one that serves. No machine of it gets a request until it is switched to. */
import { stage } from '@paintbox/deploy-core';
import { greens, image } from '@paintbox/deploy-core/release';
import type { PlannedEffect, Stage, StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import { bootedRelease, fleetBefore } from '../artifacts.ts';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import { journaled } from '../changes/act.ts';
import { destroy } from '../changes/machine-changes.ts';
import { readConfigFile } from '../config/fly-config.ts';
import { fatesOf, leftovers } from '../fleet/fates.ts';
import { readMachines } from '../fleet/read-fleet.ts';
import { whoseAre } from '../fleet/whose.ts';
import { foreseenBoot } from '../machines/foreseen.ts';
import type { AppSettings } from '../options.ts';
import { bootRelease } from '../release/boot-release.ts';
import type { BootWork } from '../release/boot-release.ts';
import { greensOf } from '../release/greens-of.ts';
import { markTaken } from '../release/record-release.ts';
import { ensureAddresses } from '../release/ensure-addresses.ts';
import { removeBooted, standsBooted } from '../release/remove-booted.ts';

/** The stage `fly.boot`. */
export function boot(
  settings: AppSettings,
): Stage<'fly.boot', typeof image | typeof fleetBefore, typeof bootedRelease | typeof greens> {
  return stage({
    name: 'fly.boot',
    describe: 'make the new machines, without traffic, and let the platform prove them',
    needs: { image, before: fleetBefore },
    provides: { booted: bootedRelease, greens },
    retry: { retries: 1, minDelayMs: 5_000 },
    beside: true,
    timeoutMs: 30 * 60_000,

    plan: (inputs, ctx) => plannedEffects(inputs, ctx, settings),

    async foresee({ image, before }, ctx) {
      const booted = foreseenBoot(ctx.run.app, ctx.run.id, await workOf(settings, ctx, image, before));
      return { booted, greens: greensOf(booted) };
    },

    async run({ image, before }, ctx) {
      const work = await workOf(settings, ctx, image, before);
      const act = journaled(ctx);
      for (const { id, why } of await sweepable(ctx))
        await act(
          'sweep',
          destroy(id, why, () => undefined),
        );
      const groups = work.configs.groups.map(({ config }) => ({ ...config }));
      await ensureAddresses(ctx, act, groups);
      const booted = await bootRelease(ctx, act, work);
      return { booted, greens: greensOf(booted) };
    },

    observe: (_inputs, ctx) => standsBooted(ctx),

    async undo(outputs, { image, before }, ctx) {
      await removeBooted(ctx, before, outputs?.booted ?? null);
      await markBad(ctx, outputs?.booted ?? null, image, before);
    },
  });
}

async function workOf(
  settings: AppSettings,
  { run }: StageContext,
  image: Image,
  before: FleetBefore,
): Promise<BootWork> {
  const { machines: configs, config } = await readConfigFile(settings.config);
  return {
    image,
    configs,
    blues: before.blues,
    configJson: JSON.stringify(config),
    buildId: run.id,
    after: before.latestVersion,
    healthyMs: settings.healthyMs(run.environment),
  };
}

async function sweepable(ctx: StageContext): Promise<ReturnType<typeof leftovers>> {
  const readings = whoseAre(await readMachines(ctx));
  return leftovers(ctx, readings, await fatesOf(ctx, readings));
}

async function plannedEffects(
  { image, before }: { readonly image: Image; readonly before: FleetBefore },
  ctx: StageContext,
  settings: AppSettings,
): Promise<readonly PlannedEffect[]> {
  const { app, id } = ctx.run;
  const booted = foreseenBoot(app, id, await workOf(settings, ctx, image, before));
  return [
    { effect: 'row', describe: 'write the release into the list that flyctl shows' },
    ...booted.machines.map(({ group, replaces }) => ({
      effect: 'create',
      describe: `make a machine of group ${group}, without traffic${replaces === null ? '' : `, beside machine ${replaces}`}`,
    })),
    { effect: 'sweep', describe: `remove what dead runs left of ${app}` },
    { effect: 'volume', describe: 'find or make the volumes of new machines' },
    { effect: 'address', describe: `give ${app} its public addresses where it has none` },
  ];
}

/** A build that was found bad before it got traffic is remembered by its image, so that it is not released again. */
async function markBad(
  ctx: StageContext,
  booted: BootedRelease | null,
  { ref, digest }: Image,
  before: FleetBefore,
): Promise<void> {
  const version = booted?.version ?? String((before.latestVersion ?? 0) + 1);
  const release = { version, imageDigest: booted?.imageDigest ?? digest, imageRef: ref, configHash: null };
  await markTaken(
    ctx,
    { ...release, secretVersions: {}, buildId: ctx.run.id, machines: [] },
    { unseen: true },
  );
}
