/** What users of a fleet's members have, as lists. */
import type { FleetMemberRecord, FleetRecord } from './fleet-record.ts';

/** The members by what their users have. Each is in one list. */
export interface FleetLists {
  /** On the new release, and nothing is known against it. */
  readonly good: readonly FleetMemberRecord[];
  /** Had the new release, and are on the one before again: taken back by the fleet, or by their own run. */
  readonly back: readonly FleetMemberRecord[];
  /** Nobody knows for certain, or it is broken. */
  readonly person: readonly FleetMemberRecord[];
  readonly underWay: readonly FleetMemberRecord[];
  /** On the release before, because nothing was done: not reached, or skipped. */
  readonly untouched: readonly FleetMemberRecord[];
}

/**
 * Sorts the members.
 *
 * @example
 * const { person } = fleetLists(record);
 */
export function fleetLists({ members }: Pick<FleetRecord, 'members'>): FleetLists {
  const of = (...outcomes: readonly FleetMemberRecord['outcome'][]): readonly FleetMemberRecord[] =>
    members.filter(({ outcome }) => outcomes.includes(outcome));
  return {
    good: of('good'),
    back: of('back', 'bad'),
    person: of('person'),
    underWay: of('running'),
    untouched: of('waiting', 'skipped'),
  };
}
