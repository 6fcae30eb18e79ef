/** Lists the latest runs. */
import { listRuns, readRecord } from '@paintbox/deploy-core';
import type { ExitCode } from '@paintbox/deploy-core';
import { durationText } from '../arguments/duration.ts';
import { noRuns, reason } from '../errors.ts';
import { createPaint, wantsColour } from '../paint.ts';
import type { Invocation } from './invocation.ts';

/** Enough to see a pattern, and it fits on a screen. */
const MOST_RUNS = 20;

/** Prints one line for each run, newest first. With `--json`: `{ schema: 'paintbox.history/1', runs: RunRecord[] }`. */
export async function history(invocation: Invocation): Promise<ExitCode> {
  const { io, store, values } = invocation;
  const ids = (await listRuns(store)).toReversed();
  if (ids.length === 0 && !invocation.json) throw noRuns(invocation.closing.recordedAt ?? store.describe);
  const read = await Promise.all(
    ids.slice(0, MOST_RUNS).map(async (id) => {
      try {
        return { id, record: await readRecord(store, id) };
      } catch (error) {
        // One broken journal must not hide the others.
        return { id, broken: reason(error) };
      }
    }),
  );
  if (invocation.json) {
    const runs = read.flatMap((run) => ('record' in run ? [run.record] : []));
    const broken = read.flatMap((run) => ('broken' in run ? [{ runId: run.id, message: run.broken }] : []));
    io.stdout.write(`${JSON.stringify({ schema: 'paintbox.history/1', runs, broken })}\n`);
    return 0;
  }
  const paint = createPaint(wantsColour(io.stdout, io.env, values.switches.has('no-color')));
  const lines = read.map((run) => {
    if ('broken' in run) return `${run.id}  ${paint.red('unreadable')}  ${run.broken}`;
    const { record } = run;
    const colour = record.status === 'succeeded' ? paint.green : paint.red;
    const release = record.release === undefined ? '' : `  release ${record.release.version}`;
    return `${run.id}  ${colour(record.status.padEnd(15))} ${record.pipeline}  ${paint.dim(durationText(record.durationMs))}${release}`;
  });
  const more = ids.length > MOST_RUNS ? [paint.dim(`… and ${ids.length - MOST_RUNS} older ones`)] : [];
  io.stdout.write(`${[...lines, ...more].join('\n')}\n`);
  return 0;
}
