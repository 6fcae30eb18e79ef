/** Quantiles of Student's t. */
import { betaQuantile } from './incomplete-beta.ts';

/** The one-sided quantile of a level of at least 0.5 for `freedom` degrees of freedom, at least one. */
export function studentT(level: number, freedom: number): number {
  const v = Math.max(1, freedom);
  const x = betaQuantile(2 * (1 - level), v / 2, 0.5);
  return Math.sqrt((v * (1 - x)) / x);
}
