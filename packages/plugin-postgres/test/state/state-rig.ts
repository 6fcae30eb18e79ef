/** Opens states for tests. */
import type { StateStore } from '@paintbox/deploy-core';
import { postgres } from '../../src/index.ts';

/** The state of an app in production. */
export function openState(url: string, app = 'shop', schema?: string): StateStore {
  return postgres({ url, schema })({ app, environment: 'production', env: {} });
}

export async function linesOf(store: StateStore, key: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of store.lines(key)) lines.push(line);
  return lines;
}
