/** Moves traffic to the release that was brought back, and changes in place what has no twin. */
import { stage } from '@paintbox/deploy-core';
import { readRelease, release as releaseArtifact, rollbackOutcome } from '@paintbox/deploy-core/release';
import type { PlannedEffect, Stage, StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { bootedRelease, fleetBefore, stableRelease } from '../artifacts.ts';
import type { BootedRelease, FleetBefore } from '../artifacts.ts';
import { journaled } from '../changes/act.ts';
import { nameOf, targetOf } from '../machines/foreseen.ts';
import type { AppSettings } from '../options.ts';
import { configHash, releaseOfBooted } from '../release/describe-release.ts';
import { switchTraffic, updateTraffic } from '../release/traffic-words.ts';
import { markTaken, recordLive, secretDigests } from '../release/record-release.ts';
import { switchOver } from '../release/switch-over.ts';
import { updateInPlace, updatesOf } from '../release/update-in-place.ts';
import { changedSecrets, sameCode } from './score-releases.ts';

/** The stage `fly.restore`. It has no undo, so a failure needs a person. */
export function restore(
  settings: AppSettings,
): Stage<
  'fly.restore',
  typeof stableRelease | typeof fleetBefore | typeof bootedRelease,
  typeof releaseArtifact | typeof rollbackOutcome
> {
  const { buildHeader } = settings;
  return stage({
    name: 'fly.restore',
    describe: 'let traffic to the release that was brought back',
    needs: { stable: stableRelease, before: fleetBefore, booted: bootedRelease },
    provides: { release: releaseArtifact, rollback: rollbackOutcome },
    irreversible: 'it is the way back itself; what it replaced was not wanted',
    needsPerson: true,
    timeoutMs: 60 * 60_000,

    plan: ({ booted, before }) => plannedEffects(booted, before),

    foresee: ({ stable, before, booted }) => ({
      release: releaseOfBooted(booted, before, stable.release.secretVersions),
      rollback: { target: `v${stable.release.version}`, reason: stable.reason },
    }),

    traffic({ before }) {
      const inPlace = updateTraffic(before);
      const all = [switchTraffic(before, ['all']), inPlace].flatMap((cost) => cost?.says ?? []);
      return all.length === 0
        ? undefined
        : { says: all.join('; '), interrupts: inPlace?.interrupts === true };
    },

    async run({ stable, before, booted }, ctx) {
      const { environment } = ctx.run;
      const act = journaled(ctx);
      await switchOver(ctx, act, {
        from: before.blues,
        to: booted.machines,
        steps: ['all'],
        outside: { buildHeader, buildId: booted.buildId, spreadMs: settings.spreadMs(environment) },
      });
      await updateInPlace(ctx, act, updatesOf(booted, before), settings.healthyMs(environment));
      const restored = releaseOfBooted(booted, before, stable.release.secretVersions);
      await recordLive(ctx, restored, {
        configJson: stable.configJson,
        restores: stable.release.version,
      });
      await markReplaced(ctx, before, stable.release);
      await sayMovedOn(ctx, stable.release.version);
      return { release: restored, rollback: { target: `v${stable.release.version}`, reason: stable.reason } };
    },
  });
}

function plannedEffects(
  { machines, inPlace }: BootedRelease,
  { blues }: FleetBefore,
): readonly PlannedEffect[] {
  return [
    ...machines.map((machine) => ({
      effect: 'uncordon',
      ...targetOf(machine),
      describe: `let traffic to ${nameOf(machine)}`,
    })),
    ...blues
      .filter(({ routed, inPlace: held }) => routed && held === null)
      .map(({ id }) => ({ effect: 'cordon', target: id, describe: `take machine ${id} out of traffic` })),
    ...inPlace.map(({ id }) => ({ effect: 'update', target: id, describe: `change machine ${id} in place` })),
  ];
}

/** What a rollback cannot bring back was said before it began; now it is so. */
async function sayMovedOn(ctx: StageContext, version: string): Promise<void> {
  const entry = await readRelease(ctx.state, version);
  const moved = entry === undefined ? [] : changedSecrets(entry, await secretDigests(ctx));
  if (moved.length > 0)
    ctx.log.warn(
      `release v${version} is back, and runs with today's secrets: ${moved.join(', ')} changed since`,
    );
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
    machines: before.blues.map(({ id }) => id),
  };
  await markTaken(ctx, known?.release ?? unknown, { rolledBack: true });
}
