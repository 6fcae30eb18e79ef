/** Marks a release as stable, with its evidence. */
import { optional, stage } from '@paintbox/deploy-core';
import {
  checkReport,
  markRelease,
  readRelease,
  release as releaseArtifact,
  soak as soakArtifact,
} from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { notProven } from '../release-errors.ts';
import { entryFor } from '../release/record-release.ts';

/**
 * Marks the release as stable, so that a rollback may choose it.
 *
 * @throws DeployError `FLY_NOT_PROVEN` unless the report says pass or warn.
 */
export function markStable(): Stage<
  'fly.mark-stable',
  typeof releaseArtifact | typeof checkReport | OptionalNeed<typeof soakArtifact>,
  never
> {
  return stage({
    name: 'fly.mark-stable',
    describe: 'mark the release stable',
    needs: { release: releaseArtifact, report: checkReport, soak: optional(soakArtifact) },
    irreversible: 'the mark says what was proven, and that stays true',

    plan: ({ release }, ctx) => [{ effect: 'mark', describe: describeMark(release.version, ctx.run.app) }],

    async run({ release, report, soak }, ctx) {
      const { verdict } = report;
      if (verdict !== 'pass' && verdict !== 'warn') {
        throw notProven(release.version, verdict, verdict !== 'fail');
      }
      await ctx.effect('mark', {
        describe: describeMark(release.version, ctx.run.app),
        async apply(ctx) {
          const at = new Date(ctx.clock.now()).toISOString();
          const watched = soak === undefined || soak.watchedMs === 0 ? {} : { soakMs: soak.watchedMs };
          const stable = { at, runId: ctx.run.id, evidence: countVerdicts(report), ...watched };
          await markRelease(ctx.state, await entryFor(ctx, release, null), { stable });
          return null;
        },
        async observe(ctx) {
          const entry = await readRelease(ctx.state, release.version);
          return entry?.marks.stable?.runId === ctx.run.id
            ? { status: 'done', value: null }
            : { status: 'not-done' };
        },
      });
    },
  });
}

function describeMark(version: string, app: string): string {
  return `mark release v${version} of ${app} stable`;
}

function countVerdicts({ checks }: CheckReport): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { verdict } of checks) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}
