/** Takes single machines out of the fleet, or puts them back into traffic. */
import { isDeployError } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import { machineArgs } from '../flyctl/commands.ts';
import type { MachineAction } from '../flyctl/commands.ts';
import { withRetries } from '../flyctl/flyctl.ts';
import type { Flyctl } from '../flyctl/flyctl.ts';
import type { FleetMachine } from './machine.ts';

/** How long the platform's proxy takes to learn that a machine gets no more requests, in ms. */
const DRAIN_MS = 5_000;

/** Destroys machines; those with traffic are first cordoned, given time, and stopped, so that they finish their requests. */
export async function retire(
  ctx: StageContext,
  flyctl: Flyctl,
  machines: readonly FleetMachine[],
): Promise<void> {
  const serving = machines.filter(({ state, cordoned }) => state === 'started' && !cordoned);
  for (const { id } of serving) await change(ctx, flyctl, 'cordon', id);
  if (serving.length > 0) await ctx.clock.sleep(DRAIN_MS, ctx.signal);
  for (const { id } of serving) await stop(ctx, flyctl, id);
  for (const { id, group } of machines) {
    ctx.progress(`removing machine ${id} (${group})`);
    await change(ctx, flyctl, 'destroy', id);
  }
}

/** Starts machines that were stopped and lets them take traffic again. */
export async function revive(
  ctx: StageContext,
  flyctl: Flyctl,
  machines: readonly FleetMachine[],
): Promise<void> {
  for (const { id, group, state, cordoned } of machines) {
    const needsStart = state !== 'started' && state !== 'starting';
    if (needsStart || cordoned) ctx.progress(`putting machine ${id} (${group}) back to work`);
    if (needsStart) await change(ctx, flyctl, 'start', id);
    if (cordoned) await change(ctx, flyctl, 'uncordon', id);
  }
}

/** Destroying a machine kills it, while a stop asks the app to end. One that does not stop is destroyed all the same. */
async function stop(ctx: StageContext, flyctl: Flyctl, id: string): Promise<void> {
  try {
    await change(ctx, flyctl, 'stop', id);
  } catch (error) {
    if (!isDeployError(error)) throw error;
    ctx.log.warn(`machine ${id} could not be stopped and is destroyed at once: ${error.message}`);
  }
}

async function change(ctx: StageContext, flyctl: Flyctl, action: MachineAction, id: string): Promise<void> {
  await withRetries(ctx, async () => {
    try {
      await flyctl.change(machineArgs(flyctl.app, action, id));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  });
}

/** A missing machine needs no change. The next look at the fleet shows whether that is right. */
function isGone(error: unknown): boolean {
  return isDeployError(error) && /not found|could not find/i.test(error.message) && !/app/i.test(error.code);
}
