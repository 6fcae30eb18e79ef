/**
 * Intervals that hold at every look at once, so that one may look as often as one likes and stop when the answer is certain. An ordinary interval of 95 % that
 * is looked at again and again excludes the truth some day.
 *
 * Each is the set of values that a likelihood ratio with a mixture over the alternatives does not reject. The ratio is a martingale where the value is true,
 * so it ever reaches 1/error with a probability of at most `error` (Ville 1939; Robbins 1970; Howard, Ramdas, McAuliffe, Sekhon 2021, "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences").
 */
import { logBeta } from './incomplete-beta.ts';

/** Bounds that hold at every look. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * The true share behind some hits of some tries: the mixture of the binomial over a beta distribution (Robbins 1970; Howard et al. 2021, proposition 7).
 * Counts need not be whole numbers.
 */
export function shareBounds(hits: number, tries: number, error: number): Bounds {
  if (tries <= 0) return { low: 0, high: 1 };
  const misses = tries - hits;
  const mixture = logBeta(hits + 0.5, misses + 0.5) - logBeta(0.5, 0.5);
  const isRejected = (share: number): boolean =>
    mixture - xLogY(hits, share) - xLogY(misses, 1 - share) >= -Math.log(error);
  const middle = hits / tries;
  return {
    low: hits <= 0 ? 0 : edge(middle, 0, isRejected),
    high: misses <= 0 ? 1 : edge(middle, 1, isRejected),
  };
}

/**
 * How far the true difference of two means may be from the measured one, for values with one unknown spread. `before` is fixed, `after` grows from look to look.
 * The mixture is that of Gönen, Johnson, Lu, Westfall 2005 ("The Bayesian two-sample t test"), whose ratio of the invariants is valid at every look
 * (Pérez-Ortiz, Lardy, de Heide, Grünwald 2024, "E-statistics, group invariance and anytime-valid testing").
 *
 * @param before undefined to compare with a known number instead
 * @returns infinity while no difference could be certain
 */
export function differenceRadius(
  {
    before,
    after,
    spread,
  }: {
    readonly before: number | undefined;
    readonly after: number;
    /** The standard deviation of single values. */
    readonly spread: number;
  },
  error: number,
): number {
  const shared = before === undefined ? after : (before * after) / (before + after);
  const freedom = before === undefined ? after - 1 : before + after - 2;
  if (freedom <= 0) return Number.POSITIVE_INFINITY;
  if (spread === 0) return 0;
  const expected = before !== undefined && before >= MUCH ? EXPECTED.much : EXPECTED.little;
  const gain = 1 + expected ** 2 * shared;
  const needed = (Math.sqrt(gain) / error) ** (2 / (freedom + 1));
  if (needed >= gain) return Number.POSITIVE_INFINITY;
  return spread * Math.sqrt((freedom * (needed - 1)) / (1 - needed / gain) / shared);
}

/**
 * The alternatives of the mixture: differences of some standard deviations. Where little is known of before, only greater ones let a few values decide; where
 * much is known, they would cost power.
 */
const EXPECTED = { little: 10, much: 3 };
/** Values before. */
const MUCH = 8;

/** The value next to `from` that is rejected, on the way to `to`. */
function edge(from: number, to: number, isRejected: (value: number) => boolean): number {
  let [kept, rejected] = [from, to];
  for (let step = 0; step < 60; step += 1) {
    const middle = (kept + rejected) / 2;
    if (isRejected(middle)) rejected = middle;
    else kept = middle;
  }
  return kept;
}

/** x·log(y), which is 0 where x is. */
function xLogY(x: number, y: number): number {
  return x === 0 ? 0 : x * Math.log(y);
}
