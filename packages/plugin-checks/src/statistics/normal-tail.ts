/** The normal distribution. */

/** The probability that a standard normal value is above some value: the Chebyshev fit of the complementary error function, accurate to six digits. */
export function normalTail(value: number): number {
  const size = Math.abs(value) / Math.SQRT2;
  const t = 1 / (1 + size / 2);
  const power = FIT.reduceRight((sum, factor) => sum * t + factor, 0);
  const tail = (t * Math.exp(-size * size + power)) / 2;
  return value >= 0 ? tail : 1 - tail;
}

const FIT: readonly number[] = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
  -0.82215223, 0.17087277,
];
