/** Help as pages of sections, for a terminal of any width. */
import type { Paint } from '../paint.ts';
import { wrapWords } from '../wrap.ts';

/** How help is printed. */
export interface PageStyle {
  readonly paint: Paint;
  /** Undefined where nothing is wrapped. */
  readonly width: number | undefined;
}

/** A row: what is typed, and what it means. */
export type Row = readonly [string, string];

/** Columns of the left side at most. A longer one moves only its own right side. */
const WIDEST = 48;

/** A title with lines. */
export function section({ paint, width }: PageStyle, title: string, lines: readonly string[]): string {
  const rows = lines.flatMap((line) => wrapWords(`  ${line}`, width));
  return `${paint.bold(title)}\n${rows.map((row) => `${row}\n`).join('')}`;
}

/** A title with two columns. */
export function table({ paint, width }: PageStyle, title: string, rows: readonly Row[]): string {
  const widths = rows.map(([typed]) => typed.length).filter((length) => length <= WIDEST);
  const left = Math.max(0, ...widths);
  const lines = rows.flatMap(([typed, means]) =>
    // What stands alone is a command: in one piece it can be copied.
    means === '' ? [`  ${typed}`] : wrapWords(`  ${typed.padEnd(left)}  ${means}`, width, left + 4),
  );
  return `${paint.bold(title)}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** Sections with an empty line between them. */
export function page(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
