/** Makes text from elsewhere safe to show to people in other programs: error messages, names and notes may hold anything. */
import { stripVTControlCharacters } from 'node:util';

// Control characters but tab and newline, and the marks that reverse the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Words that call people in Slack and on GitHub; a joiner after the sign leaves them readable and harmless. */
const CALLS = /@(?=\w)/g;

/** Several lines at most `most` characters long, without control characters and without words that call people. */
export function clean(text: string, most: number): string {
  // Cut first: what is thrown away need not be looked at.
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
