/** Finds the word that a mistyped one probably meant. */
import didyoumean, { ThresholdTypeEnums } from 'didyoumean2';

/** The known word nearest to the given one; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  return didyoumean(word, [...known]) ?? undefined;
}

/** Two letters of a run's id may be wrong. Ids of the same minute share so much that one of another run would often be near. */
export function nearestRun(runId: string, known: readonly string[]): string | undefined {
  const options = { thresholdType: ThresholdTypeEnums.EDIT_DISTANCE, threshold: 2 };
  return didyoumean(runId, [...known], options) ?? undefined;
}
