/** Makes cases from the rows of a workbook, and reports problems of the workbook before the app is asked. */
import { buildFrom } from './member-path.ts';
import { isExcelError } from './same-value.ts';
import type { Cell, Sheet, SheetRow } from './workbook.ts';

/** How columns are read. */
export interface Columns {
  /** Title of an input column to the member it becomes. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Title of an output column to the member that must be equal. */
  readonly outputs: Readonly<Record<string, OutputColumn>>;
  /** Title of the column that groups cases. */
  readonly category: string | undefined;
}

/** A member of the answer, and how much a number may differ. */
export interface OutputColumn {
  readonly path: string;
  readonly tolerance: number;
}

/** One case. */
export interface ParityCase {
  readonly sheet: string;
  readonly row: number;
  readonly category: string;
  readonly input: unknown;
  readonly expected: readonly Expected[];
}

/** The expected value of one column. */
export interface Expected extends OutputColumn {
  readonly column: string;
  readonly value: Cell;
}

/** The cases, and every problem that would make the rates wrong. */
export function readCases(
  sheets: readonly Sheet[],
  columns: Columns,
): { readonly cases: readonly ParityCase[]; readonly problems: readonly string[] } {
  const problems = sheets.flatMap((sheet) => problemsOf(sheet, columns));
  const cases = sheets.flatMap((sheet) => sheet.rows.map((row) => caseOf(sheet, row, columns)));
  const silent = cases
    .filter(({ expected }) => expected.length === 0)
    .map(({ sheet, row }) => `row ${row} of '${sheet}' expects nothing`);
  return { cases, problems: [...problems, ...silent] };
}

function problemsOf(
  { name, titles, rows, uncalculated }: Sheet,
  { inputs, outputs, category }: Columns,
): readonly string[] {
  const twice = titles.filter((title, at) => title !== '' && titles.indexOf(title) !== at);
  const wanted = [
    ...Object.keys(inputs),
    ...Object.keys(outputs),
    ...(category === undefined ? [] : [category]),
  ];
  const open = uncalculated.filter(({ column }) => wanted.includes(titles[column] ?? ''));
  const missing = wanted.filter((title) => !titles.includes(title));
  const empty = Object.keys(outputs).filter(
    (title) => titles.includes(title) && rows.every(({ cells }) => cells[title] === null),
  );
  const broken = rows.flatMap(({ row, cells }) =>
    [...Object.keys(inputs), ...Object.keys(outputs)]
      .filter((title) => isExcelError(cells[title] ?? null))
      .map((title) => `row ${row} of '${name}' has ${String(cells[title])} in '${title}'`),
  );
  return [
    ...(rows.length === 0 && open.length === 0 ? [`sheet '${name}' has no cases`] : []),
    ...twice.map((title) => `sheet '${name}' has two columns '${title}'`),
    ...missing.map((title) => `sheet '${name}' has no column '${title}'`),
    ...empty.map((title) => `column '${title}' of '${name}' has no values at all`),
    ...open.map(
      ({ cell }) =>
        `${cell} of '${name}' is a formula that nobody calculated: open the file in Excel and save it`,
    ),
    ...broken,
  ];
}

function caseOf(
  { name }: Sheet,
  { row, cells }: SheetRow,
  { inputs, outputs, category }: Columns,
): ParityCase {
  const given = Object.entries(inputs).flatMap(([title, path]) => {
    const cell = cells[title] ?? null;
    // An empty cell leaves the member out, so that the app uses its default.
    return cell === null ? [] : [[path, plain(cell)] as const];
  });
  const expected = Object.entries(outputs).flatMap(([column, output]) => {
    const value = cells[column] ?? null;
    return value === null ? [] : [{ ...output, column, value }];
  });
  return {
    sheet: name,
    row,
    category: category === undefined ? '' : String(cells[category] ?? ''),
    input: buildFrom(given),
    expected,
  };
}

/** As JSON has it. */
function plain(cell: Cell): unknown {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : cell;
}
