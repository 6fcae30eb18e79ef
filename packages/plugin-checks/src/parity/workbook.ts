/** The only file that reads and writes workbooks. A formula is read as the value that Excel saved with it; nothing is calculated. */
import { readFile } from 'node:fs/promises';
import { uncalculatedIn } from './uncalculated.ts';
import type { Uncalculated } from './uncalculated.ts';

/** A cell as it is stored; null when it is empty. Errors of Excel are texts such as `#DIV/0!`. */
export type Cell = string | number | boolean | Date | null;

/** A sheet: the first row has the titles; the cells of all others are found by title. */
export interface Sheet {
  readonly name: string;
  readonly titles: readonly string[];
  readonly rows: readonly SheetRow[];
  /** Formulas whose value nobody saved. */
  readonly uncalculated: readonly Uncalculated[];
}

/** One row under the titles. */
export interface SheetRow {
  /** As Excel counts: the titles are row 1. */
  readonly row: number;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** Reads every sheet of an .xlsx file; a text says why it cannot be read as one. */
export async function readWorkbook(path: string): Promise<readonly Sheet[] | string> {
  const { default: readSheets } = await import('read-excel-file/node');
  try {
    const file = await readFile(path);
    const sheets = await readSheets(file);
    const uncalculated = uncalculatedIn(file);
    // The library's types wrongly say `typeof Date` for dates.
    return sheets.map(({ sheet, data }) => ({
      ...sheetOf(sheet, data as readonly (readonly Cell[])[]),
      uncalculated: uncalculated.get(sheet) ?? [],
    }));
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}

/** Writes one sheet of texts and numbers. */
export async function writeWorkbook(path: string, rows: readonly (readonly Cell[])[]): Promise<void> {
  const { default: write } = await import('write-excel-file/node');
  const [titles = [], ...rest] = rows;
  const sheet = [
    titles.map((value) => ({ value: String(value), fontWeight: 'bold' as const })),
    ...rest.map((row) => row.map((value) => (typeof value === 'number' ? value : String(value ?? '')))),
  ];
  await write(sheet, { sheet: 'Mismatches', stickyRowsCount: 1 }).toFile(path);
}

function sheetOf(name: string, data: readonly (readonly Cell[])[]): Omit<Sheet, 'uncalculated'> {
  const titles = (data[0] ?? []).map((title) => String(title ?? '').trim());
  const rows = data.slice(1).map((cells, index) => ({
    row: index + 2,
    cells: Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? null])),
  }));
  return { name, titles, rows: rows.filter(({ cells }) => Object.values(cells).some((one) => one !== null)) };
}
