/** Says before anything changes how the release will go: which groups get new machines, which are changed in place, and whether there is room. */
import type { StageContext } from '@paintbox/deploy-core';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { Blue } from '../artifacts.ts';
import type { ConfigFile } from '../config/fly-config.ts';
import { tableAt } from '../config/live-config.ts';
import type { Assessment } from '../fleet/assess.ts';
import { servedBy } from '../machines/served-by.ts';

/** Tells it. */
export async function tellPlan(ctx: StageContext, file: ConfigFile, found: Assessment): Promise<void> {
  const { blues } = found.before;
  const strategy = file.machines.file.deploy?.strategy;
  if (strategy !== undefined && strategy !== '' && strategy !== 'bluegreen')
    ctx.log.info(
      `the config file asks for '${strategy}'; the new machines are booted and proven beside the old ones all the same, and machines with volumes are changed in place`,
    );
  const unchecked = file.machines.groups.filter(({ config }) => servedBy({ ...config }).checks === 0);
  if (unchecked.length > 0)
    ctx.log.info(
      `the platform has no checks for group ${unchecked.map(({ group }) => group).join(', ')}: only the checks inside the machine can prove it before traffic`,
    );
  const doubled = blues.filter(({ inPlace }) => inPlace === null);
  if (doubled.length > 0) await tellRoom(ctx, found.organization, doubled);
}

/** The platform simulates where machines would find room. It promises nothing, so a lack is only said; a create that is refused changes nothing. */
async function tellRoom(ctx: StageContext, organization: string, blues: readonly Blue[]): Promise<void> {
  for (const [region, members] of Map.groupBy(blues, (blue) => blue.region)) {
    const guest = tableAt(members[0]?.config ?? {}, 'guest');
    try {
      const places = await machinesApi(ctx).app.placements({
        org_slug: organization,
        region: region || 'any',
        count: members.length,
        ...(Object.keys(guest).length === 0 ? {} : { compute: guest }),
      });
      const room = places.reduce((sum, { count }) => sum + count, 0);
      if (room < members.length)
        ctx.log.warn(
          `region ${region} seems to have room for ${room} of the ${members.length} machines that run beside the old ones for a while`,
        );
    } catch (error) {
      const failure = failureOf(error);
      if (failure === undefined) throw error;
      ctx.log.debug(`whether region ${region} has room could not be asked: ${failure.error.message}`);
    }
  }
}
