/** Quantiles of Student's t, for the levels that verdicts use. */

/** Normal quantiles by level. */
const Z: Readonly<Record<Level, number>> = { 0.8: 0.841621, 0.95: 1.644854, 0.975: 1.959964 };

/** The supported one-sided levels. */
export type Level = 0.8 | 0.95 | 0.975;

/**
 * The one-sided quantile for `freedom` degrees of freedom, at least 4 of them: the expansion of Cornish and Fisher
 * (Abramowitz and Stegun 26.7.5), which is accurate to two digits from there on.
 */
export function studentT(level: Level, freedom: number): number {
  const z = Z[level];
  const v = Math.max(4, freedom);
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / v + second / v ** 2 + third / v ** 3;
}
