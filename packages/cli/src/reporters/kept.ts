/** What a failed run leaves in place, and why. */
import { oneLine } from '../printable.ts';

/** On one line. The record has the digests of images whole; twelve digits tell them apart. */
export function keptText({
  changes,
  why,
}: {
  readonly changes: readonly string[];
  readonly why: string;
}): string {
  const short = changes.join('; ').replaceAll(/\b(sha256:[0-9a-f]{12})[0-9a-f]{52}\b/g, '$1…');
  return oneLine(`${short} (${why})`);
}
