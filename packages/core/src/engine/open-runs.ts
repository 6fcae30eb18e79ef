/** Notes of runs without a verdict, so that the next run finds those whose process was killed. */
import type { StateStore } from '../store/state-store.ts';

const OPEN = 'open/';

/** Notes that a run has begun. */
export async function markOpen(store: StateStore, runId: string, at: string): Promise<void> {
  await store.create(`${OPEN}${runId}`, at);
}

/** Removes the note, once the run has its verdict. */
export async function unmarkOpen(store: StateStore, runId: string): Promise<void> {
  await store.remove(`${OPEN}${runId}`);
}

/** The runs without a verdict, oldest first. */
export async function openRuns(store: StateStore): Promise<readonly string[]> {
  return (await store.list(OPEN)).map((key) => key.slice(OPEN.length));
}

/** When a run without a verdict began; undefined for any other run. */
export async function openSince(store: StateStore, runId: string): Promise<string | undefined> {
  return (await store.read(`${OPEN}${runId}`))?.value;
}
