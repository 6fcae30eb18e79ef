/** Correction for many questions at once: of 20 questions, one would seem to be answered by chance. */

/**
 * Adjusted probabilities in the order of the given ones, after Holm (1979). When all adjusted values up to a level count, the probability that any of them is
 * a false alarm is at most that level, however the questions depend on each other.
 */
export function holm(probabilities: readonly number[]): readonly number[] {
  const order = probabilities
    .map((_, at) => at)
    .toSorted((a, b) => at(probabilities, a) - at(probabilities, b));
  const adjusted = probabilities.map(() => 1);
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (probabilities.length - rank) * at(probabilities, index)));
    adjusted[index] = highest;
  });
  return adjusted;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 1;
}
