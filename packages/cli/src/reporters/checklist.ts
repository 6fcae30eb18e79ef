/** Shows `doctor` as a checklist, with what is missing first. The look is short, so the list is printed when it is whole. */
import type { RunEvent } from '@paintbox/deploy-core';
import { typed } from '@paintbox/deploy-core/run';
import type { ErrorRecord, RunRecord } from '@paintbox/deploy-core/run';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { linesFor } from '../wrap.ts';
import { createHeartbeat } from './heartbeat.ts';
import { checkLine } from './narrator.ts';
import type { ClosingContext } from './next-commands.ts';
import type { TextReporterOptions } from './plain.ts';
import type { Reporter } from './reporter.ts';

/** What one stage of the look has to say. */
interface Look {
  readonly describe: string;
  readonly messages: string[];
  readonly warnings: string[];
}

/** The reporter of `doctor`. `closing` gives the command that is next when nothing is missing. */
export function checklistReporter(options: TextReporterOptions): Reporter {
  const { output, paint } = options;
  const looks = new Map<string, Look>();
  const print = (lines: readonly string[]): void => {
    output.write(linesFor(output, lines));
  };
  const heartbeat = createHeartbeat(options.heartbeatMs ?? 5_000, (line) => print([paint.dim(line)]));

  return {
    name: 'checklist',
    handle(event) {
      heartbeat.see(event);
      if (event.type === 'run.started') print(headLines(event, paint));
      if (event.type === 'stage.started') {
        looks.set(event.stage, { describe: event.describe, messages: [], warnings: [] });
      }
      if ('stage' in event) note(looks.get(event.stage), event, paint);
    },
    aside: async (work) => work(),
    async conclude(record) {
      print(checklist(record, looks, options.closing, paint));
    },
    release: () => heartbeat.stop(),
    close: async () => heartbeat.stop(),
  };
}

function headLines(event: Extract<RunEvent, { type: 'run.started' }>, paint: Paint): readonly string[] {
  return [
    `${paint.bold('What a deploy needs')}: ${event.app} in ${event.environment}, ${event.url}`,
    ...(event.note === undefined ? [] : [paint.yellow(oneLine(event.note))]),
  ];
}

function note(look: Look | undefined, event: RunEvent, paint: Paint): void {
  if (look === undefined) return;
  if (event.type === 'stage.log' && event.level === 'info') look.messages.push(oneLine(event.message));
  if (event.type === 'stage.log' && event.level === 'warn') {
    look.warnings.push(`  ${paint.yellow('!')} ${oneLine(event.message)}`);
  }
  if (event.type !== 'check') return;
  const { verdict, hint } = event.check;
  if (verdict === 'pass' || verdict === 'skip') return;
  look.warnings.push(checkLine(event.check, paint), ...doLines(hint, paint));
}

function checklist(
  record: RunRecord,
  looks: ReadonlyMap<string, Look>,
  { commandLine, reportDir }: ClosingContext,
  paint: Paint,
): readonly string[] {
  const failed = record.stages.filter(({ status }) => status === 'failed');
  const problems = failed.flatMap(({ error }) => (error === undefined ? [] : leavesOf(error)));
  const unseen = record.stages.filter(({ status }) => status === 'skipped' || status === 'cancelled');
  const seen = record.stages.filter(({ status }) => status === 'succeeded');
  const warnings = new Set([...looks.values()].flatMap((look) => look.warnings));
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', paint.bold(title), ...lines];
  return [
    ...part(
      'Missing',
      problems.flatMap(({ code, message, hint }) => [
        `  ${paint.red('✖')} ${oneLine(message)}  ${paint.dim(code)}`,
        ...doLines(hint, paint),
      ]),
    ),
    ...part('Worth a look', [...warnings]),
    ...part(
      'Not looked at, because something is missing',
      unseen.map(({ name }) => `  ${paint.dim('-')} ${name}`),
    ),
    ...part(
      'There',
      seen.flatMap(({ name }) => {
        const { describe = name, messages = [] } = looks.get(name) ?? {};
        return [
          `  ${paint.green('✔')} ${describe}`,
          ...messages.map((message) => paint.dim(`    ${message}`)),
        ];
      }),
    ),
    '',
    verdictLine(record, problems.length, paint),
    ...(reportDir === undefined ? [] : [`  reports ${reportDir}`]),
    ...(record.exitCode === 0 ? [`  next    ${typed('plan', commandLine)}`] : []),
  ];
}

function verdictLine({ exitCode, error }: RunRecord, missing: number, paint: Paint): string {
  if (exitCode === 0) return paint.green('Nothing is missing: a deploy could begin.');
  if (missing === 0) return paint.red(`The look did not end: ${oneLine(error?.message ?? 'cancelled')}`);
  const things = missing === 1 ? '1 thing is' : `${missing} things are`;
  return paint.red(`${things} missing; nothing was changed.`);
}

/** The problems that an error gathers, each by itself. */
function leavesOf(error: ErrorRecord): readonly ErrorRecord[] {
  const { problems = [] } = error;
  return problems.length === 0 ? [error] : problems.flatMap(leavesOf);
}

function doLines(hint: string | null | undefined, paint: Paint): readonly string[] {
  return hint === null || hint === undefined ? [] : [`    ${paint.dim('do')}  ${oneLine(hint)}`];
}
