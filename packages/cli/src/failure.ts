/** Reports why nothing was run: as text, as the one JSON document, or as the one event, as requested. */
import { arch, platform } from 'node:process';
import { isDeployError } from '@paintbox/deploy-core';
import { errorRecord, statusOf, typedError } from '@paintbox/deploy-core/run';
import type { CommandLine, ErrorRecord, ExitCode, RunRecord } from '@paintbox/deploy-core/run';
import { GLOBAL_FLAGS } from './arguments/flags.ts';
import { hasSwitch, tokenize } from './arguments/tokens.ts';
import { commandLineOf } from './command-line.ts';
import { printDocument } from './deliver.ts';
import type { Io } from './io.ts';
import { createPaint, wantsColour } from './paint.ts';
import { errorLines } from './reporters/details.ts';
import { automatic } from './reporters/automatic.ts';
import { errorFields, logLine } from './reporters/log.ts';
import { annotation } from './reporters/annotation.ts';
import { cliVersion } from './version.ts';
import { linesFor } from './wrap.ts';

const BUG_HINT =
  "this is a bug: report it, with the lines above, in the project's issue tracker; if a run was under way, `paintbox-deploy resume` finishes or undoes it";

/** Reports an error that ended `main`, and returns the exit code. */
export async function reportFailure(
  error: unknown,
  argv: readonly string[],
  io: Io,
  startedAt: Date,
): Promise<ExitCode> {
  const known = isDeployError(error);
  const exitCode = known ? error.exitCode : 70;
  const line = lineOf(argv, io);
  const shown = typedError(known ? errorRecord(error) : { ...errorRecord(error), hint: BUG_HINT }, line);
  const reporter = reporterOf(argv);
  const trace = known ? [] : [traceOf(error), versions()];
  if (reporter === 'log') {
    const { message } = shown;
    const stack = known ? {} : { stack: trace.join('\n') };
    logLine(io.stderr, {
      time: new Date().toISOString(),
      level: 'error',
      event: 'failure',
      message,
      ...errorFields(shown),
      ...stack,
    });
  } else {
    const paint = createPaint(wantsColour(io.stderr, io.env, hasSwitch(argv, 'no-color')));
    io.stderr.write(linesFor(io.stderr, [...trace, ...errorLines(shown, paint)]));
  }
  const record = failureRecord(shown, exitCode, startedAt);
  if (hasSwitch(argv, 'json')) return printDocument(io, record, exitCode);
  if (reporter === 'jsonl') {
    const { status, durationMs, endedAt: ts } = record;
    const event = { ts, runId: '', seq: 1, type: 'run.ended', status, exitCode, durationMs, error: shown };
    return printDocument(io, event, exitCode);
  }
  if (reporter === 'github' || (reporter === 'auto' && automatic(io.stdout, io.env) === 'github')) {
    io.stdout.write(`${annotation('error', shown.code, [shown.message, shown.hint ?? ''].join('\n'))}\n`);
  }
  return exitCode;
}

/** A record for a run that never started, in the same shape as any record, so that programs need only one. */
function failureRecord(error: ErrorRecord, exitCode: ExitCode, startedAt: Date): RunRecord {
  const endedAt = new Date();
  return {
    schema: 'paintbox.run/1',
    runId: '',
    pipeline: '',
    environment: '',
    app: '',
    status: statusOf(exitCode),
    url: '',
    exitCode,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    durationMs: endedAt.getTime() - startedAt.getTime(),
    stages: [],
    error,
  };
}

function reporterOf(argv: readonly string[]): string {
  return tokenize(argv, GLOBAL_FLAGS).flags.find(({ name }) => name === 'reporter')?.value ?? 'auto';
}

/** The typed environment and config, even when the command line could not be parsed. */
function lineOf(argv: readonly string[], { env }: Io): CommandLine {
  const { flags } = tokenize(argv, GLOBAL_FLAGS);
  const given = (name: string): string | undefined => flags.find((flag) => flag.name === name)?.value;
  return commandLineOf({ env: given('env'), config: given('config') }, env);
}

function traceOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}

function versions(): string {
  return `paintbox-deploy ${cliVersion()}, Node ${process.version}, ${platform} ${arch}`;
}
