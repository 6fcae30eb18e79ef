/** Looks at the lock from outside, and frees it for a holder that cannot. */
import { systemClock } from '../engine/system.ts';
import { unlockToken } from '../state-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Clock } from '../words/context.ts';
import { holderActivity } from './holder-activity.ts';
import { currentEntry, isFree, keyOf } from './lock.ts';
import type { LockEntry } from './lock.ts';

/** Who holds the lock, or held it last. */
export interface LockStatus {
  readonly token: number;
  readonly entry: LockEntry;
  /** False when it was released, has run out, or its process is gone: then anybody may take it. */
  readonly held: boolean;
  /** What the holder's journal says it is doing: `in stage fly.release`. */
  readonly activity: string | undefined;
}

/**
 * The latest holder; undefined when there was never one.
 *
 * @example
 * const status = await lockStatus(fileStore('.paintbox/state'));
 * if (status?.held === true) console.log(`held by run ${status.entry.runId} since ${status.entry.since}`);
 */
export async function lockStatus(
  store: StateStore,
  clock: Clock = systemClock,
): Promise<LockStatus | undefined> {
  const current = await currentEntry(store);
  if (current === undefined) return undefined;
  const held = !isFree(current.entry, clock.now());
  const activity = held ? await holderActivity(store, current.entry.runId) : undefined;
  return { ...current, held, activity };
}

/**
 * Frees the lock for whoever wants it next. Its holder, should it still live, can change nothing any more: a higher token exists.
 *
 * @throws DeployError `UNLOCK_TOKEN` unless `token` is the current one.
 * @example
 * const store = fileStore('.paintbox/state');
 * const status = await lockStatus(store);
 * if (status !== undefined) await forceUnlock(store, status.token);
 */
export async function forceUnlock(store: StateStore, token: number): Promise<void> {
  const current = await currentEntry(store);
  if (current?.token !== token) throw unlockToken(token, current?.token);
  if (current.entry.released) return;
  const released = JSON.stringify({ ...current.entry, released: true });
  // A new entry, because the holder may be about to renew the old one.
  if (!(await store.create(keyOf(token + 1), released))) throw unlockToken(token, token + 1);
}
