/** The rules for keys: their words are valid file names on every system, and never lead out of the folder. */
import { stateBadKey } from '../state-errors.ts';

const WORD = /^[A-Za-z0-9._-]+$/;

/**
 * Returns the words of a key. Every store calls it first in each operation that takes a key, so that all stores refuse the same keys.
 *
 * @throws DeployError `STATE_BAD_KEY`.
 * @example
 * const file = keyWords('runs/20261123-061530-1a2b3c4d.jsonl').join('--');
 */
export function keyWords(key: string): readonly string[] {
  const words = key.split('/');
  const good = words.every((word) => WORD.test(word) && word !== '.' && word !== '..');
  if (!good) throw stateBadKey(key);
  return words;
}
