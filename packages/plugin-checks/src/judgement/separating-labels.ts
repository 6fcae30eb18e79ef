/** Labels that separate bad members from good ones: all bad ones in one region, or all with a volume. */
import { fisher } from '../statistics/fisher.ts';
import { holm } from '../statistics/holm.ts';
import type { SeparatingLabel, WaveMember } from './wave.ts';

const MOST_CHANCE = 0.05;

/** The labels, surest first. One bad member has every label, so at least two are needed. */
export function separatingLabels(
  members: readonly WaveMember[],
  isBad: (member: WaveMember) => boolean,
): readonly SeparatingLabel[] {
  const all = { hits: members.filter(isBad).length, tries: members.length };
  const values = new Map<string, { readonly label: string; readonly value: string }>();
  for (const { labels } of members) {
    for (const [label, value] of Object.entries(labels)) values.set(`${label}=${value}`, { label, value });
  }
  const tables = [...values.values()].map(({ label, value }) => {
    const part = members.filter(({ labels }) => labels[label] === value);
    return { label, value, bad: part.filter(isBad).length, of: part.length };
  });
  const chances = holm(tables.map(({ bad, of }) => fisher({ hits: bad, tries: of }, all)));
  return tables
    .map((table, at) => ({ ...table, chance: chances[at] ?? 1 }))
    .filter(({ bad, chance }) => bad > 1 && chance <= MOST_CHANCE)
    .toSorted((a, b) => a.chance - b.chance);
}
