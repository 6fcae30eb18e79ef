/**
 * Finds out whether somebody else changes the app's machines. A tool that died leaves its leases until they expire, so one look is not enough: who is alive renews them.
 */
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { machinesApi } from '../api/machines-api.ts';
import { commandRunning, leaseHeld } from '../release-errors.ts';
import type { FleetMachine } from './machine.ts';
import { readMachines } from './read-fleet.ts';

const LOOK_MS = 4_000;
/** A lease that still exists after this long, in ms, is being renewed: flyctl's deploys lease for 13 s, and so do ours. */
const RENEWED_MS = 25_000;

/** Other hands at work, as errors for a preflight. Waits until the leases of a dead one expire. */
export async function othersAtWork(
  ctx: StageContext,
  machines: readonly FleetMachine[],
): Promise<readonly DeployError[]> {
  const startedAt = ctx.clock.now();
  let seen = machines;
  for (;;) {
    const holders = await holdersOf(ctx, seen);
    const commands = seen
      .filter((machine) => isCommand(machine) && machine.mark === null)
      .map(({ id }) => id);
    const waitedMs = ctx.clock.now() - startedAt;
    if (holders.length === 0 && commands.length === 0) return [];
    if (waitedMs >= RENEWED_MS)
      return [
        ...(holders.length === 0 ? [] : [leaseHeld(holders, waitedMs)]),
        ...(commands.length === 0 ? [] : [commandRunning(commands)]),
      ];
    ctx.progress('looking whether somebody else works on the app');
    await ctx.clock.sleep(LOOK_MS, ctx.signal);
    seen = await readMachines(ctx);
  }
}

async function holdersOf(ctx: StageContext, machines: readonly FleetMachine[]): Promise<readonly string[]> {
  const { leases } = machinesApi(ctx);
  const held = await Promise.all(
    machines
      .filter(({ kind, hostOk }) => kind === 'managed' && hostOk)
      .map(async ({ id }) => {
        const lease = await leases.get(id);
        const over = lease === null || lease.expiresAt <= ctx.clock.now();
        return over ? [] : [`${id} by ${lease.owner || 'somebody'}`];
      }),
  );
  return held.flat();
}

function isCommand({ kind, group, state }: FleetMachine): boolean {
  return (
    kind === 'special' && group === 'fly_app_release_command' && /^(?:created|starting|started)$/.test(state)
  );
}
