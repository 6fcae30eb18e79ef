/** What the holder of the lock is doing right now, read from its journal, for runs that wait for the lock. */
import { readState } from '../run-state/read-state.ts';
import type { RunState, StageActivity } from '../run-state/run-state.ts';
import type { StateStore } from '../store/state-store.ts';

const DOING: Readonly<Record<StageActivity['doing'], string>> = {
  run: 'in stage',
  undo: 'taking back',
  verify: 'verifying with',
};

/** `in stage fly.switch`, `taking back fly.switch`; undefined when its journal shows no activity. */
export async function holderActivity(store: StateStore, runId: string): Promise<string | undefined> {
  try {
    return activityText(await readState(store, runId));
  } catch {
    // A journal that cannot be read must not hide who holds the lock.
    return undefined;
  }
}

/** What the stages of a run are doing, in words; undefined when they do nothing. */
function activityText({ stages }: RunState): string | undefined {
  const busy = [...stages.values()].flatMap(({ name, activity }) =>
    activity === undefined ? [] : [{ name, doing: DOING[activity.doing] }],
  );
  const [first] = busy;
  return first && `${first.doing} ${busy.map(({ name }) => name).join(', ')}`;
}
