/** What some hits among several tries say about the true share: the exact bounds of Clopper and Pearson (1934), which assume only that tries are alike. */
import { betaQuantile, incompleteBeta } from './incomplete-beta.ts';

/** The true share is above this with at most `error` probability. */
export function highestShare(hits: number, tries: number, error: number): number {
  return hits >= tries ? 1 : betaQuantile(1 - error, hits + 1, tries - hits);
}

/** The true share is below this with at most `error` probability. */
export function lowestShare(hits: number, tries: number, error: number): number {
  return hits <= 0 ? 0 : betaQuantile(error, hits, tries - hits + 1);
}

/** The probability of so many hits or more, when each try hits with `share`. */
export function chanceOfHits(hits: number, tries: number, share: number): number {
  if (hits <= 0) return 1;
  return hits > tries ? 0 : incompleteBeta(share, hits, tries - hits + 1);
}
