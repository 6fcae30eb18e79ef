/** Handles everything around a run: reporter, signals, questions, reports, closing words. The caller gives the work. */
import { resolve } from 'node:path';
import type { Pipeline } from '@paintbox/deploy-core';
import { readSource, typed } from '@paintbox/deploy-core/run';
import type { ExitCode, RunOptions, RunRecord } from '@paintbox/deploy-core/run';
import { ask } from '../ask.ts';
import { parseDuration } from '../arguments/duration.ts';
import { afterLosses, delivered } from '../deliver.ts';
import { runMayChange } from '../may-change.ts';
import { printable } from '../printable.ts';
import { chooseReporter, humanOutput, isForPrograms } from '../reporters/choose-reporter.ts';
import type { Reporter } from '../reporters/reporter.ts';
import { usualDurations } from '../reporters/usual.ts';
import { prepareReportDir, writeReports } from '../reports/write-reports.ts';
import { watchSignals } from '../signals.ts';
import { heldByFleets } from './fleet/held-by-fleets.ts';
import { runBasics } from './invocation.ts';
import type { Invocation } from './invocation.ts';

/**
 * Runs `work` with everything a run needs from the command line, and returns the exit code of its record.
 *
 * @throws DeployError `CLI_REPORT_DIR` before anything is started, and every error of `work`.
 */
export async function conduct(
  invocation: Invocation,
  pipeline: Pipeline,
  work: (options: RunOptions) => Promise<RunRecord>,
  { checklist = false }: { readonly checklist?: boolean } = {},
): Promise<ExitCode> {
  const { io, values, config } = invocation;
  const reportDir = values.values['report-dir'];
  if (reportDir !== undefined) await prepareReportDir(resolve(io.cwd, reportDir));
  const reporter = await chooseReporter({
    io,
    name: invocation.reporter,
    json: invocation.json,
    noColour: values.switches.has('no-color'),
    verbose: values.switches.has('verbose'),
    closing: invocation.closing,
    pipeline,
    usual: () => usualDurations(invocation.store, pipeline.name),
    checklist,
  });
  const controller = new AbortController();
  const changes = runMayChange(pipeline, values.params);
  const unwatch = watchSignals({
    source: io.signals,
    controller,
    ...(changes
      ? { resume: typed('resume', invocation.closing.commandLine) }
      : {
          resume: undefined,
          does: 'ending; this run only looks',
          leaves: 'stopped; this run changed nothing',
        }),
    say(message) {
      if (reporter.notice === undefined) void reporter.aside(() => io.stderr.write(`\n${message}\n`));
      else reporter.notice(message);
    },
    insist: (code, message) => {
      reporter.release();
      io.stderr.write(`\n${message}\n`);
      // 130 and 143 promise that nothing is left. Nobody can promise that now.
      io.exitNow?.(changes ? 4 : code);
    },
  });
  const confirm = createConfirm(invocation, reporter, controller.signal);
  // Not every time limit keeps the process alive. Without this timer, the process could end before the limit is reached.
  const awake = setInterval(() => {}, 60_000);
  try {
    const record = await work({
      ...runBasics(invocation, pipeline, controller.signal),
      source: await readSource(io.env, io.cwd),
      listeners: [reporter, ...(config.listeners ?? [])],
      noRollback: values.switches.has('no-rollback'),
      heldImage: (digest) => heldByFleets(invocation, digest),
      lockWaitMs: duration(invocation, 'lock-wait') ?? 0,
      timeoutMs: duration(invocation, 'time-limit'),
      // A cancelled CI job may kill only the shell. Nobody would see what this process still changes.
      watchParent: watchesParent(invocation),
      ...(confirm === undefined ? {} : { confirm }),
    });
    await reporter.close();
    const reports = reportDir === undefined ? undefined : await keptReports(invocation, record, reportDir);
    await reporter.conclude(record);
    return afterLosses(io, record.exitCode, [
      { what: `--report-dir ${reportDir}`, error: reports },
      { what: `an event of run ${record.runId}`, error: await reporter.lost?.() },
      { what: `the record of run ${record.runId}`, error: await printed(invocation, record) },
    ]);
  } finally {
    clearInterval(awake);
    unwatch();
    await reporter.close();
  }
}

/** A flag that the parser has read as a length of time, in ms. */
function duration({ values }: Invocation, flag: string): number | undefined {
  const given = values.values[flag];
  return given === undefined ? undefined : parseDuration(given);
}

/** In CI always. */
export function watchesParent({ values, io }: Invocation): boolean {
  const ci = io.env['CI'];
  return values.switches.has('watch-parent') || (ci !== undefined && !['', '0', 'false'].includes(ci));
}

/** Prints the record or the documents of the run last, without decoration, so that they can be copied. Returns the error if that fails. */
async function printed({ io, json, reporter }: Invocation, record: RunRecord): Promise<unknown> {
  if (json) return delivered(io, `${JSON.stringify(record)}\n`, 'document');
  const documents = isForPrograms(reporter) ? [] : (record.outputs ?? []);
  if (documents.length === 0) return undefined;
  return delivered(io, documents.map(({ text }) => `\n${printable(text).trimEnd()}\n`).join(''), 'lines');
}

/** Writes the reports. Returns the error if that fails. */
async function keptReports({ io, closing }: Invocation, record: RunRecord, folder: string): Promise<unknown> {
  return writeReports(record, resolve(io.cwd, folder), closing.commandLine).catch((error: unknown) => error);
}

/** Undefined where no person can answer. */
function createConfirm(
  invocation: Invocation,
  reporter: Reporter,
  signal: AbortSignal,
): ((question: string) => Promise<boolean>) | undefined {
  const { io, values } = invocation;
  const output = humanOutput(io, invocation.json || isForPrograms(invocation.reporter));
  if (values.switches.has('yes')) {
    return (question) =>
      reporter.aside(() => {
        output.write(`${question} yes, as --yes says\n`);
        return true;
      });
  }
  const { stdin } = io;
  if (stdin?.isTTY !== true || output.isTTY !== true) return undefined;
  return (question) => reporter.aside(() => ask(question, { input: stdin, output, signal }));
}
