/** A store with chosen faults: a full disk, a bucket that answers too late, a lost reply. */
import type { StateStore } from '../store/state-store.ts';
import { storeFailed } from './errors.ts';

/** The operations of a store. */
export type StoreOperation = 'create' | 'read' | 'replace' | 'list' | 'append' | 'lines' | 'remove';

/** One way for a store to fail. */
export interface StoreFault {
  readonly operation: StoreOperation;
  /** Only keys that start with this. Default: every key. */
  readonly key?: string | undefined;
  /** The first call that fails, counted from 1 among those that match. Default 1. */
  readonly from?: number | undefined;
  /** How many calls fail. Default: all from the first one on. */
  readonly times?: number | undefined;
  /** `fail` throws without doing anything; `lost-reply` does the work and then throws. Default `fail`. */
  readonly kind?: 'fail' | 'lost-reply' | undefined;
  /** What is thrown. Default: a DeployError `STORE_FAULT`. */
  readonly error?: unknown;
}

/** A store with faults, and the calls it got. */
export interface FaultyStore extends StateStore {
  readonly calls: readonly { readonly operation: StoreOperation; readonly key: string }[];
}

/**
 * Wraps a store so that some of its operations fail.
 *
 * @example
 * const full = faultyStore(memoryStore(), [{ operation: 'append', from: 3, error: new Error('ENOSPC') }]);
 */
export function faultyStore(store: StateStore, faults: readonly StoreFault[]): FaultyStore {
  const calls: { readonly operation: StoreOperation; readonly key: string }[] = [];
  const due = faults.map((fault) => ({ fault, seen: 0 }));
  const hit = (operation: StoreOperation, key: string): StoreFault | undefined => {
    calls.push({ operation, key });
    let found: StoreFault | undefined;
    for (const one of due) {
      const { from = 1, times = Infinity } = one.fault;
      if (one.fault.operation !== operation || !key.startsWith(one.fault.key ?? '')) continue;
      one.seen += 1;
      if (one.seen >= from && one.seen < from + times) found ??= one.fault;
    }
    return found;
  };
  const through = async <T>(operation: StoreOperation, key: string, work: () => Promise<T>): Promise<T> => {
    const fault = hit(operation, key);
    if (fault === undefined) return work();
    if (fault.kind === 'lost-reply') await work();
    throw fault.error ?? storeFailed(operation, key);
  };
  return {
    calls,
    describe: store.describe,
    create: (key, value) => through('create', key, () => store.create(key, value)),
    read: (key) => through('read', key, () => store.read(key)),
    replace: (key, value, tag) => through('replace', key, () => store.replace(key, value, tag)),
    list: (prefix) => through('list', prefix, () => store.list(prefix)),
    append: (key, lines, options) => through('append', key, () => store.append(key, lines, options)),
    async *lines(key) {
      const fault = hit('lines', key);
      // The read breaks off; the lines before that were delivered.
      if (fault === undefined || fault.kind === 'lost-reply') yield* store.lines(key);
      if (fault !== undefined) throw fault.error ?? storeFailed('lines', key);
    },
    remove: (key) => through('remove', key, () => store.remove(key)),
  };
}
