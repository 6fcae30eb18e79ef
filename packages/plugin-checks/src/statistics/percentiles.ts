/** Percentiles of measured times with 95 % confidence intervals, for any distribution. */

/** One percentile. A bound is null with too few samples. */
export interface Percentile {
  readonly valueMs: number;
  readonly lowMs: number | null;
  readonly highMs: number | null;
}

/** Nearest rank, so the result is always a measured value. `sorted` is not empty. */
export function percentile(sorted: readonly number[], share: number): Percentile {
  const count = sorted.length;
  const at = Math.min(count - 1, Math.max(0, Math.ceil(count * share) - 1));
  const { low, high } = ranks(count, share);
  return {
    valueMs: sorted[at] ?? Number.NaN,
    lowMs: low === undefined ? null : (sorted[low] ?? null),
    highMs: high === undefined ? null : (sorted[high] ?? null),
  };
}

/** The middle of some values; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The mean; NaN for none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Which order statistics enclose a quantile: the number of samples below it is binomial, so 2.5 of 100 lie beyond either bound.
 * Undefined when there are too few samples for the bound.
 */
function ranks(
  count: number,
  share: number,
): { readonly low: number | undefined; readonly high: number | undefined } {
  let low: number | undefined;
  let high: number | undefined;
  let below = 0;
  let logTerm = count * Math.log(1 - share);
  for (let hits = 0; hits <= count; hits += 1) {
    below += Math.exp(logTerm);
    // P(at most `hits` samples lie below the quantile) = `below`.
    if (below <= 0.025 && hits < count) low = hits;
    if (below >= 0.975 && high === undefined && hits < count) high = hits;
    logTerm += Math.log((count - hits) / (hits + 1)) + Math.log(share / (1 - share));
  }
  return { low, high };
}
