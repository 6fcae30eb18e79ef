/** Copies of a state, so that each case begins with the same. */
import type { StateStore } from '@paintbox/deploy-core';
import { memoryStore } from '@paintbox/deploy-core/testing';

/** What a store holds. */
export interface Stored {
  readonly values: Readonly<Record<string, string>>;
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

/** Reads all of it. */
export async function storedIn(store: StateStore): Promise<Stored> {
  const values: Record<string, string> = {};
  const logs: Record<string, readonly string[]> = {};
  for (const key of await store.list('')) {
    const found = await store.read(key);
    if (found === undefined) logs[key] = await Array.fromAsync(store.lines(key));
    else values[key] = found.value;
  }
  return { values, logs };
}

/** A store that holds the same. */
export async function storeOf({ values, logs }: Stored): Promise<StateStore> {
  const store = memoryStore();
  for (const [key, value] of Object.entries(values)) await store.create(key, value);
  for (const [key, lines] of Object.entries(logs)) await store.append(key, lines, { durable: false });
  return store;
}
