/** Finishes or undoes a run whose process died. */
import { listRuns, readJournal, readRecord, resumeRun } from '@paintbox/deploy-core';
import type { ExitCode } from '@paintbox/deploy-core';
import { conduct } from './conduct.ts';
import { findRun } from './find-run.ts';
import type { Invocation } from './invocation.ts';

/** Resumes the named run, or the newest one without a verdict. A run that has its verdict is only shown. */
export async function resume(invocation: Invocation): Promise<ExitCode> {
  const { values, config, store } = invocation;
  const runId = await findRun(invocation, values.operands[0] ?? (await newestOpenRun(invocation)));
  const { pipeline: name } = await readRecord(store, runId);
  // When the config no longer has that pipeline, the engine says so; any other one carries the question.
  const pipeline = config.pipelines.find((known) => known.name === name) ?? config.pipelines[0];
  if (pipeline === undefined) throw new TypeError('a checked config has a pipeline');
  const goal = values.switches.has('undo') ? 'undo' : 'finish';
  return conduct(invocation, pipeline, (options) => resumeRun({ ...options, runId, goal }));
}

async function newestOpenRun({ store }: Invocation): Promise<string | undefined> {
  for (const runId of (await listRuns(store)).toReversed()) {
    let ended = false;
    for await (const { event } of readJournal(store, runId)) ended ||= event.type === 'run.ended';
    if (!ended) return runId;
  }
  return undefined;
}
