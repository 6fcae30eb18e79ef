/** Reads the lock without holding it, and frees it when its holder cannot. */
import { systemClock } from '../engine/system.ts';
import { unlockToken } from '../state-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Clock } from '../words/context.ts';
import { holderActivity } from './holder-activity.ts';
import { currentEntry, isFree, keyOf } from './lock.ts';
import type { LockEntry } from './lock.ts';

/** The present or last holder of the lock. */
export interface LockStatus {
  readonly token: number;
  readonly entry: LockEntry;
  /** False when it was released, has expired, or its process is gone. Then any run may take it. */
  readonly held: boolean;
  /** What the holder is doing, read from its journal: `in stage fly.switch`. */
  readonly activity: string | undefined;
}

/**
 * The latest holder; undefined when there has never been one.
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
 * Frees the lock. If its holder is still alive, it can change nothing any more, because a higher token exists.
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
  // A new entry, because the holder may renew the old one at this moment.
  if (!(await store.create(keyOf(token + 1), released))) throw unlockToken(token, token + 1);
}
