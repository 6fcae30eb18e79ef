/** The exact test of Fisher (1922) on a table of two by two: do hits gather in a part of all tries? */
import { logGamma } from './incomplete-beta.ts';

/** A part of all tries. */
export interface Part {
  readonly hits: number;
  readonly tries: number;
}

/** The probability that the part has so many of the hits, or more, when hits fall anywhere. */
export function fisher(part: Part, all: Part): number {
  let chance = 0;
  for (let hits = part.hits; hits <= Math.min(part.tries, all.hits); hits += 1) {
    if (all.hits - hits > all.tries - part.tries) continue;
    chance += Math.exp(
      logChoose(part.tries, hits) +
        logChoose(all.tries - part.tries, all.hits - hits) -
        logChoose(all.tries, all.hits),
    );
  }
  return Math.min(1, chance);
}

function logChoose(from: number, some: number): number {
  return logGamma(from + 1) - logGamma(some + 1) - logGamma(from - some + 1);
}
