/** The signed-rank test of Wilcoxon (1945): do paired differences tend to be above 0? It assumes nothing about their distribution but that it is symmetric. */
import { normalTail } from './normal-tail.ts';

/** Up to so many pairs, every arrangement of signs is counted. */
const MOST_EXACT = 50;

/**
 * The probability of differences that are so much above 0, or more, when there is no shift. Zeros are left out, and equal sizes share their ranks.
 *
 * @returns 1 when no difference is left
 */
export function signedRank(differences: readonly number[]): number {
  const sizes = differences.filter((one) => one !== 0).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const ranks = doubledRanks(sizes);
  const positive = ranks.reduce((sum, rank, at) => sum + ((sizes[at] ?? 0) > 0 ? rank : 0), 0);
  return sizes.length <= MOST_EXACT ? exactTail(positive, ranks) : approximateTail(positive / 2, ranks);
}

/** Twice the ranks, so that shared ones are whole numbers. */
function doubledRanks(sorted: readonly number[]): readonly number[] {
  const ranks: number[] = [];
  for (let from = 0; from < sorted.length;) {
    const size = Math.abs(sorted[from] ?? 0);
    let to = from + 1;
    while (to < sorted.length && Math.abs(sorted[to] ?? 0) === size) to += 1;
    for (let at = from; at < to; at += 1) ranks.push(from + 1 + to);
    from = to;
  }
  return ranks;
}

/** Tails where all ranks differ depend on the number of pairs alone. */
const tails = new Map<number, Float64Array>();

function exactTail(positive: number, ranks: readonly number[]): number {
  const isPlain = ranks.every((rank, at) => rank === 2 * (at + 1));
  const known = isPlain ? tails.get(ranks.length) : undefined;
  const tail = known ?? tailOf(ranks);
  if (isPlain) tails.set(ranks.length, tail);
  return Math.min(1, tail[positive] ?? 0);
}

/** For each sum of ranks the probability of that sum or more, when each sign is a fair coin. */
function tailOf(ranks: readonly number[]): Float64Array {
  const most = ranks.reduce((sum, rank) => sum + rank, 0);
  const chances = new Float64Array(most + 1);
  chances[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1) {
      chances[sum] = ((chances[sum] ?? 0) + (sum >= rank ? (chances[sum - rank] ?? 0) : 0)) / 2;
    }
  }
  for (let sum = most - 1; sum >= 0; sum -= 1) chances[sum] = (chances[sum] ?? 0) + (chances[sum + 1] ?? 0);
  return chances;
}

/** The normal approximation, with the corrections for shared ranks and for whole numbers. */
function approximateTail(positive: number, ranks: readonly number[]): number {
  const half = ranks.reduce((sum, rank) => sum + rank, 0) / 4;
  const spread = Math.sqrt(ranks.reduce((sum, rank) => sum + rank ** 2, 0)) / 4;
  return normalTail((positive - half - 0.5) / spread);
}
