/** Switches the CDN over to the release, and back when the run fails. */
import { stage } from '@paintbox/deploy-core';
import { release } from '@paintbox/deploy-core/release';
import type { Observation, Stage, StageContext } from '@paintbox/deploy-core';
import { cdnBefore, cdnNow } from './artifacts.ts';
import { readBuild, writeBuild } from './cdn-api.ts';
import type { CdnOptions } from './look-at-cdn.ts';

/** Makes the zone serve the release's build. */
export function switchCdn({
  api,
  zone,
}: CdnOptions): Stage<'cdn.switch', typeof release | typeof cdnBefore, typeof cdnNow> {
  const isServed = async (build: string | null, ctx: StageContext): Promise<Observation<null>> =>
    (await readBuild(ctx, api, zone)) === build ? { status: 'done', value: null } : { status: 'not-done' };
  return stage({
    name: 'cdn.switch',
    describe: 'switch the CDN over to the release',
    needs: { release, before: cdnBefore },
    provides: { now: cdnNow },

    plan: ({ release, before }) =>
      before.build === release.buildId ? [] : [{ effect: 'switch', describe: describeSwitch(zone, release) }],

    async run({ release, before }, ctx) {
      const now = { zone, build: release.buildId };
      if (before.build === now.build) return { now };
      await ctx.effect('switch', {
        describe: describeSwitch(zone, release),
        async apply(ctx) {
          await writeBuild(ctx, api, zone, now.build);
          return null;
        },
        observe: (ctx) => isServed(now.build, ctx),
      });
      return { now };
    },

    // From the inputs alone: the process that undoes may not be the one that ran.
    async undo(_outputs, { before }, ctx) {
      await writeBuild(ctx, api, zone, before.build);
      return { now: before };
    },

    observe: ({ release }, ctx) => isServed(release.buildId, ctx),
  });
}

function describeSwitch(zone: string, { buildId }: { readonly buildId: string | null }): string {
  return `make zone ${zone} serve ${buildId ?? 'nothing'}`;
}
