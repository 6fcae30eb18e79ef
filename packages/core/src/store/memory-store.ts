/** State in memory, for tests. It keeps the same promises as a folder, within one process. */
import { randomUUID } from 'node:crypto';
import type { StateStore, Versioned } from './state-store.ts';

/** A store that forgets everything when the process ends. */
export function memoryStore(): StateStore {
  const values = new Map<string, Versioned>();
  const logs = new Map<string, string[]>();
  const put = (key: string, value: string): void => void values.set(key, { value, tag: randomUUID() });
  return {
    describe: 'memory',
    async create(key, value) {
      if (values.has(key)) return false;
      put(key, value);
      return true;
    },
    read: async (key) => values.get(key),
    async replace(key, value, tag) {
      if (values.get(key)?.tag !== tag) return false;
      put(key, value);
      return true;
    },
    list: async (prefix) => [...values.keys(), ...logs.keys()].filter((key) => key.startsWith(prefix)).sort(),
    async append(key, lines) {
      logs.set(key, [...(logs.get(key) ?? []), ...lines]);
    },
    async *lines(key) {
      yield* logs.get(key) ?? [];
    },
    async remove(key) {
      values.delete(key);
      logs.delete(key);
    },
  };
}
