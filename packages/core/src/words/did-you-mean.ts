/** Finds what a mistyped word probably meant. */
import didyoumean from 'didyoumean2';

/** ` (did you mean 'x'?)`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const match = didyoumean(word, [...known]);
  return match === null ? '' : ` (did you mean '${match}'?)`;
}
