/** Writes the mismatches as a table for people. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Mismatch } from './run-cases.ts';
import { writeWorkbook } from './workbook.ts';
import type { Cell } from './workbook.ts';

const TITLES = ['Sheet', 'Row', 'Category', 'Column', 'Expected', 'Actual'];

/** Writes an .xlsx workbook or a .csv, by the ending of the path. An earlier file with that name is replaced, so that nobody mistakes it for the new one. */
export async function writeMismatches(path: string, mismatches: readonly Mismatch[]): Promise<void> {
  const rows: readonly (readonly Cell[])[] = [
    TITLES,
    ...mismatches.map(({ sheet, row, category, column, expected, actual }) => [
      sheet,
      row,
      category,
      column,
      expected instanceof Date ? expected.toISOString().slice(0, 10) : expected,
      actual,
    ]),
  ];
  await mkdir(dirname(path), { recursive: true });
  if (path.endsWith('.xlsx')) await writeWorkbook(path, rows);
  else await writeFile(path, `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`);
}

/** RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe. */
function csvCell(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = String(cell ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
