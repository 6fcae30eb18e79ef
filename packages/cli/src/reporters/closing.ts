/** The closing words for a person: how the run ended, why, what was seen, where it is recorded, and the next command. */
import { typed } from '@paintbox/deploy-core/run';
import type { CommandLine, ErrorRecord, RunRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import { oneLine, printable } from '../printable.ts';
import { endColour, endSentence } from './end-sentence.ts';
import { checkLine } from './narrator.ts';
import { countVerdicts } from './tally.ts';

/** Inputs of the closing words, beside the record. */
export interface ClosingContext {
  /** The path of the run's records, for people. */
  readonly recordedAt: string | undefined;
  /** `--report-dir`, when reports were written. */
  readonly reportDir: string | undefined;
  /** How the next command is typed for the same place. */
  readonly commandLine: CommandLine;
}

/** The closing words, line by line. */
export function closingLines(record: RunRecord, context: ClosingContext, paint: Paint): readonly string[] {
  const colour = endColour(record, paint);
  const row = (word: string, text: string): string => `  ${paint.dim(word.padEnd(10))}${text}`;
  const commands = nextCommands(record, context);
  return [
    '',
    `${colour(`${record.pipeline} ${endSentence(record)}`)}  ${paint.dim(`${durationText(record.durationMs)}, exit ${record.exitCode}`)}`,
    row('url', record.url),
    ...(record.note === undefined ? [] : [row('note', oneLine(record.note))]),
    ...(record.release === undefined ? [] : [row('release', releaseText(record))]),
    ...(record.rollback === undefined ? [] : [row('rollback', rollbackText(record.rollback))]),
    ...(record.kept ?? []).map(({ stage, why, changes }) =>
      row('kept', oneLine(`${stage}: ${changes.join('; ')} (${why})`)),
    ),
    ...checkLines(record, paint, row),
    ...(record.error === undefined ? [] : errorLines(record.error, paint, '  ')),
    ...(record.runId === '' || context.recordedAt === undefined
      ? []
      : [row('record', `${record.runId} in ${context.recordedAt}`)]),
    ...(context.reportDir === undefined ? [] : [row('reports', context.reportDir)]),
    ...commands.map((command, index) => row(index === 0 ? 'next' : '', command)),
  ];
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

function checkLines(
  record: RunRecord,
  paint: Paint,
  row: (word: string, text: string) => string,
): readonly string[] {
  const checks = record.checks ?? [];
  if (checks.length === 0) return [];
  const notable = checks.filter(
    ({ verdict }) => verdict === 'fail' || verdict === 'inconclusive' || verdict === 'warn',
  );
  return [
    row('checks', countVerdicts(checks.map(({ verdict }) => verdict))),
    ...notable.flatMap((check) => [
      `  ${checkLine(check, paint)}`,
      ...(check.hint === undefined ? [] : [`      ${paint.dim('do')}  ${oneLine(check.hint)}`]),
    ]),
  ];
}

function releaseText({ release, previous }: RunRecord): string {
  const version = release === undefined ? '' : named(release.version);
  return previous === undefined ? version : `${version}, before: ${named(previous.version)}`;
}

function rollbackText(rollback: NonNullable<RunRecord['rollback']>): string {
  const verified = rollback.verified ? 'verified' : 'NOT verified';
  return `to ${named(rollback.target)}, ${verified}; reason: ${oneLine(rollback.reason)}`;
}

function named(version: string): string {
  return oneLine(/^\d+$/.test(version) ? `v${version}` : version);
}

/** The next command. */
export function nextCommands(record: RunRecord, context: ClosingContext): readonly string[] {
  const command = (words: string): string => typed(words, context.commandLine);
  if (record.exitCode === 2 || record.exitCode === 0 || record.runId === '') return [];
  switch (record.status) {
    case 'needs-attention':
      // Without an error the run has no verdict: its process died. Only then is there a run to resume.
      return record.error === undefined
        ? [command(`resume ${record.runId}`)]
        : [command(`explain ${record.runId}`), `${command(record.pipeline)}, when the platform is put right`];
    case 'locked':
      return [command(`${record.pipeline} --lock-wait 5m`), command('unlock')];
    case 'rolled-back':
    case 'failed':
    case 'inconclusive':
      // `--check-only` found that a rollback is needed, so the next command is `rollback` itself.
      if (record.exitCode === 7) return [command(record.pipeline)];
      return [command(`explain ${record.runId}`), `${command(record.pipeline)}, when it is fixed`];
    case 'cancelled':
    case 'succeeded':
      return [command(record.pipeline)];
    default:
      return [];
  }
}
