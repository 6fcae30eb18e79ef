/** A view of a store that refuses every change, for read-only runs. */
import { stateReadOnly } from '../state-errors.ts';
import type { StateStore } from './state-store.ts';

/**
 * The same state, read-only.
 *
 * @throws DeployError `STATE_READ_ONLY` from the operations that would change it.
 */
export function readingOnly(store: StateStore): StateStore {
  const refuse = async (key: string): Promise<never> => {
    throw stateReadOnly(key);
  };
  return {
    describe: store.describe,
    read: (key) => store.read(key),
    list: (prefix) => store.list(prefix),
    lines: (key) => store.lines(key),
    create: refuse,
    replace: refuse,
    append: refuse,
    remove: refuse,
  };
}
