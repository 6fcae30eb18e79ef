/**
 * How much slower one side is than the other, with a confidence interval. Times are cut into blocks, and each block gives one median: medians of blocks
 * are not affected by single slow answers, and the differences between blocks show the noise.
 */
import { mean, median } from './percentiles.ts';
import { studentT } from './student-t.ts';

/** A ratio of times: 1.3 is 30 % slower. */
export interface Ratio {
  readonly ratio: number;
  /** The true ratio is below this with 5 %, and above `high` with 5 % probability. */
  readonly low: number;
  readonly high: number;
  /** The smallest slowdown that would be detected with 80 % probability, with this noise and number of samples. */
  readonly detectable: number;
  readonly blocks: number;
}

/** The verdict on a ratio: `open` when the interval is too wide. */
export type RatioVerdict = 'slower' | 'not slower' | 'open';

/**
 * `slower` needs the whole interval above the tolerance. `not slower` needs it below `notice`. Otherwise the verdict is `open`, so noise alone decides nothing.
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

/** The least number of blocks for a result. */
export const MIN_BLOCKS = 8;

/**
 * For two sides that were asked in turn: causes that slow both at the same time cancel out within a block.
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
 * For two sides that were asked one after the other: other changes in between, such as in the network, are not recognised.
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
  // Welch's test: the noise of the sides may differ.
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

/** A measured time may be zero. */
function positive(ms: number): number {
  return Math.max(ms, 0.001);
}
