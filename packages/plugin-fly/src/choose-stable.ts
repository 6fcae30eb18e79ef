/** Chooses the release to go back to from the ledger, and says why each other one was not it. */
import { previousRelease, stage, text } from '@paintbox/deploy-core';
import type { Stage } from '@paintbox/deploy-core';
import { fleetBefore, stableRelease } from './artifacts.ts';
import type { FleetBefore } from './artifacts.ts';
import { noStableRelease } from './errors.ts';
import { readLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';

const SHOWN = 5;

/**
 * Provides the newest release that was marked stable, was not taken back, and is not what serves now. When what serves is broken or mixed,
 * its own stable code may be chosen too. `--to` names a release instead; it must not have been taken back.
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
      const judged = (await readLedger(ctx.state)).map((entry) => ({
        entry,
        against: against(entry, before, to),
      }));
      const chosen = judged.find((candidate) => candidate.against === undefined)?.entry;
      for (const { entry, against } of judged.slice(0, SHOWN)) {
        ctx.log.info(
          historyLine(entry, entry === chosen ? 'chosen' : (against ?? 'older than the chosen one')),
        );
      }
      if (chosen === undefined) {
        const reasons = judged
          .slice(0, SHOWN)
          .map(({ entry, against }) => `v${entry.release.version} ${against}`);
        throw noStableRelease(ctx.run.app, reasons);
      }
      if (chosen.marks.stable === undefined) {
        ctx.log.warn(`release v${chosen.release.version} was never marked stable; it was named with --to`);
      }
      return {
        stable: { release: chosen.release, configJson: chosen.configJson, reason: reasonFor(chosen, to) },
      };
    },
  });
}

/** Why an entry cannot be gone back to; undefined when it can. */
function against(entry: LedgerEntry, before: FleetBefore, to: string | undefined): string | undefined {
  const { release, marks } = entry;
  if (to !== undefined && release.version !== to) return 'is not the one that was asked for';
  if (marks.bad !== undefined) return `was taken back (${marks.bad.reason})`;
  if (to === undefined && marks.stable === undefined) return 'was never marked stable';
  const serves =
    before.digests.length === 1 && before.digests[0] === (release.imageDigest ?? release.imageRef);
  return serves && before.troubles.length === 0 ? 'is the code that serves now' : undefined;
}

function reasonFor({ marks }: LedgerEntry, to: string | undefined): string {
  if (to !== undefined) return 'named with --to';
  return `the newest release marked stable (${marks.stable?.at ?? 'unknown'})`;
}

function historyLine({ release, at, marks }: LedgerEntry, verdict: string): string {
  const label = marks.bad === undefined ? (marks.stable === undefined ? 'unproven' : 'stable') : 'bad';
  const digest = release.imageDigest?.slice(0, 19) ?? release.imageRef;
  return `v${release.version.padEnd(5)} ${label.padEnd(8)} ${at} ${digest} - ${verdict}`;
}
