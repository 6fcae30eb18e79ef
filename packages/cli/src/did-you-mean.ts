/** Finds the word that a mistyped one probably meant. */
import didyoumean from 'didyoumean2';

/** The known word nearest to the given one; undefined when none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  return didyoumean(word, [...known]) ?? undefined;
}
