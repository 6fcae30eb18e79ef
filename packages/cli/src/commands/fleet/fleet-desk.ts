/** What the commands for a fleet work with: the fleet that was named, the state of it and of its members, and what hands them out. */
import type { StateStore } from '@paintbox/deploy-core';
import type { Dispenser, Fleet } from '@paintbox/deploy-core/fleet';
import { nearest } from '../../did-you-mean.ts';
import { crewAlone, noCrew, unknownFleet } from '../../fleet-errors.ts';
import { storeOf } from '../invocation.ts';
import type { Invocation } from '../invocation.ts';

/** A fleet in the environment of the call. */
export interface FleetDesk {
  readonly fleet: Fleet;
  /** The state of the fleet itself, apart from that of its members. */
  readonly store: StateStore;
  /** The state of a member; one member always has the same. */
  stateOf(app: string): StateStore;
  /**
   * Opens what hands out its members, to workers of this process or of others.
   *
   * @throws DeployError `CLI_NO_CREW`, `CLI_CREW_ALONE`
   */
  openCrew(workers: 'here' | 'elsewhere'): Dispenser;
}

/**
 * The named fleet; without a name the only one of the config.
 *
 * @throws DeployError `CLI_UNKNOWN_FLEET`
 */
export function openFleet(invocation: Invocation, name: string | undefined): FleetDesk {
  const { fleets = [] } = invocation.config;
  const known = fleets.map((fleet) => fleet.name);
  const only = fleets.length === 1 ? fleets[0] : undefined;
  const fleet = name === undefined ? only : fleets.find((each) => each.name === name);
  if (fleet === undefined)
    throw unknownFleet(name, name === undefined ? undefined : nearest(name, known), known);
  return deskOf(invocation, fleet);
}

function deskOf(invocation: Invocation, fleet: Fleet): FleetDesk {
  const { config, place, io } = invocation;
  const members = new Map<string, StateStore>();
  // No app has a dot in its name.
  const app = `fleet.${fleet.name}`;
  return {
    fleet,
    store: storeOf(invocation, app),
    stateOf(member) {
      const store = members.get(member) ?? storeOf(invocation, member);
      members.set(member, store);
      return store;
    },
    openCrew(workers) {
      if (config.crew === undefined) throw noCrew();
      const crew = config.crew({ app, environment: place.name, env: io.env });
      if (workers === 'elsewhere' && crew.shared !== true) throw crewAlone(crew.describe);
      return crew;
    },
  };
}
