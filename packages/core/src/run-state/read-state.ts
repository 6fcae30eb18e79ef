/** Reads the state of a run from its journal, one event at a time. */
import { readJournal } from '../journal/journal.ts';
import type { StateStore } from '../store/state-store.ts';
import { createFold } from './fold.ts';
import type { RunState } from './run-state.ts';

/**
 * The state of a run, folded from its journal.
 *
 * @throws DeployError `JOURNAL_BROKEN` when it was changed, `JOURNAL_NEWER` when a later version wrote it.
 * @example
 * const store = fileStore('.paintbox/state');
 * const { verdict, turn } = await readState(store, '20261123-061530-1a2b3c4d');
 * console.log(verdict?.status ?? turn?.error.message);
 */
export async function readState(store: StateStore, runId: string): Promise<RunState> {
  const fold = createFold();
  for await (const { event } of readJournal(store, runId)) fold.see(event);
  return fold.state;
}
