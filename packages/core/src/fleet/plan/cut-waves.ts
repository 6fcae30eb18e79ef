/** Which members a wave takes: a pure function of members, rules and a seed. */
import { createHash } from 'node:crypto';
import type { WaveRule } from '../define/define-fleet.ts';
import type { Member } from '../define/member.ts';

/**
 * The members of each wave, in the order in which they start. The seed decides who comes first, so that it is not the same customers with
 * every release, and so that a plan can be made again.
 */
export function cutWaves(
  members: readonly Member[],
  waves: readonly WaveRule[],
  seed: string,
): readonly (readonly Member[])[] {
  let left = shuffled(members, seed);
  return waves.map((wave) => {
    const fitting = spreadOver(
      left.filter((member) => fits(member, wave.where)),
      wave.spread,
    );
    const taken = new Set(fitting.slice(0, sizeOf(wave, members.length)));
    left = left.filter((member) => !taken.has(member));
    return [...taken];
  });
}

function fits({ labels }: Member, where: WaveRule['where'] = {}): boolean {
  return Object.entries(where).every(([label, wanted]) => {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    return value !== undefined && [wanted].flat().includes(value);
  });
}

/** A share is of the whole fleet, rounded down, and at least one member. 0.29 of 100 are 29, although their product is a little less. */
function sizeOf({ count, share }: WaveRule, all: number): number {
  if (count !== undefined) return count;
  return share === undefined ? all : Math.max(1, Math.floor(share * all + 1e-9));
}

function shuffled(members: readonly Member[], seed: string): readonly Member[] {
  const place = (app: string): string => createHash('sha256').update(`${seed}\n${app}`).digest('hex');
  return members
    .map((member) => ({ member, at: place(member.app) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ member }) => member);
}

/** Orders members so that every beginning of the list has the values of the labels in about the proportion of the whole. */
function spreadOver(members: readonly Member[], spread: readonly string[]): readonly Member[] {
  const kindOf = ({ labels }: Member): string => JSON.stringify(spread.map((label) => labels[label] ?? null));
  const sizes = new Map<string, number>();
  for (const member of members) sizes.set(kindOf(member), (sizes.get(kindOf(member)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return members
    .map((member) => {
      const kind = kindOf(member);
      const rank = seen.get(kind) ?? 0;
      seen.set(kind, rank + 1);
      // Each kind is laid out evenly from 0 to 1.
      return { member, at: (rank + 0.5) / (sizes.get(kind) ?? 1) };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ member }) => member);
}
