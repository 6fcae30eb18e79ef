/** Shows a run of the past. */
import { resolve } from 'node:path';
import { readRecord } from '@paintbox/deploy-core/run';
import type { ExitCode, StageRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import { afterLosses, printDocument } from '../deliver.ts';
import { runUnderWay } from '../errors.ts';
import { createPaint, wantsColour } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';
import { detailLines } from '../reporters/details.ts';
import { runningLines } from '../reporters/running.ts';
import { prepareReportDir, writeReports } from '../reports/write-reports.ts';
import { findRun } from './find-run.ts';
import type { Invocation } from './invocation.ts';
import { linesFor } from '../wrap.ts';

/** Prints the record; for a run under way, the record so far. `--report-dir` writes its reports again. Succeeds even for a run that failed. */
export async function show(invocation: Invocation): Promise<ExitCode> {
  const { io, values, closing } = invocation;
  const record = await readRecord(invocation.store, await findRun(invocation, values.operands[0]));
  let exitCode: ExitCode = 0;
  if (closing.reportDir !== undefined) {
    if (record.status === 'running')
      throw runUnderWay(record.runId, 'its reports are written when it has ended');
    const folder = resolve(io.cwd, closing.reportDir);
    await prepareReportDir(folder);
    const error = await writeReports(record, folder, closing.commandLine).catch((cause: unknown) => cause);
    exitCode = afterLosses(io, 0, [{ what: `--report-dir ${closing.reportDir}`, error }]);
  }
  if (invocation.json) return printDocument(io, record, exitCode);
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  const lines = [
    `${paint.bold(record.pipeline)} → ${paint.bold(record.environment)}  ${record.app}  ${paint.dim(record.startedAt)}`,
    ...(record.note === undefined ? [] : [paint.yellow(oneLine(record.note))]),
    ...record.stages.map((stage) => stageLine(stage, paint)),
    ...(record.status === 'running'
      ? runningLines(record, closing, paint)
      : ['', ...detailLines(record, closing, paint)]),
  ];
  io.stdout.write(linesFor(io.stdout, lines));
  return exitCode;
}

function stageLine(stage: StageRecord, paint: Paint): string {
  const colour = {
    succeeded: paint.green,
    failed: paint.red,
    'undo-failed': paint.red,
    undone: paint.yellow,
    cancelled: paint.yellow,
    skipped: paint.dim,
    waiting: paint.dim,
    running: paint.yellow,
  }[stage.status];
  const error = stage.error === undefined ? '' : `  ${stage.error.code}: ${oneLine(stage.error.message)}`;
  return `  ${colour(stage.status.padEnd(11))} ${stage.name}  ${paint.dim(durationText(stage.durationMs))}${error}`;
}
