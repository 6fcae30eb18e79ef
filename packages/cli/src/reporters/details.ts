/** Everything that a record says of a run, for a person who looks at it: `show`, and the end of a run that succeeded. */
import type { ErrorRecord, RunRecord } from '@paintbox/deploy-core/run';
import type { Paint } from '../paint.ts';
import { oneLine, printable } from '../printable.ts';
import { headLine } from './end-sentence.ts';
import { keptText } from './kept.ts';
import { checkLine } from './narrator.ts';
import { nextCommands } from './next-commands.ts';
import type { ClosingContext } from './next-commands.ts';
import { shortCommit } from './short-commit.ts';
import { countVerdicts } from './tally.ts';
import { usersNow, versionName } from './users-now.ts';

/** The details, line by line. */
export function detailLines(record: RunRecord, context: ClosingContext, paint: Paint): readonly string[] {
  const users = usersNow(record);
  const commands = nextCommands(record, context);
  return [
    headLine(record, paint),
    row(paint, 'url', record.url),
    ...(users === undefined ? [] : [row(paint, 'users now', oneLine(users))]),
    ...(record.release === undefined ? [] : [row(paint, 'release', releaseText(record))]),
    ...(record.takenBack === undefined ? [] : [row(paint, 'took back', takenText(record.takenBack))]),
    ...(record.rollback === undefined ? [] : [row(paint, 'rollback', rollbackText(record.rollback))]),
    ...sourceRows(record, paint),
    ...(record.kept ?? []).map((kept) => row(paint, 'kept', `${oneLine(kept.stage)}: ${keptText(kept)}`)),
    ...checkLines(record, paint),
    ...(record.error === undefined ? [] : errorLines(withoutFailedChecks(record.error, record), paint, '  ')),
    ...(record.runId === '' || context.recordedAt === undefined
      ? []
      : [row(paint, 'record', `${record.runId} in ${context.recordedAt}`)]),
    ...(context.reportDir === undefined ? [] : [row(paint, 'reports', context.reportDir)]),
    ...commands.map((command, index) => row(paint, index === 0 ? 'next' : '', command)),
  ];
}

/** The column in which the text of a row begins. */
export const ROW_INDENT = 12;

/** A word and what it stands for. */
export function row(paint: Paint, word: string, text: string): string {
  return `  ${paint.dim(word.padEnd(ROW_INDENT - 2))}${text}`;
}

/** An error with its code, hint and documentation, and the problems it gathers. */
export function errorLines(error: ErrorRecord, paint: Paint, indent = ''): readonly string[] {
  const inner = `${indent}  `;
  const problems = error.problems ?? [];
  return [
    `${indent}${paint.red('error')} ${paint.bold(error.code)}: ${printable(error.message).trimEnd().replaceAll('\n', `\n${inner}`)}`,
    ...problems.flatMap((problem) =>
      (problem.problems ?? []).length > 0
        ? errorLines(problem, paint, inner)
        : [
            `${inner}- ${problem.code === error.code ? '' : `${paint.bold(problem.code)}: `}${oneLine(problem.message, 2_000)}`,
            ...(problem.hint === null
              ? []
              : [`${inner}  ${paint.dim('do')}  ${oneLine(problem.hint, 2_000)}`]),
          ],
    ),
    ...(error.hint === null ? [] : [`${inner}${paint.dim('do')}    ${oneLine(error.hint, 2_000)}`]),
    ...(error.docs === null ? [] : [`${inner}${paint.dim('docs')}  ${error.docs}`]),
  ];
}

/** The problems of an error are left out when they are the failed checks, which are listed. */
function withoutFailedChecks(error: ErrorRecord, { checks = [] }: RunRecord): ErrorRecord {
  const { problems: _, ...alone } = error;
  return checks.some(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive') ? alone : error;
}

function checkLines(record: RunRecord, paint: Paint): readonly string[] {
  const checks = record.checks ?? [];
  if (checks.length === 0) return [];
  const notable = checks.filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'inconclusive' || verdict === 'warn',
  );
  return [
    row(paint, 'checks', countVerdicts(checks.map(({ verdict }) => verdict))),
    ...notable.flatMap((check) => [
      `  ${checkLine(check, paint)}`,
      ...(check.hint === undefined ? [] : [`      ${paint.dim('do')}  ${oneLine(check.hint)}`]),
    ]),
  ];
}

/** Who began the run, and on which commit. */
function sourceRows({ source = {} }: RunRecord, paint: Paint): readonly string[] {
  const { by, commit, author, subject, jobUrl } = source;
  const who = author === undefined ? '' : ` by ${author}`;
  const about = subject === undefined ? '' : `: ${subject}`;
  return [
    ...(by === undefined ? [] : [row(paint, 'by', oneLine(by))]),
    ...(commit === undefined ? [] : [row(paint, 'commit', oneLine(`${shortCommit(commit)}${who}${about}`))]),
    ...(jobUrl === undefined ? [] : [row(paint, 'job', oneLine(jobUrl))]),
  ];
}

function takenText({ version, commit, author }: NonNullable<RunRecord['takenBack']>): string {
  const from = commit === undefined ? '' : `, of commit ${shortCommit(commit)}`;
  return oneLine(`${versionName(version)}${from}${author === undefined ? '' : ` by ${author}`}`);
}

function releaseText({ release, previous }: RunRecord): string {
  const version = release === undefined ? '' : versionName(release.version);
  return previous === undefined ? version : `${version}, before: ${versionName(previous.version)}`;
}

function rollbackText(rollback: NonNullable<RunRecord['rollback']>): string {
  const verified = rollback.verified ? 'verified' : 'NOT verified';
  return `to ${versionName(rollback.target)}, ${verified}; reason: ${oneLine(rollback.reason)}`;
}
