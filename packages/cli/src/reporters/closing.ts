/** The closing words for a person. A success is listed; a failure is one short block: what users have now, the cause, one thing to do, one command. */
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { clipRows, drawnRows, wrapLines, wrapWords } from '../wrap.ts';
import { ROW_INDENT, detailLines, row } from './details.ts';
import { headLine } from './end-sentence.ts';
import { firstSteps } from './first-steps.ts';
import { keptText } from './kept.ts';
import { nextCommands } from './next-commands.ts';
import type { ClosingContext } from './next-commands.ts';
import { todoRows } from './todo-rows.ts';
import { usersNow } from './users-now.ts';

/** The rows of a failure: one look, also at night. */
const MOST_ROWS = 8;

/** The closing words of a run, row by row, for a terminal of `width` columns. Without a width nothing is wrapped. */
export function closingLines(
  record: RunRecord,
  context: ClosingContext,
  paint: Paint,
  width?: number,
): readonly string[] {
  const rows =
    record.exitCode === 0
      ? wrapLines([...detailLines(record, context, paint), ...firstRows(record, context, paint)], width)
      : failureBlock(record, context, paint, width);
  return ['', ...rows];
}

function failureBlock(
  record: RunRecord,
  context: ClosingContext,
  paint: Paint,
  width: number | undefined,
): readonly string[] {
  const clipped = (rows: readonly string[], most: number): readonly string[] => clipRows(rows, most, width);
  const wrapped = (line: string): readonly string[] => wrapWords(line, width, ROW_INDENT);
  const users = usersNow(record);
  const [whole] = nextCommands(record, context);
  // Where it needs a second row, the command without the run's name, which then means the newest run.
  const command =
    drawnRows([row(paint, 'next', whole ?? '')], width) > 1
      ? whole?.replace(`explain ${record.runId}`, 'explain')
      : whole;
  const hint = hintOf(record);
  const head = wrapped(headLine(record, paint));
  const now = users === undefined ? [] : wrapped(row(paint, 'users now', oneLine(users)));
  // A command stays in one piece: the terminal breaks it, and it can still be copied.
  const next = [
    ...(context.reportDir === undefined ? [] : [row(paint, 'reports', context.reportDir)]),
    ...(command === undefined ? [] : [row(paint, 'next', command)]),
  ];
  const kept = (record.kept ?? []).map((each) =>
    row(paint, 'kept', `${oneLine(each.stage)}: ${keptText(each)}`),
  );
  const free = MOST_ROWS - drawnRows([...head, ...now, ...next], width);
  // A hint with a command has all the room, if the cause keeps a row.
  const room = hint?.includes('`') === true ? free - 1 : free > 3 ? 2 : 1;
  const todo = hint === undefined ? [] : todoRows(oneLine(hint), { paint, room, width });
  const cause =
    record.error === undefined
      ? []
      : clipped(wrapped(row(paint, 'cause', causeOf(record))), free - drawnRows(todo, width));
  const left = free - drawnRows([...todo, ...cause], width);
  // Whole or not at all: it has been said when it happened.
  const keptRows = kept.flatMap(wrapped).length > left ? [] : kept.flatMap(wrapped);
  return [...head, ...now, ...keptRows, ...cause, ...todo, ...next];
}

/** After the first release of an app, what to do next. */
function firstRows(record: RunRecord, context: ClosingContext, paint: Paint): readonly string[] {
  return firstSteps(record, context).map((step, index) => row(paint, index === 0 ? 'next' : '', step));
}

/** The cause, once: of several gathered problems the first one, and the number of the others. */
function causeOf({ error }: RunRecord): string {
  if (error === undefined) return '';
  const [first, ...others] = error.problems ?? [];
  const which = others.length === 0 ? '' : ` (1 of ${others.length + 1})`;
  if (first === undefined) return oneLine(`${error.code}: ${error.message}`, 1_000);
  const code = first.code === error.code ? '' : `${first.code}: `;
  return oneLine(`${error.code}${which}: ${code}${first.message}`, 1_000);
}

function hintOf({ error }: RunRecord): string | undefined {
  return error?.problems?.find(({ hint }) => hint !== null)?.hint ?? error?.hint ?? undefined;
}
