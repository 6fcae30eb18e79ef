/** State in memory, for tests. It keeps the same promises as a folder, within one process. */
import { randomUUID } from 'node:crypto';
import { keyWords } from './state-key.ts';
import type { StateStore, Versioned } from './state-store.ts';

/** A store that forgets everything when the process ends. */
export function memoryStore(): StateStore {
  const values = new Map<string, Versioned>();
  const logs = new Map<string, string[]>();
  const put = (key: string, value: string): void => void values.set(key, { value, tag: randomUUID() });
  return {
    describe: 'memory',
    async create(key, value) {
      keyWords(key);
      if (values.has(key)) return false;
      put(key, value);
      return true;
    },
    async read(key) {
      keyWords(key);
      return values.get(key);
    },
    async replace(key, value, tag) {
      keyWords(key);
      if (values.get(key)?.tag !== tag) return false;
      put(key, value);
      return true;
    },
    list: async (prefix) => [...values.keys(), ...logs.keys()].filter((key) => key.startsWith(prefix)).sort(),
    async append(key, lines) {
      keyWords(key);
      const log = logs.get(key) ?? [];
      log.push(...lines);
      logs.set(key, log);
    },
    async *lines(key) {
      keyWords(key);
      // A copy: lines added while reading belong to a later reading.
      yield* (logs.get(key) ?? []).slice();
    },
    async remove(key) {
      keyWords(key);
      values.delete(key);
      logs.delete(key);
    },
  };
}
