/** Finishes or undoes a run whose process died. */
import { lockStatus, readRecord, resumeRun } from '@paintbox/deploy-core/run';
import type { ExitCode } from '@paintbox/deploy-core/run';
import { nothingToResume, runUnderWay } from '../errors.ts';
import { humanOutput } from '../reporters/choose-reporter.ts';
import { conduct } from './conduct.ts';
import { findRun, newestOpenRun } from './find-run.ts';
import type { Invocation } from './invocation.ts';

/** Resumes the named run, or the newest one without a verdict. A named run that has its verdict is only shown. */
export async function resume(invocation: Invocation): Promise<ExitCode> {
  const { io, values, config, store } = invocation;
  const named = values.operands[0] ?? (await newestOpenRun(store));
  if (named === undefined) {
    if (!values.switches.has('if-needed')) throw nothingToResume();
    humanOutput(io, invocation.json || invocation.reporter === 'jsonl').write(
      'every run has its verdict: nothing to resume\n',
    );
    return 0;
  }
  const runId = await findRun(invocation, named);
  const { pipeline: name, status } = await readRecord(store, runId);
  // A run under way that holds the lock is waited for, up to --lock-wait. One that only reads has no lock, and must not be touched.
  if (status === 'running' && (await lockStatus(store))?.entry.runId !== runId) {
    throw runUnderWay(runId, 'there is nothing to resume');
  }
  // If the config no longer has that pipeline, pass another one: the engine then reports the problem.
  const pipeline = config.pipelines.find((known) => known.name === name) ?? config.pipelines[0];
  if (pipeline === undefined) throw new TypeError('a checked config has a pipeline');
  const goal = values.switches.has('undo') ? 'undo' : 'finish';
  return conduct(invocation, pipeline, (options) => resumeRun({ ...options, runId, goal }));
}
