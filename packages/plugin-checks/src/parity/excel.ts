/** `excel`: the app computes the same values as a workbook. */
import type { StageContext } from '@paintbox/deploy-core';
import type { CustomCheck } from '../suite/custom-check.ts';
import { checksOptions } from '../errors.ts';
import { createHttp } from '../http/http.ts';
import type { Http } from '../http/http.ts';
import { atLeastZero, share } from '../suite/option-problems.ts';
import type { Finding } from '../suite/result.ts';
import { endpointAnswerer, functionAnswerer } from './answerers.ts';
import type { Compute } from './answerers.ts';
import { readCases } from './cases.ts';
import type { Columns, OutputColumn } from './cases.ts';
import { writeMismatches } from './mismatches-file.ts';
import { runCases } from './run-cases.ts';
import { summarize } from './summary.ts';
import { readWorkbook } from './workbook.ts';

/** A workbook of cases, and how it is read. */
export interface ExcelOptions {
  /** `excel` or `excel.what`. Default `excel`. */
  readonly id?: 'excel' | `excel.${string}` | undefined;
  /** Path of the .xlsx file. Row 1 of each sheet are titles, each further row is a case. */
  readonly workbook: string;
  /** Sheets with cases. Default all. */
  readonly sheets?: readonly string[] | undefined;
  /** Column that groups cases for the rates. Default none. */
  readonly category?: string | undefined;
  /** Title of each input column, and the member it becomes: `{ 'Area m2': 'areas.0.areaM2' }`. An empty cell leaves its member out. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Title of each output column, and the member of the answer it is compared with; `#status` is the HTTP status. An empty cell is not compared. */
  readonly outputs: Readonly<Record<string, string | { readonly path: string; readonly tolerance?: number }>>;
  /** What answers the cases: the path of an endpoint that accepts JSON by POST, or a function. */
  readonly answer: string | Compute;
  /** How much numbers may differ, for columns without their own tolerance. Default 0.01. */
  readonly tolerance?: number | undefined;
  /** The share of cases that must be right. Default 0.995. */
  readonly minimumRate?: number | undefined;
  /** Where mismatches are written: a path that ends in .xlsx or .csv. Default nowhere. */
  readonly mismatches?: string | undefined;
  /** Whether a failure fails the suite. Default true. */
  readonly critical?: boolean | undefined;
  /** Cases that are asked at the same time. Default 4. */
  readonly width?: number | undefined;
}

/** Many, because what is asked of a machine at the same time goes in one call of its platform. */
const WIDTH_INSIDE = 32;

/**
 * A check that asks every case of a workbook and compares every expected cell.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function excel(options: ExcelOptions): CustomCheck {
  const { id = 'excel', workbook, critical = true } = options;
  const problems = problemsOf(options);
  if (problems.length > 0) throw checksOptions(problems.map((problem) => `${id}: ${problem}`));
  return {
    id,
    describe: `does the app compute what ${workbook} says?`,
    critical,
    run: (target, ctx) => look(target.url, options, ctx),
    runInside:
      typeof options.answer === 'string'
        ? // Each machine would write the same file.
          (target, ctx, http) =>
            look(target.url, { ...options, mismatches: undefined, width: WIDTH_INSIDE }, ctx, http)
        : undefined,
  };
}

function problemsOf(options: ExcelOptions): readonly string[] {
  const { inputs, outputs, answer, tolerance = 0.01, minimumRate = 0.995, mismatches, width = 4 } = options;
  return [
    ...(Object.keys(inputs).length === 0 ? ['inputs names no columns'] : []),
    ...(Object.keys(outputs).length === 0 ? ['outputs names no columns'] : []),
    ...(typeof answer === 'string' && !/^\/(?!\/)/.test(answer)
      ? [`answer is '${answer}', which is not a path that starts with /`]
      : []),
    ...atLeastZero('tolerance', tolerance),
    ...Object.entries(columnsOf(options).outputs).flatMap(([title, output]) =>
      atLeastZero(`the tolerance of '${title}'`, output.tolerance),
    ),
    ...share('minimumRate', minimumRate),
    ...(mismatches === undefined || /\.(xlsx|csv)$/.test(mismatches)
      ? []
      : [`mismatches is '${mismatches}', which ends in neither .xlsx nor .csv`]),
    ...(Number.isSafeInteger(width) && width > 0
      ? []
      : [`width is ${width}, which is not a whole number above 0`]),
  ];
}

function columnsOf({ inputs, outputs, category, tolerance = 0.01 }: ExcelOptions): Columns {
  const columns = Object.entries(outputs).map(([title, output]): [string, OutputColumn] => [
    title,
    typeof output === 'string'
      ? { path: output, tolerance }
      : { path: output.path, tolerance: output.tolerance ?? tolerance },
  ]);
  return { inputs, outputs: Object.fromEntries(columns), category };
}

async function look(url: string, options: ExcelOptions, ctx: StageContext, inside?: Http): Promise<Finding> {
  const { workbook, sheets, answer, minimumRate = 0.995, width = 4 } = options;
  const all = await readWorkbook(workbook);
  if (typeof all === 'string') return unusable(workbook, [all]);
  const unknown = (sheets ?? []).filter((name) => all.every((sheet) => sheet.name !== name));
  const { cases, problems } = readCases(
    all.filter(({ name }) => sheets === undefined || sheets.includes(name)),
    columnsOf(options),
  );
  const trouble = [...unknown.map((name) => `there is no sheet '${name}'`), ...problems];
  if (trouble.length > 0) return unusable(workbook, trouble);
  const answerer =
    typeof answer === 'string'
      ? endpointAnswerer(url + answer, ctx, inside ?? createHttp({ signal: ctx.signal, perHost: width }))
      : functionAnswerer(answer);
  const results = await runCases(cases, answerer, width, (done) => {
    ctx.signal.throwIfAborted();
    if (done % 100 === 0) ctx.progress(`${done} of ${cases.length} cases`);
  });
  const mismatches = results.flatMap((one) => one.mismatches);
  if (options.mismatches !== undefined) await writeMismatches(options.mismatches, mismatches);
  return summarize(results, { workbook, minimumRate, written: options.mismatches });
}

function unusable(workbook: string, problems: readonly string[]): Finding {
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : '';
  return {
    verdict: 'inconclusive',
    message: `${workbook} cannot be used: ${problems.slice(0, 5).join('; ')}${more}`,
    evidence: { workbook, problems: problems.slice(0, 100) },
    hint: 'correct the workbook, or the columns and sheets that the check names',
  };
}
