/** What may be a key: words that are file names everywhere, and never lead out of the folder. */
import { stateBadKey } from '../state-errors.ts';

/**
 * Returns the words of a key.
 *
 * @throws DeployError `STATE_BAD_KEY`.
 */
export function keyWords(key: string): readonly string[] {
  const words = key.split('/');
  const good = words.every((word) => /^[A-Za-z0-9._-]+$/.test(word) && word !== '.' && word !== '..');
  if (!good) throw stateBadKey(key);
  return words;
}
