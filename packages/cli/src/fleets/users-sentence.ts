/** What users of the apps of a fleet have. */
import { fleetLists } from '@paintbox/deploy-core/fleet';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { counted } from '@paintbox/deploy-core/run';

/** In words that follow `users now`. */
export function usersSentence(record: FleetRecord): string {
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
