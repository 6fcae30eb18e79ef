/** Reads, finishes and undoes runs of the past. */
import { acquireLock, currentEntry, isFree } from '../lock/lock.ts';
import { isProcessHere } from '../lock/process-identity.ts';
import { paramChanged, paramsWrong } from '../run-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Clock } from '../words/context.ts';
import type { RunningRecord, RunRecord } from '../words/record.ts';
import { recordOf, runningRecordOf } from './record.ts';
import { remindListeners } from './remind-listeners.ts';
import { runStory } from './run-story.ts';
import type { RunStory } from './run-story.ts';
import { settleRun } from './settle-run.ts';
import type { ResumeOptions } from './settle-run.ts';
import { systemClock } from './system.ts';

/**
 * Finishes or undoes a run that was killed. A run that has its verdict is left as it is and its record is returned; its listeners may finish their work.
 *
 * The run keeps the params it started with. Variables of the present environment do not change them.
 *
 * @throws DeployError `PARAMS_WRONG` for other params than the run's, `RUN_UNKNOWN`, `RUN_NOT_RESUMABLE`, `JOURNAL_BROKEN`, `LOCK_HELD`.
 * @example
 * const record = await resumeRun({ ...options, runId: '20261123-061530-1a2b3c4d', goal: 'undo' });
 */
export async function resumeRun(options: ResumeOptions): Promise<RunRecord> {
  const story = await runStory(options.store, options.runId, options);
  assertSameParams(options, story);
  if (story.state.verdict !== undefined) {
    await remindListeners(options, story);
    return recordOf(story);
  }
  const lock = await acquireLock({
    store: options.store,
    clock: options.clock ?? systemClock,
    signal: options.signal ?? new AbortController().signal,
    runId: options.runId,
    pipeline: story.run.pipeline,
    waitMs: options.lockWaitMs ?? 0,
  });
  try {
    return (await settleRun(options, lock)) ?? recordOf(await runStory(options.store, options.runId));
  } finally {
    // If the lock cannot be released now, its lease expires.
    await lock.release().catch(() => undefined);
  }
}

/** Refuses params that the run was not started with: they would be ignored. */
function assertSameParams({ params = {} }: ResumeOptions, story: RunStory): void {
  const then = story.state.started?.params ?? {};
  const problems = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === then[name] ? [] : [paramChanged(name, then[name])],
  );
  if (problems.length > 0) throw paramsWrong(problems);
}

/**
 * Reads the record of a run from its journal. A run under way has status `running`. A run without a verdict whose process is gone needs a person, or `resumeRun`.
 *
 * @throws DeployError `RUN_UNKNOWN`, `JOURNAL_BROKEN`.
 * @example
 * const store = fileStore('.paintbox/state');
 * const latest = (await listRuns(store)).at(-1);
 * if (latest !== undefined) console.log((await readRecord(store, latest)).status);
 */
export async function readRecord(
  store: StateStore,
  runId: string,
  clock: Clock = systemClock,
): Promise<RunRecord | RunningRecord> {
  // Checked before the journal is read: a run that ends in between is then read with its verdict.
  const holder = await currentEntry(store);
  const story = await runStory(store, runId);
  const { verdict, started } = story.state;
  if (verdict !== undefined) return recordOf(story);
  const nowMs = clock.now();
  const holds = holder?.entry.runId === runId && !isFree(holder.entry, nowMs);
  // A run that only reads takes no lock, so look for its process.
  const reads = started?.token === null && started.process !== undefined && isProcessHere(started.process);
  return holds || reads ? runningRecordOf(story, nowMs) : recordOf(story);
}
