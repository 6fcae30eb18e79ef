/** A rise that no member shows by itself, but all of them together: each member is compared with itself before the release. */
import { comparisonOf } from '@paintbox/deploy-core/release';
import { holm } from '../statistics/holm.ts';
import { median } from '../statistics/percentiles.ts';
import { signedRank } from '../statistics/signed-rank.ts';
import type { Figure, Shift, WaveMember } from './wave.ts';

/** How surely a rise must be shown. */
export interface ShiftLimits {
  /** The probability of any false alarm among the figures. */
  readonly error: number;
  /** Smaller rises do not count. */
  readonly notice: number;
}

/** What became of each figure. */
export function shiftsOf(members: readonly WaveMember[], { error, notice }: ShiftLimits): readonly Shift[] {
  const all = members.map(figuresOf);
  const names = [...new Set(all.flatMap((figures) => Object.keys(figures)))].toSorted();
  const tested = names.map((figure) => test(figure, pairsOf(all, figure)));
  const chances = holm(tested.map(({ chance }) => chance));
  return tested.map((one, at) => {
    const chance = chances[at] ?? 1;
    return { ...one, chance, isWorse: chance <= error && one.middle > notice };
  });
}

/** Given figures, or what the checks compared with before: `compare`, `watch.latency`, metrics. */
function figuresOf({ figures, checks }: WaveMember): Figures {
  if (figures !== undefined) return figures;
  const compared = checks.flatMap((check) => {
    const comparison = comparisonOf(check);
    return comparison === undefined ? [] : [[check.id, { before: 1, after: comparison.ratio }] as const];
  });
  return Object.fromEntries(compared);
}

type Figures = NonNullable<WaveMember['figures']>;

/** Members without a usable number on both sides say nothing. */
function pairsOf(all: readonly Figures[], figure: string): readonly Figure[] {
  return all.flatMap((figures) => {
    const pair = Object.hasOwn(figures, figure) ? figures[figure] : undefined;
    return pair !== undefined && isUsable(pair.before) && isUsable(pair.after) ? [pair] : [];
  });
}

/** Sums of the squares of greater values are no numbers any more. */
const MOST = 1e15;

function isUsable(value: number): boolean {
  return Math.abs(value) <= MOST;
}

function test(figure: string, pairs: readonly Figure[]): Omit<Shift, 'isWorse'> {
  // Ratios, because members differ in size. Where a value may be 0, as a share of errors is, differences.
  const isRatio = pairs.every(({ before, after }) => before > 0 && after > 0);
  const rises = pairs.map(({ before, after }) =>
    isRatio ? Math.log(after) - Math.log(before) : after - before,
  );
  const middle = rises.length === 0 ? 0 : median(rises);
  return {
    figure,
    members: pairs.length,
    worse: rises.filter((rise) => rise > 0).length,
    middle: Math.max(-MOST, Math.min(MOST, isRatio ? Math.expm1(middle) : relative(middle, pairs))),
    chance: signedRank(rises),
  };
}

/** A difference as a share of what was there before. From nothing, any rise is without bound. */
function relative(difference: number, pairs: readonly Figure[]): number {
  const before = median(pairs.map((pair) => pair.before));
  if (difference === 0) return 0;
  return before > 0 ? difference / before : Math.sign(difference) * MOST;
}
