/** One `flyctl deploy` of a release, and its observation. */
import { resolve } from 'node:path';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { Image } from '@paintbox/deploy-core/release';
import type { FleetBefore } from '../artifacts.ts';
import { retire } from '../fleet/change-machines.ts';
import type { Wanted } from '../fleet/fitness.ts';
import { readMachines } from '../fleet/fleet.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from '../fleet/machine.ts';
import { waitForQuiet } from '../fleet/others-at-work.ts';
import { isReached } from '../fleet/process-groups.ts';
import type { Wave } from '../fleet/process-groups.ts';
import { reconcile } from '../fleet/reconcile.ts';
import { asBefore } from './release-outcome.ts';
import { rollOutReacting } from './roll-out.ts';

/** The inputs of all waves of a release. */
export interface Rollout {
  readonly image: Image;
  readonly before: FleetBefore;
  /** The platform's config file. */
  readonly config: string;
  readonly waitTimeout: string;
}

/** The wanted machines of a wave; all others are ignored. */
export function wantedOf(ctx: StageContext, { before }: Rollout, wave: Wave): Wanted {
  const counts = Object.entries(before.counts).filter(
    ([group]) => wave.groups === undefined || wave.groups.includes(group),
  );
  return {
    what: `build ${ctx.run.id}`,
    belongs: ({ buildId }) => buildId === ctx.run.id,
    counts: Object.fromEntries(counts),
    ...(wave.groups === undefined ? {} : { ignore: (machine) => !isReached(wave, machine) }),
  };
}

/**
 * The first wave. When flyctl fails while the old machines still serve all traffic, its leftovers are removed.
 * Returns flyctl's error, if any.
 */
export async function releaseFirst(
  ctx: StageContext,
  flyctl: Flyctl,
  rollout: Rollout,
  wave: Wave,
): Promise<DeployError | undefined> {
  const { before } = rollout;
  await reconcile(ctx, flyctl);
  const isFirst = before.machines.length === 0;
  // No machine served before, so the unfinished machines of a dead flyctl are replaced completely.
  if (isFirst) await retire(ctx, flyctl, await machinesOfRun(ctx, flyctl));
  const told = await rollOutReacting(ctx, flyctl, {
    ...deployOf(ctx, flyctl, rollout),
    // Without machines there is nothing to replace, so all groups start together.
    ...(isFirst ? {} : wave),
  });
  const { managed } = await readMachines(flyctl);
  const ours = await machinesOfRun(ctx, flyctl);
  if (told !== undefined && !isFirst && asBefore(managed, before, ctx.run.id) && ours.length > 0) {
    await waitForQuiet(ctx, flyctl, { ended: true });
    await retire(ctx, flyctl, ours);
  }
  return told;
}

async function machinesOfRun(ctx: StageContext, flyctl: Flyctl): Promise<readonly FleetMachine[]> {
  const { managed } = await readMachines(flyctl);
  return managed.filter(({ buildId }) => buildId === ctx.run.id);
}

/** A later wave, for groups whose machines are replaced in place after the first wave serves. */
export async function releaseFollowing(
  ctx: StageContext,
  flyctl: Flyctl,
  rollout: Rollout,
  wave: Wave,
): Promise<DeployError | undefined> {
  return rollOutReacting(ctx, flyctl, {
    ...deployOf(ctx, flyctl, rollout),
    ...wave,
    skipReleaseCommand: true,
  });
}

function deployOf(
  ctx: StageContext,
  flyctl: Flyctl,
  { image, config, waitTimeout }: Rollout,
): {
  readonly app: string;
  readonly config: string;
  readonly image: string;
  readonly buildId: string;
  readonly waitTimeout: string;
} {
  return {
    app: flyctl.app,
    config: resolve(config),
    image: image.ref,
    buildId: ctx.run.id,
    waitTimeout,
  };
}
