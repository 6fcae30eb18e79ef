/** Reads, finishes and undoes runs of the past. */
import { acquireLock } from '../lock/lock.ts';
import { paramChanged, paramsWrong } from '../run-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import type { RunRecord } from '../words/record.ts';
import { recordOf } from './record.ts';
import { remindListeners } from './remind-listeners.ts';
import { hasVerdict, runStory } from './run-story.ts';
import type { RunStory } from './run-story.ts';
import { settleRun } from './settle-run.ts';
import type { ResumeOptions } from './settle-run.ts';
import { systemClock } from './system.ts';

/**
 * Finishes or undoes a run that was killed. A run that has its verdict is left as it is, and its record returned; its listeners may finish what they owe.
 *
 * The run keeps the params it started with; the variables of today do not change them.
 *
 * @throws DeployError `PARAMS_WRONG` for other params than the run's, `RUN_UNKNOWN`, `RUN_NOT_RESUMABLE`, `JOURNAL_BROKEN`, `LOCK_HELD`.
 * @example
 * const record = await resumeRun({ ...options, runId: '20261123-061530-1a2b3c4d', goal: 'undo' });
 */
export async function resumeRun(options: ResumeOptions): Promise<RunRecord> {
  const story = await runStory(options.store, options.runId, options);
  assertSameParams(options, story);
  if (hasVerdict(story)) {
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
    return (await settleRun(options, lock)) ?? (await readRecord(options.store, options.runId));
  } finally {
    // A lock that cannot be released now runs out by itself.
    await lock.release().catch(() => undefined);
  }
}

/** Refuses params that the run was not started with: they would be ignored. */
function assertSameParams({ params = {} }: ResumeOptions, story: RunStory): void {
  const problems = Object.entries(params).flatMap(([name, value]) =>
    value === undefined || value === story.params[name] ? [] : [paramChanged(name, story.params[name])],
  );
  if (problems.length > 0) throw paramsWrong(problems);
}

/**
 * The record of a run as its journal tells it.
 *
 * @throws DeployError `RUN_UNKNOWN`, `JOURNAL_BROKEN`.
 * @example
 * const store = fileStore('.paintbox/state');
 * const latest = (await listRuns(store)).at(-1);
 * if (latest !== undefined) console.log((await readRecord(store, latest)).status);
 */
export async function readRecord(store: StateStore, runId: string): Promise<RunRecord> {
  return recordOf(await runStory(store, runId));
}
