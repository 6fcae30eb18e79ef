/** Changes in place what gets no twin: machines that hold a volume or run by the clock, one after the other. */
import { stage } from '@paintbox/deploy-core';
import type { PlannedEffect, Stage } from '@paintbox/deploy-core';
import { bootedRelease, fleetBefore } from '../artifacts.ts';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import { journaled, unjournaled } from '../changes/act.ts';
import type { AppSettings } from '../options.ts';
import { updateTraffic } from '../release/traffic-words.ts';
import { standsUpdated, updateInPlace, updatesBack, updatesOf } from '../release/update-in-place.ts';

/** The stage `fly.update`. */
export function update(
  settings: AppSettings,
): Stage<'fly.update', typeof bootedRelease | typeof fleetBefore, never> {
  return stage({
    name: 'fly.update',
    describe: 'change in place the machines that hold volumes or run by the clock',
    needs: { booted: bootedRelease, before: fleetBefore },
    timeoutMs: 60 * 60_000,

    plan: ({ booted, before }) => plannedEffects(booted, before),

    traffic: ({ before }) => updateTraffic(before),

    async run({ booted, before }, ctx) {
      const healthyMs = settings.healthyMs(ctx.run.environment);
      await updateInPlace(ctx, journaled(ctx), updatesOf(booted, before), healthyMs);
    },

    observe: ({ booted }, ctx) => standsUpdated(ctx, booted),

    async undo(_outputs, { booted, before }, ctx) {
      const healthyMs = settings.healthyMs(ctx.run.environment);
      const back = await updatesBack(ctx, booted, before);
      await updateInPlace(ctx, unjournaled(ctx), back, healthyMs);
    },
  });
}

function plannedEffects(
  { inPlace, imageRef }: BootedRelease,
  { blues }: FleetBefore,
): readonly PlannedEffect[] {
  return inPlace.map(({ id }) => {
    const group = blues.find((blue) => blue.id === id)?.group ?? '';
    return {
      effect: 'update',
      target: id,
      describe: `change machine ${id} of group ${group} in place to image ${imageRef}`,
    };
  });
}
