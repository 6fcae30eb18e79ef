/** Reads the current machines for the checks. */
import type { FleetObserver, ObservedFleet, ObservedMachine } from '@paintbox/deploy-core/release';
import { failureOf } from '../api/failure.ts';
import type { FleetMachine } from './machine.ts';
import { readMachines } from './read-fleet.ts';

/**
 * Gives the checks the machines and their health. Without a token it says so and does not fail, because checks from outside need none.
 *
 * @example
 * suite({ fleet: fleetObserver() });
 */
export function fleetObserver(): FleetObserver {
  return {
    async observe(ctx): Promise<ObservedFleet> {
      try {
        const machines = await readMachines(ctx);
        return { status: 'seen', machines: machines.filter(({ kind }) => kind === 'managed').map(observed) };
      } catch (error) {
        const failure = failureOf(error)?.error;
        if (failure?.code !== 'FLY_TOKEN_MISSING') throw error;
        return { status: 'not-available', reason: failure.message };
      }
    },
  };
}

function observed({ id, state, checks, buildId, cordoned, hostOk, restsFor }: FleetMachine): ObservedMachine {
  return {
    id,
    state: hostOk ? state : 'on a host that does not answer',
    checks,
    buildId,
    serves: !cordoned,
    mayRest: restsFor !== null,
  };
}
