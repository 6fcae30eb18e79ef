/** Makes text from elsewhere safe to print: servers and commands must not move the cursor, recolour lines or reorder text. */
import { stripVTControlCharacters } from 'node:util';

// Control characters except tab and newline, and the marks that reverse the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** The text without escape sequences, control characters and direction marks; newlines stay. */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replaceAll(UNSAFE, '');
}

/** The text on one line, at most `width` characters long. */
export function oneLine(text: string, width: number = 300): string {
  const flat = printable(text).replaceAll(/\s+/g, ' ').trim();
  return flat.length > width ? `${flat.slice(0, width - 1)}…` : flat;
}
