/** Reads the current machines for the checks. */
import { isDeployError } from '@paintbox/deploy-core';
import type { FleetObserver, ObservedFleet, ObservedMachine } from '@paintbox/deploy-core/release';
import { readMachines } from './fleet.ts';
import { openFlyctl, registerToken } from '../flyctl/flyctl.ts';
import type { FleetMachine } from './machine.ts';

/**
 * Gives the checks the machines and their health. If flyctl or a token is missing, it says so and does not fail, because checks from outside need neither.
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
