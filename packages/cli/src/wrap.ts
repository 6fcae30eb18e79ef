/** Wraps lines for a terminal at spaces. The terminal itself would break words anywhere. */
import { stripVTControlCharacters } from 'node:util';
import type { Output } from './io.ts';

/** Columns that a continued line is moved in at most. */
const DEEPEST = 12;
/** Columns below which a continued line is moved in less, because every column is needed. */
const NARROW = 60;

/** What is not broken: a command in backticks with what is written next to it, and any other word. */
const PIECES = / *(?:[^ `]*`[^`]+`[^ `]*|[^ ]+)/g;

/**
 * The line in rows of at most `width` columns, the further ones under the text of the first. What is longer, an address or a command in backticks, keeps
 * a row of its own in one piece, so that it can be copied. No `width` means one row. `indented` says where the further rows begin.
 */
export function wrapWords(
  line: string,
  width: number | undefined,
  indented: number = marginOf(line),
): readonly string[] {
  if (width === undefined || columnsOf(line) <= width) return [line];
  const margin = ' '.repeat(width < NARROW ? Math.min(indented, 4) : indented);
  const rows: string[] = [];
  let row = '';
  for (const word of line.match(PIECES) ?? []) {
    if (stripVTControlCharacters(row).trim() !== '' && columnsOf(row) + columnsOf(word) > width) {
      rows.push(row);
      const next = word.trimStart();
      row = `${columnsOf(next) + margin.length > width ? margin.slice(0, 2) : margin}${next}`;
    } else {
      row += word;
    }
  }
  return [...rows, row];
}

/** The rows of several lines. A line that is a command stays in one piece: the terminal breaks it, and it can still be copied. */
export function wrapLines(lines: readonly string[], width: number | undefined): readonly string[] {
  return lines
    .flatMap((line) => line.split('\n'))
    .flatMap((line) => (isCommand(line) ? [line] : wrapWords(line, width)));
}

/** The lines for a stream: wrapped where it is a terminal, whole in a file or a pipe. */
export function linesFor(output: Output, lines: readonly string[]): string {
  const width = output.isTTY === true && (output.columns ?? 0) > 0 ? output.columns : undefined;
  return `${wrapLines(lines, width).join('\n')}\n`;
}

function isCommand(line: string): boolean {
  return /^ *(?:next +)?(?:npx|yarn|paintbox-deploy) /.test(stripVTControlCharacters(line));
}

/** At most `most` rows, but one; an ellipsis says that there was more. */
export function clipRows(
  rows: readonly string[],
  most: number,
  width: number | undefined,
): readonly string[] {
  const kept = rows.slice(0, Math.max(1, most));
  if (kept.length === rows.length) return rows;
  const widest = (width ?? Infinity) - 2;
  let last = kept.at(-1) ?? '';
  while (columnsOf(last) > widest && / \S+$/.test(last)) last = last.replace(/ +\S+$/, '');
  return [...kept.slice(0, -1), `${last} …`];
}

/** The number of rows that a terminal of `width` columns draws: it breaks a row that is longer. */
export function drawnRows(rows: readonly string[], width: number | undefined): number {
  if (width === undefined) return rows.length;
  return rows.reduce((sum, each) => sum + Math.max(1, Math.ceil(columnsOf(each) / width)), 0);
}

/** The columns that a text takes on a terminal. Letters of East Asia and most pictures take two. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const letter of stripVTControlCharacters(text)) columns += isWide(letter) ? 2 : 1;
  return columns;
}

/** Where the text begins: after the indentation, and after a first word that two spaces set apart. */
function marginOf(line: string): number {
  return Math.min(DEEPEST, /^ *(?:\S+ {2,})?/.exec(stripVTControlCharacters(line))?.[0].length ?? 0);
}

function isWide(letter: string): boolean {
  return /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation})/u.test(
    letter,
  );
}
