/**
 * Splits a command into words as google/shlex does, which flyctl uses: quotes and backslashes, a comment from a word that begins with `#`; no variables, no
 * globs. The npm package `shell-quote` differs: it expands variables and makes objects of operators such as `|`.
 */

/** The words, or what is wrong. */
export type SplitWords = { readonly words: readonly string[] } | { readonly wrong: string };

const SPACES = new Set([' ', '\t', '\r', '\n']);

export function splitWords(command: string): SplitWords {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  let isEscaped = false;
  let isComment = false;
  for (const letter of command) {
    if (isComment) {
      isComment = letter !== '\n';
    } else if (isEscaped) {
      word = (word ?? '') + letter;
      isEscaped = false;
    } else if (letter === '\\' && quote !== "'") {
      word ??= '';
      isEscaped = true;
    } else if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else word = (word ?? '') + letter;
    } else if (letter === '"' || letter === "'") {
      word ??= '';
      quote = letter;
    } else if (SPACES.has(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (letter === '#' && word === undefined) {
      isComment = true;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (isEscaped) return { wrong: 'it ends with a backslash' };
  if (quote !== undefined) return { wrong: `it has no closing ${quote}` };
  return { words: word === undefined ? words : [...words, word] };
}
