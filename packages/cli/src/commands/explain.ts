/** Explains why a run ended as it did: the causal chain from its journal, the meaning of the exit code, and what to do now. */
import { readJournal, readRecord, runState, typed } from '@paintbox/deploy-core/run';
import type { RunEvent } from '@paintbox/deploy-core';
import type { ErrorRecord, ExitCode, RunningRecord, RunRecord } from '@paintbox/deploy-core/run';
import { printDocument } from '../deliver.ts';
import { causalChain } from '../explain/chain.ts';
import type { Link, LinkKind } from '../explain/chain.ts';
import { reasonOf } from '../explain/verdict.ts';
import type { Reason } from '../explain/verdict.ts';
import { createPaint, wantsColour } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { nextCommands } from '../reporters/next-commands.ts';
import { endColour, endSentence } from '../reporters/end-sentence.ts';
import { doingNow } from '../reporters/running.ts';
import { findRun } from './find-run.ts';
import type { Invocation } from './invocation.ts';
import { linesFor } from '../wrap.ts';

/** Prints the explanation; with `--json` as `{ schema: 'paintbox.explanation/1', … }`. Succeeds even for a run that failed. */
export async function explain(invocation: Invocation): Promise<ExitCode> {
  const { io, values, store, closing } = invocation;
  const runId = await findRun(invocation, values.operands[0]);
  const record = await readRecord(store, runId);
  const events: RunEvent[] = [];
  for await (const { event } of readJournal(store, runId)) events.push(event);
  const chain = causalChain(events);
  const reason = reasonOf(record, runState(events));
  const todo =
    record.status === 'running'
      ? [`wait for it; ${typed(`show ${runId}`, closing.commandLine)} shows its progress`]
      : [
          ...hintsOf(record),
          ...nextCommands(record, closing).map((command) => command.replace(' explain ', ' show ')),
        ];
  if (invocation.json) {
    const { pipeline, environment, app, status, note } = record;
    const head = { schema: 'paintbox.explanation/1', runId, pipeline, environment, app, status };
    const code = record.status === 'running' ? {} : { exitCode: record.exitCode };
    const said = note === undefined ? {} : { note };
    return printDocument(io, { ...head, ...code, ...said, ...reason, chain, todo });
  }
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  io.stdout.write(linesFor(io.stdout, lines({ record, chain, reason, todo }, paint)));
  return 0;
}

function lines(
  explanation: {
    readonly record: RunRecord | RunningRecord;
    readonly chain: readonly Link[];
    readonly reason: Reason;
    readonly todo: readonly string[];
  },
  paint: Paint,
): readonly string[] {
  const { record, chain, reason, todo } = explanation;
  const running = record.status === 'running';
  const ended = running
    ? paint.yellow(doingNow(record))
    : endColour(record, paint)(`${endSentence(record)} (exit code ${record.exitCode})`);
  const part = (title: string, rows: readonly string[]): readonly string[] =>
    rows.length === 0 ? [] : ['', paint.bold(title), ...rows.map((row) => `  ${row}`)];
  return [
    `${paint.bold(record.pipeline)} of ${record.app} to ${record.environment}: ${ended}`,
    paint.dim(`run ${record.runId}, ${record.startedAt}`),
    ...(record.note === undefined ? [] : [paint.yellow(oneLine(record.note))]),
    ...part(
      running ? 'What happened so far' : 'What happened',
      chain.map(({ at, kind, sentence }) => `${paint.dim(clockTime(at))}  ${mark(kind, paint)} ${sentence}`),
    ),
    ...part(running ? 'Where it is' : `Why exit code ${record.exitCode}`, [
      oneLine(reason.because),
      `now: ${oneLine(reason.now, 1_000)}`,
    ]),
    ...part('What to do', todo),
  ];
}

const GOOD: readonly LinkKind[] = ['changed', 'undone', 'verified', 'finished'];
const BAD: readonly LinkKind[] = ['saw', 'failed', 'in-doubt', 'undo-failed', 'verify-failed', 'not-changed'];

function mark(kind: LinkKind, paint: Paint): string {
  if (GOOD.includes(kind)) return paint.green('+');
  return BAD.includes(kind) ? paint.red('!') : paint.dim('·');
}

function clockTime(iso: string): string {
  return iso.slice(11, 19);
}

/** The hints of errors and critical checks, each hint once. */
function hintsOf({ error, checks = [] }: RunRecord): readonly string[] {
  const all = (one: ErrorRecord): readonly (string | null)[] => [
    ...(one.problems ?? []).flatMap(all),
    one.hint,
  ];
  const deciding = checks.filter(
    ({ critical, verdict }) => critical && (verdict === 'fail' || verdict === 'inconclusive'),
  );
  const hints = error === undefined ? [] : [...deciding.map(({ hint }) => hint ?? null), ...all(error)];
  return [...new Set(hints.filter((hint) => hint !== null).map((hint) => oneLine(hint, 1_000)))];
}
