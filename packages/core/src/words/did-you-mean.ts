/** Finds what a mistyped word probably meant. */
import didyoumean from 'didyoumean2';

/** The known word nearest to the given one; undefined when none is near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  return didyoumean(word, [...known]) ?? undefined;
}

/** ` (did you mean 'x'?)`, or nothing when no known word is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? '' : ` (did you mean '${near}'?)`;
}
