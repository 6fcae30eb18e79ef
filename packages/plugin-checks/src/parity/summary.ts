/** Sums up cases: how many are right, on which sheets and in which categories, and what was wrong. */
import type { Finding } from '../suite/result.ts';
import type { CaseResult } from './run-cases.ts';

/** How many of some cases were right. */
interface CaseRate {
  readonly right: number;
  readonly cases: number;
  readonly rate: number;
}

const SHOWN = 20;

/** The finding. Cases without an answer make it inconclusive, unless enough others are wrong. */
export function summarize(
  results: readonly CaseResult[],
  {
    workbook,
    minimumRate,
    written,
  }: { readonly workbook: string; readonly minimumRate: number; readonly written: string | undefined },
): Finding {
  const compared = results.filter(({ unanswered }) => unanswered === undefined);
  const silent = results.filter(({ unanswered }) => unanswered !== undefined);
  const total = rateOf(compared);
  const mismatches = compared.flatMap((one) => one.mismatches);
  const evidence = {
    workbook,
    minimumRate,
    ...total,
    unanswered: silent.length,
    values: results.reduce((sum, one) => sum + one.case.expected.length, 0),
    sheets: ratesBy(compared, ({ sheet }) => sheet),
    categories: ratesBy(compared, ({ category }) => category),
    columns: countsOf(mismatches.map(({ column }) => column)),
    mismatches: mismatches.slice(0, SHOWN),
    ...(written === undefined ? {} : { written }),
  };
  const seen = `${total.right} of ${total.cases} cases are as in ${workbook}`;
  const first = mismatches[0];
  const example =
    first === undefined
      ? ''
      : `; first: '${first.sheet}' row ${first.row}, ${first.column}: expected ${String(first.expected)}, got ${first.actual}`;
  const hint = `compare the formulas with the app${written === undefined ? '' : `; all mismatches are in ${written}`}`;
  if (results.length === 0) {
    return {
      verdict: 'inconclusive',
      message: `there are no cases in ${workbook}`,
      evidence,
      hint: 'name sheets that have cases',
    };
  }
  // Too many are wrong, even if every case without an answer were right.
  const atBest = (total.right + silent.length) / results.length;
  if (atBest < minimumRate) {
    const message = `${seen}, ${minimumRate * 100} % are needed${example}`;
    return { verdict: 'fail', message, evidence, hint };
  }
  if (silent.length > 0) {
    const message = `${silent.length} of ${results.length} cases got no answer: ${silent[0]?.unanswered ?? ''}`;
    return { verdict: 'inconclusive', message, evidence, hint: 'look at the other checks first' };
  }
  return mismatches.length > 0
    ? { verdict: 'warn', message: `${seen}, which is enough${example}`, evidence, hint }
    : { verdict: 'pass', message: seen, evidence };
}

function rateOf(results: readonly CaseResult[]): CaseRate {
  const right = results.filter(({ mismatches }) => mismatches.length === 0).length;
  return { right, cases: results.length, rate: results.length === 0 ? 0 : right / results.length };
}

function ratesBy(
  results: readonly CaseResult[],
  nameOf: (one: CaseResult['case']) => string,
): Readonly<Record<string, CaseRate>> {
  const groups = Map.groupBy(results, (one) => nameOf(one.case));
  return Object.fromEntries([...groups].map(([name, own]) => [name, rateOf(own)]));
}

function countsOf(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}
