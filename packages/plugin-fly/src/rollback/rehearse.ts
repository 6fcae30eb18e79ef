/** Ends a rehearsal: what was booted and proven is put away again, and nothing is rolled back. */
import { counted } from '@paintbox/deploy-core/run';
import { stage } from '@paintbox/deploy-core';
import type { Stage } from '@paintbox/deploy-core';
import { bootedRelease, fleetBefore, stableRelease } from '../artifacts.ts';
import { removeBooted, standsBooted } from '../release/remove-booted.ts';
import { rehearseParam } from './rehearse-param.ts';
import { restKept } from './way-back-machines.ts';

/** The stage `fly.rehearse`. Does nothing without `--rehearse`. With it, the run ends here. Puts `rehearsal` on the record. */
export function rehearse(): Stage<
  'fly.rehearse',
  typeof stableRelease | typeof fleetBefore | typeof bootedRelease,
  never
> {
  return stage({
    name: 'fly.rehearse',
    describe: 'end here when only a rehearsal was asked for',
    needs: { stable: stableRelease, before: fleetBefore, booted: bootedRelease },
    params: { rehearse: rehearseParam },
    irreversible: 'what was booted for a rehearsal is put away',
    timeoutMs: 15 * 60_000,

    plan: (_inputs, ctx) =>
      ctx.params.rehearse
        ? [{ effect: 'put-away', describe: `put away what was booted for the rehearsal of ${ctx.run.app}` }]
        : [],

    async run({ stable: { release }, before, booted }, ctx) {
      if (!ctx.params.rehearse) return;
      await ctx.effect('put-away', {
        describe: `put away what was booted for the rehearsal of ${ctx.run.app}`,
        async apply(ctx) {
          await restKept(ctx, release);
          await removeBooted(ctx, before, booted);
          return null;
        },
        observe: async (ctx) =>
          (await standsBooted(ctx)).status === 'not-done'
            ? { status: 'done', value: null }
            : { status: 'not-done' },
      });
      ctx.check({
        id: 'rehearsal',
        target: `release v${release.version}`,
        verdict: 'pass',
        critical: true,
        message: `it started and was proven without traffic, on ${counted(booted.machines.length, 'machine')}`,
        evidence: { image: release.imageRef, machines: booted.machines.length },
      });
      ctx.finish(`release v${release.version} could be put back; nothing was changed`);
    },
  });
}
