/**
 * One run at a time per app and environment. The lock is a list of numbered entries. The highest number is the latest holder, and is its fencing token.
 * A run takes the lock by creating the next number; only one of many can. A holder that slept past its lease finds a higher number and must not act.
 */
import { hostname } from 'node:os';
import { lockHeld, lockLost } from '../state-errors.ts';
import type { StateStore } from '../store/state-store.ts';
import type { Clock } from '../words/context.ts';
import { holderActivity } from './holder-activity.ts';
import { isProcessGone, processIdentity } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** What a holder writes about itself. */
export interface LockEntry {
  readonly runId: string;
  readonly pipeline: string;
  readonly host: string;
  readonly process: ProcessIdentity;
  readonly since: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly released: boolean;
}

/** A lock that is held. */
export interface Lock {
  /** The fencing token: higher than that of every holder before. */
  readonly token: number;
  /** Rejects with `LOCK_LOST` unless this run still holds the lock. Called before every change of the world. */
  assertHeld(): Promise<void>;
  /** True once this process knows, without reading the store, that this run must not act or write any more. Then it stays true. */
  isLost(): boolean;
  release(): Promise<void>;
}

/** How long a holder that stopped renewing keeps the lock, in ms. */
const LEASE_MS = 30_000;
const RENEW_MS = 10_000;
const POLL_MS = 250;
const PREFIX = 'lock/';

/**
 * Takes the lock, waiting for another holder for at most `waitMs`.
 *
 * @throws DeployError `LOCK_HELD` (exit code 5) saying who holds it, since when, doing what.
 */
export async function acquireLock(options: {
  readonly store: StateStore;
  readonly clock: Clock;
  readonly runId: string;
  readonly pipeline: string;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}): Promise<Lock> {
  const { store, clock, signal } = options;
  // NaN would never be over.
  const deadline = clock.now() + (options.waitMs > 0 ? options.waitMs : 0);
  for (;;) {
    const holder = await currentEntry(store);
    if (holder === undefined || isFree(holder.entry, clock.now())) {
      const token = (holder?.token ?? 0) + 1;
      const entry = newEntry(options);
      if (await store.create(keyOf(token), JSON.stringify(entry))) {
        await forgetOld(store, token);
        return holdLock(options, token, entry);
      }
      continue;
    }
    if (clock.now() >= deadline) {
      const activity = await holderActivity(store, holder.entry.runId);
      throw lockHeld({ ...holder, activity }, options.waitMs);
    }
    await clock.sleep(Math.min(POLL_MS, deadline - clock.now()), signal);
  }
}

/** The latest holder and its token, even if it no longer holds the lock. */
export async function currentEntry(
  store: StateStore,
): Promise<{ readonly token: number; readonly entry: LockEntry } | undefined> {
  const key = (await store.list(PREFIX)).at(-1);
  const found = key === undefined ? undefined : await store.read(key);
  if (key === undefined || found === undefined) return undefined;
  return { token: Number(key.slice(PREFIX.length)), entry: JSON.parse(found.value) as LockEntry };
}

/** Free: released, expired, or held by a process of this machine that is gone. */
export function isFree(entry: LockEntry, nowMs: number): boolean {
  return entry.released || entry.expiresAt <= nowMs || isProcessGone(entry.process);
}

function holdLock(
  { store, clock, runId }: { readonly store: StateStore; readonly clock: Clock; readonly runId: string },
  token: number,
  first: LockEntry,
): Lock {
  let entry = first;
  let lost = false;
  const isLost = (): boolean => {
    // A lease that has expired once is lost: another run may rely on that.
    lost ||= !entry.released && clock.now() >= entry.expiresAt;
    return lost;
  };
  const write = async (next: LockEntry): Promise<void> => {
    const current = await store.read(keyOf(token));
    if (current === undefined || !(await store.replace(keyOf(token), JSON.stringify(next), current.tag))) {
      lost = true;
      return;
    }
    entry = next;
  };
  let writing = Promise.resolve();
  // One after the other: a renewal that is under way would write over the release, or keep it from being written.
  const update = (change: Partial<LockEntry>): Promise<void> => {
    const mine = writing.then(() => write({ ...entry, ...change }));
    writing = mine.catch(() => undefined);
    return mine;
  };
  const isLatest = sharedLook(async () => (await store.list(PREFIX)).at(-1) === keyOf(token));
  const renew = async (): Promise<void> => {
    if (isLost() || entry.released) return;
    cancel = clock.after(RENEW_MS, renew);
    // If it cannot be renewed, the lease expires, and assertHeld throws before the next change.
    await update({ expiresAt: clock.now() + LEASE_MS }).catch(() => undefined);
  };
  let cancel = clock.after(RENEW_MS, renew);
  return {
    token,
    isLost,
    async assertHeld() {
      lost ||= !(await isLatest());
      // Checked last, because reading may have taken longer than the lease.
      if (isLost()) throw lockLost(runId, token);
    },
    async release() {
      cancel();
      if (await isLatest()) await update({ released: true });
    },
  };
}

/** Shares one read among many callers. A call during a read waits for the next read, because it must not get an answer older than its question. */
function sharedLook<T>(look: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        const mine = look();
        running = mine;
        next = undefined;
        return mine;
      });
    return next;
  };
}

function newEntry(options: {
  readonly clock: Clock;
  readonly runId: string;
  readonly pipeline: string;
}): LockEntry {
  const now = options.clock.now();
  return {
    runId: options.runId,
    pipeline: options.pipeline,
    host: hostname(),
    process: processIdentity(),
    since: new Date(now).toISOString(),
    expiresAt: now + LEASE_MS,
    released: false,
  };
}

/** Removes old entries. The latest few stay, because a slow holder may still read its own. */
async function forgetOld(store: StateStore, token: number): Promise<void> {
  const keys = await store.list(PREFIX);
  await Promise.all(
    keys.filter((key) => key < keyOf(Math.max(0, token - 10))).map((key) => store.remove(key)),
  );
}

/** Where the entry with this token is kept. */
export function keyOf(token: number): string {
  return `${PREFIX}${String(token).padStart(12, '0')}`;
}
