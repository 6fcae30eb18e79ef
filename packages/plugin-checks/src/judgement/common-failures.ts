/** The same failure on several members. Members fail for reasons of their own now and then, but rarely two of them for the same. */
import { chanceOfHits } from '../statistics/exact-share.ts';
import { earlierFingerprints, fingerprintsOf } from './fingerprint.ts';
import type { CommonFailure, WaveMember } from './wave.ts';

/** In a wave of many members, two may have the same failure by chance. */
const MOST_CHANCE = 0.005;
const LEAST_MEMBERS = 2;

/**
 * Failures that two members or more have. One is systematic when so many members cannot have it by chance, and fewer than two had it before.
 *
 * @param usual the share of members that have some certain failure by chance
 */
export function commonFailures(members: readonly WaveMember[], usual: number): readonly CommonFailure[] {
  const found = gather(members, fingerprintsOf);
  const earlier = gather(members, earlierFingerprints);
  return [...found]
    .filter(([, apps]) => apps.length >= LEAST_MEMBERS)
    .map(([fingerprint, apps]) => {
      const before = earlier.get(fingerprint)?.length ?? 0;
      const chance = chanceOfHits(apps.length, members.length, usual);
      const isSystematic = chance <= MOST_CHANCE && before < LEAST_MEMBERS;
      return { fingerprint, members: apps, before, chance, isSystematic };
    })
    .toSorted((a, b) => b.members.length - a.members.length);
}

function gather(
  members: readonly WaveMember[],
  read: (member: WaveMember) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const member of members) {
    for (const one of read(member)) found.set(one, [...(found.get(one) ?? []), member.app]);
  }
  return found;
}
