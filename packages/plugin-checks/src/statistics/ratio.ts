/**
 * How much slower one side is than another, with the range that is left open by chance. Times are cut into blocks, and each block gives one median: medians of blocks
 * shrug off single slow answers, and what differs from block to block tells how much chance there is.
 */
import { mean, median } from './percentiles.ts';
import { studentT } from './student-t.ts';

/** A ratio of times: 1.3 is 30 % slower. */
export interface Ratio {
  readonly ratio: number;
  /** 5 in 100 that the true ratio is below this, and 5 that it is above `high`. */
  readonly low: number;
  readonly high: number;
  /** The smallest slowdown that this many samples, with this much noise, would show 80 times of 100. */
  readonly detectable: number;
  readonly blocks: number;
}

/** What a ratio comes down to: `open` when the range holds too much. */
export type RatioVerdict = 'slower' | 'not slower' | 'open';

/**
 * There are three answers, so that noise alone gives no verdict. `slower` needs the whole range beyond the tolerance, `not slower` needs it below what must be noticed.
 *
 * @param tolerance the accepted slowdown: 0.1 is 10 %
 * @param notice the slowdown that must be detected
 */
export function judgeRatio(
  { low, high }: Pick<Ratio, 'low' | 'high'>,
  { tolerance, notice }: { readonly tolerance: number; readonly notice: number },
): RatioVerdict {
  if (low > 1 + tolerance) return 'slower';
  return high < 1 + notice ? 'not slower' : 'open';
}

/** Blocks below which nothing is said. */
export const MIN_BLOCKS = 8;

/**
 * For two sides that were asked in turn: whatever slows both at the same time cancels out within a block.
 *
 * @returns undefined when there are too few blocks
 */
export function interleavedRatio(
  pairs: readonly { readonly beforeMs: readonly number[]; readonly afterMs: readonly number[] }[],
): Ratio | undefined {
  const logs = pairs
    .map(({ beforeMs, afterMs }) => Math.log(positive(median(afterMs)) / positive(median(beforeMs))))
    .filter(Number.isFinite);
  if (logs.length < MIN_BLOCKS) return undefined;
  return ratioOf(mean(logs), Math.sqrt(variance(logs) / logs.length), logs.length - 1, logs.length);
}

/**
 * For two sides that were asked one after the other: what changed in between besides the app is not seen.
 *
 * @returns undefined when there are too few blocks
 */
export function separateRatio(
  beforeMs: readonly number[],
  afterMs: readonly number[],
  blockSize: number,
): Ratio | undefined {
  const before = logMedians(beforeMs, blockSize);
  const after = logMedians(afterMs, blockSize);
  if (Math.min(before.length, after.length) < MIN_BLOCKS) return undefined;
  const [a, b] = [variance(before) / before.length, variance(after) / after.length];
  // Welch: the sides may differ in noise.
  const freedom = (a + b) ** 2 / (a ** 2 / (before.length - 1) + b ** 2 / (after.length - 1));
  const blocks = Math.min(before.length, after.length);
  return ratioOf(
    mean(after) - mean(before),
    Math.sqrt(a + b),
    Number.isFinite(freedom) ? freedom : blocks,
    blocks,
  );
}

function ratioOf(difference: number, error: number, freedom: number, blocks: number): Ratio {
  const sure = studentT(0.95, freedom) * error;
  return {
    ratio: Math.exp(difference),
    low: Math.exp(difference - sure),
    high: Math.exp(difference + sure),
    detectable: Math.exp(sure + studentT(0.8, freedom) * error) - 1,
    blocks,
  };
}

function logMedians(times: readonly number[], size: number): readonly number[] {
  const blocks = Array.from({ length: Math.floor(times.length / size) }, (_, at) =>
    times.slice(at * size, (at + 1) * size),
  );
  return blocks.map((block) => Math.log(positive(median(block))));
}

function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

/** The clock may say that no time passed at all. */
function positive(ms: number): number {
  return Math.max(ms, 0.001);
}
