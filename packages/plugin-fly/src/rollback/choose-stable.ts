/** Chooses the release for a rollback from the ledger, and prints why each other one was not chosen. */
import { stage, text } from '@paintbox/deploy-core';
import { previousRelease, readLedger, standingOf } from '@paintbox/deploy-core/release';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { ReleaseEntry } from '@paintbox/deploy-core/release';
import { fleetBefore, stableRelease } from '../artifacts.ts';
import type { FleetBefore } from '../artifacts.ts';
import { configHash } from '../release/describe-release.ts';
import { noStableRelease } from '../release-errors.ts';
import { secretDigests } from '../release/record-release.ts';
import { imageDoubt } from './image-doubt.ts';
import { changedSecrets, scoreReleases } from './score-releases.ts';
import type { ScoredRelease } from './score-releases.ts';

const SHOWN = 8;

/**
 * Provides the best release for a rollback: proven, not taken back, not the live code (unless the fleet itself is broken, or nothing
 * has proven that code since it was put back and no other release is left), and with its image still in the registry. `--to` chooses a release instead; it must not be marked bad.
 *
 * @throws DeployError `FLY_NO_STABLE_RELEASE` (exit code 4) with the reason for each release.
 */
export function chooseStable(): Stage<
  'fly.choose-stable',
  typeof fleetBefore | typeof previousRelease,
  typeof stableRelease
> {
  return stage({
    name: 'fly.choose-stable',
    describe: 'choose the release to go back to',
    needs: { before: fleetBefore, previous: previousRelease },
    provides: { stable: stableRelease },
    params: { to: text('VERSION', 'go back to this release instead of the newest stable one') },

    async run({ before }, ctx) {
      const to = ctx.params.to?.replace(/^v/, '');
      const secrets = await secretDigests(ctx);
      const scored = scoreReleases(await readLedger(ctx.state), {
        live: liveCode(before),
        broken: before.troubles.length > 0,
        secrets,
        nowMs: ctx.clock.now(),
      });
      const judged: ScoredRelease[] = [];
      let chosen: ScoredRelease | undefined;
      for (const candidate of to === undefined ? scored : named(scored, to)) {
        const { release } = candidate.entry;
        const ask = chosen === undefined && candidate.against === undefined;
        const doubt = ask ? await imageDoubt(ctx, release.imageRef) : undefined;
        const asked = doubt === undefined ? candidate : { ...candidate, against: doubt };
        if (chosen === undefined && asked.against === undefined) chosen = asked;
        judged.push(asked);
      }
      logScores(ctx, judged, chosen);
      if (chosen === undefined) {
        throw noStableRelease(ctx.run.app, reasonsAgainst(judged, to));
      }
      warnOfLosses(ctx, chosen.entry, changedSecrets(chosen.entry, secrets));
      const { release, configJson } = chosen.entry;
      return { stable: { release, configJson, reason: reasonFor(chosen, to) } };
    },
  });
}

/** Why no release could be chosen; with `--to`, only why not that one. */
function reasonsAgainst(judged: readonly ScoredRelease[], to: string | undefined): readonly string[] {
  const asked = to === undefined ? judged : judged.filter(({ entry }) => entry.release.version === to);
  if (to !== undefined && asked.length === 0) return [`v${to} is not in the ledger`];
  return asked.slice(0, SHOWN).map(({ entry, against }) => `v${entry.release.version} ${against}`);
}

/** The live code, when all machines run the same. */
function liveCode({ digests, configJson }: FleetBefore): {
  readonly imageDigest: string;
  readonly configHash: string | null;
} | null {
  const [digest] = digests;
  if (digest === undefined || digests.length > 1) return null;
  return { imageDigest: digest, configHash: configJson === null ? null : configHash(configJson) };
}

/** With `--to` a person may choose an unproven release, but not one marked bad. */
function named(scored: readonly ScoredRelease[], to: string): readonly ScoredRelease[] {
  return scored.map((judged) => {
    if (judged.entry.release.version !== to)
      return { ...judged, against: 'is not the one that was asked for' };
    return standingOf(judged.entry).label === 'unproven' && /never marked/.test(judged.against ?? '')
      ? { ...judged, against: undefined }
      : judged;
  });
}

function logScores(
  ctx: StageContext,
  judged: readonly ScoredRelease[],
  chosen: ScoredRelease | undefined,
): void {
  for (const each of judged.slice(0, SHOWN)) {
    const { release, at, by } = each.entry;
    const why =
      each === chosen
        ? `chosen: ${each.reasons.join('; ')}`
        : (each.against ?? `${each.reasons.join('; ')} - less proven than the chosen one`);
    const digest = release.imageDigest?.slice(0, 19) ?? release.imageRef;
    ctx.log.info(
      `v${release.version.padEnd(5)} ${standingOf(each.entry).label.padEnd(8)} ${at} ${by ?? ''} ${digest} - ${why}`,
    );
  }
}

/** Prints what a rollback cannot restore, before it begins. */
function warnOfLosses(ctx: StageContext, entry: ReleaseEntry, changed: readonly string[]): void {
  const { version } = entry.release;
  if (entry.marks.stable === undefined) {
    ctx.log.warn(`release v${version} was never marked stable; it was named with --to`);
  }
  if (entry.configJson === null) {
    ctx.log.warn(`nobody kept the config of release v${version}: today's config file is used`);
  }
  if (changed.length > 0) {
    ctx.log.warn(
      `not restored: the platform's secrets ${changed.join(', ')} have changed since v${version}, and their values cannot be read back`,
    );
  }
  ctx.log.info(
    'not restored: databases, volumes and what a release command did; the release command is not run',
  );
}

function reasonFor({ entry, reasons }: ScoredRelease, to: string | undefined): string {
  if (to !== undefined) return 'named with --to';
  const stable = entry.marks.stable?.at ?? 'unknown';
  return `the best proven release: marked stable ${stable}, ${reasons.join('; ')}`;
}
