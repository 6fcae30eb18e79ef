/** Looks at the machines for the checks, as they are at that moment. */
import { isDeployError } from '@paintbox/deploy-core';
import type { FleetObserver, ObservedFleet, ObservedMachine } from '@paintbox/deploy-core/release';
import { readMachines } from './fleet.ts';
import { openFlyctl, registerToken } from './flyctl.ts';
import type { FleetMachine } from './machine.ts';

/**
 * Tells the checks which machines there are and how they are. Where flyctl or a token is missing it says so, because a mere look from outside needs neither.
 *
 * @example
 * suite({ fleet: fleetObserver() });
 */
export function fleetObserver(): FleetObserver {
  return {
    async observe(ctx): Promise<ObservedFleet> {
      if (!registerToken(ctx)) return { status: 'not-available', reason: 'there is no FLY_API_TOKEN' };
      try {
        const { managed } = await readMachines(await openFlyctl(ctx));
        return { status: 'seen', machines: managed.map(observed) };
      } catch (error) {
        if (!isDeployError(error) || error.code !== 'FLY_FLYCTL_MISSING') throw error;
        return { status: 'not-available', reason: error.message };
      }
    },
  };
}

function observed({ id, state, checks, buildId, cordoned, hostOk, mayRest }: FleetMachine): ObservedMachine {
  return {
    id,
    state: hostOk ? state : 'on a host that does not answer',
    checks,
    buildId,
    serves: !cordoned,
    mayRest,
  };
}
