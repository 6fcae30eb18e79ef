/** Makes text from outside safe to show in other programs: error messages, names and notes may contain anything. */
import { stripVTControlCharacters } from 'node:util';

// Control characters except tab and newline, and the marks that change the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Mentions in Slack and on GitHub. A joiner after the sign keeps them readable, but nobody is notified. Within a word, as in `pnpm@12` or an address, the sign calls nobody, and a command must stay as it is. */
const CALLS = /(?<!\w)@(?=\w)/g;

/** Several lines with at most `most` characters in all, without control characters and mentions. */
export function clean(text: string, most: number): string {
  // Cut first, so that the rest need not be searched.
  const plain = stripVTControlCharacters(text.slice(0, most * 2).replaceAll('\r\n', '\n')).replaceAll(
    UNSAFE,
    '',
  );
  const harmless = plain.replaceAll(CALLS, '@\u2060').trim();
  const cut = text.length > most * 2 || harmless.length > most;
  return cut ? `${harmless.slice(0, most - 1).toWellFormed()}…` : harmless;
}

/** The same on one line. */
export function cleanLine(text: string, most: number = 300): string {
  return clean(text.slice(0, most * 4).replaceAll(/\s+/g, ' '), most);
}
