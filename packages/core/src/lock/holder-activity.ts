/** What a run is doing right now, as its journal tells whoever waits for its lock. */
import { readJournal } from '../journal/journal.ts';
import type { StateStore } from '../store/state-store.ts';

/** `in stage fly.release`, `taking back fly.release`; undefined when its journal does not say. */
export async function holderActivity(store: StateStore, runId: string): Promise<string | undefined> {
  const running = new Set<string>();
  let doing = 'in stage';
  try {
    for await (const { event } of readJournal(store, runId)) {
      if (event.type === 'undo.started') doing = 'taking back';
      if (event.type === 'verify.started') doing = 'verifying with';
      if (STARTS.has(event.type) && 'stage' in event) running.add(event.stage);
      if (ENDS.has(event.type) && 'stage' in event) running.delete(event.stage);
    }
  } catch {
    // Whoever waits wants to know who holds the lock; a journal that cannot be read must not hide that.
    return undefined;
  }
  return running.size === 0 ? undefined : `${doing} ${[...running].join(', ')}`;
}

const STARTS: ReadonlySet<string> = new Set(['stage.started', 'undo.started', 'verify.started']);
const ENDS: ReadonlySet<string> = new Set([
  'stage.succeeded',
  'stage.failed',
  'stage.cancelled',
  'stage.skipped',
  'undo.succeeded',
  'undo.failed',
  'verify.succeeded',
  'verify.failed',
]);
