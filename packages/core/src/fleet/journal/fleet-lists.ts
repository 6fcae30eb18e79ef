/** What users of a fleet's members have, as lists. */
import { counted } from '../../words/counted.ts';
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
 * const record = fleetRecord(fleetState(fleetEvents));
 * const persons = record === undefined ? [] : fleetLists(record).person;
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

/**
 * What users of the apps have, in words that follow `users now`.
 *
 * @example
 * const record = fleetRecord(fleetState(fleetEvents));
 * const words = record && fleetUsersNow(record); // '31 apps on the new release, 2 apps back on the one before'
 */
export function fleetUsersNow(record: Pick<FleetRecord, 'members'>): string {
  const { good, back, person, underWay, untouched } = fleetLists(record);
  const parts: readonly (readonly [count: number, words: string])[] = [
    [back.length, 'back on the one before'],
    [underWay.length, 'under way'],
    [untouched.length, 'not touched'],
    [person.length, 'for a person'],
  ];
  return [
    `${counted(good.length, 'app')} on the new release`,
    ...parts.flatMap(([count, words]) => (count === 0 ? [] : [`${counted(count, 'app')} ${words}`])),
  ].join(', ');
}
