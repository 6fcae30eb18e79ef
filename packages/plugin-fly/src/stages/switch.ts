/** Moves traffic to the release that was booted, in steps where that is wanted, and back. */
import { optional, stage } from '@paintbox/deploy-core';
import { previousRelease, publishedKeys, release as releaseArtifact } from '@paintbox/deploy-core/release';
import type { OptionalNeed, PlannedEffect, Stage } from '@paintbox/deploy-core';
import { bootedRelease, fleetBefore } from '../artifacts.ts';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import { journaled } from '../changes/act.ts';
import { nameOf, targetOf } from '../machines/foreseen.ts';
import type { AppSettings } from '../options.ts';
import { compareSides } from '../outside/compare-sides.ts';
import { releaseOfBooted, secretVersionsOf } from '../release/describe-release.ts';
import { markTaken, recordLive } from '../release/record-release.ts';
import { switchTraffic } from '../release/traffic-words.ts';
import { standsSwitched, switchBack } from '../release/switch-back.ts';
import { switchOver } from '../release/switch-over.ts';

/** The stage `fly.switch`. */
export function switchTo(
  settings: AppSettings,
): Stage<
  'fly.switch',
  typeof bootedRelease | typeof fleetBefore | typeof previousRelease | OptionalNeed<typeof publishedKeys>,
  typeof releaseArtifact
> {
  const { steps, buildHeader } = settings;
  return stage({
    name: 'fly.switch',
    describe: 'let traffic to the new machines, and take the old ones out of it',
    needs: {
      booted: bootedRelease,
      before: fleetBefore,
      previous: previousRelease,
      keys: optional(publishedKeys),
    },
    provides: { release: releaseArtifact },
    timeoutMs: 60 * 60_000,

    plan: ({ booted, before }) => plannedEffects(booted, before),

    foresee: ({ booted, before, keys }) => ({
      release: releaseOfBooted(booted, before, secretVersionsOf(keys)),
    }),

    traffic: ({ before }) => switchTraffic(before, steps),

    async run({ booted, before, keys }, ctx) {
      const spreadMs = settings.spreadMs(ctx.run.environment);
      const outside = { buildHeader, buildId: booted.buildId, spreadMs };
      await switchOver(ctx, journaled(ctx), {
        from: before.blues,
        to: booted.machines,
        steps,
        outside,
        between: (arrived, staying) =>
          compareSides(ctx, {
            arrived,
            staying,
            buildHeader,
            watchMs: settings.stepMs(ctx.run.environment),
          }),
      });
      const release = releaseOfBooted(booted, before, secretVersionsOf(keys));
      await recordLive(ctx, release, { configJson: booted.configJson });
      return { release };
    },

    observe: ({ booted, before }, ctx) => standsSwitched(ctx, booted, before),

    async undo(outputs, { booted, before, previous, keys }, ctx) {
      const spreadMs = settings.spreadMs(ctx.run.environment);
      const restored = await switchBack(ctx, {
        booted,
        before,
        previous,
        outside: { buildHeader, buildId: previous?.buildId ?? null, spreadMs },
        healthyMs: settings.healthyMs(ctx.run.environment),
      });
      await markTaken(ctx, outputs?.release ?? releaseOfBooted(booted, before, secretVersionsOf(keys)));
      return restored === null ? {} : { release: restored };
    },
  });
}

function plannedEffects(booted: BootedRelease, { blues }: FleetBefore): readonly PlannedEffect[] {
  const leaving = blues.filter(({ routed, inPlace }) => routed && inPlace === null);
  return [
    ...booted.machines.map((machine) => ({
      effect: 'uncordon',
      ...targetOf(machine),
      describe: `let traffic to ${nameOf(machine)}`,
    })),
    ...leaving.map(({ id, group }) => ({
      effect: 'cordon',
      target: id,
      describe: `take machine ${id} of group ${group} out of traffic`,
    })),
  ];
}
