/** Asks every case and compares the answers. */
import { memberAt } from './member-path.ts';
import { isSame } from './same-value.ts';
import type { ParityCase } from './cases.ts';
import type { Cell } from './workbook.ts';

/** The answer to one case. Without a usable answer, `body` is undefined and `trouble` has the reason. */
export interface CaseReply {
  readonly status: number;
  readonly body: unknown;
  readonly trouble?: string | undefined;
}

/** Answers one case. */
export type Answerer = (input: unknown) => Promise<CaseReply>;

/** One value that differs from the workbook. */
export interface Mismatch {
  readonly sheet: string;
  readonly row: number;
  readonly category: string;
  readonly column: string;
  readonly expected: Cell;
  /** As JSON text, cut to what fits a cell. */
  readonly actual: string;
}

/** The result of one case. */
export interface CaseResult {
  readonly case: ParityCase;
  /** Why it could not be compared. Such a case is not counted. */
  readonly unanswered?: string | undefined;
  readonly mismatches: readonly Mismatch[];
}

/** Member that stands for the HTTP status of the answer. */
export const STATUS = '#status';

/** Asks `width` cases at a time, in the order of the workbook. */
export async function runCases(
  cases: readonly ParityCase[],
  answer: Answerer,
  width: number,
  onDone: (done: number) => void,
): Promise<readonly CaseResult[]> {
  const results = new Map<ParityCase, CaseResult>();
  const queue = cases.values();
  const worker = async (): Promise<void> => {
    // The workers share the iterator, so each case is taken once.
    for (const one of queue) {
      results.set(one, compare(one, await answer(one.input)));
      onDone(results.size);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return cases.flatMap((one) => results.get(one) ?? []);
}

function compare(one: ParityCase, reply: CaseReply): CaseResult {
  if (reply.trouble !== undefined) return { case: one, unanswered: reply.trouble, mismatches: [] };
  const { sheet, row, category } = one;
  const mismatches = one.expected.flatMap(({ column, path, tolerance, value }) => {
    const actual = path === STATUS ? reply.status : memberAt(reply.body, path);
    return isSame(value, actual, tolerance)
      ? []
      : [{ sheet, row, category, column, expected: value, actual: shown(actual) }];
  });
  return { case: one, mismatches };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}
