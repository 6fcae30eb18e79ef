/** Reads, finishes and undoes runs of the past. */
import { acquireLock } from '../lock/lock.ts';
import type { StateStore } from '../store/state-store.ts';
import type { RunRecord } from '../words/record.ts';
import { recordOf } from './record.ts';
import { remindListeners } from './remind-listeners.ts';
import { hasVerdict, runStory } from './run-story.ts';
import { settleRun } from './settle-run.ts';
import type { ResumeOptions } from './settle-run.ts';
import { systemClock } from './system.ts';

/**
 * Finishes or undoes a run that was killed. A run that has its verdict is left as it is, and its record returned; its listeners may finish what they owe.
 *
 * @throws DeployError `RUN_UNKNOWN`, `RUN_NOT_RESUMABLE`, `JOURNAL_BROKEN`, `LOCK_HELD`.
 * @example
 * const record = await resumeRun({ ...options, runId: '20261123-061530-1a2b3c4d', goal: 'undo' });
 */
export async function resumeRun(options: ResumeOptions): Promise<RunRecord> {
  const story = await runStory(options.store, options.runId, options);
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
