// A handler of the key set, and two sets that it may serve.
import { createJwksHandler } from '../../src/jwks/index.ts';
import type { JwksFailure, JwksHandlerOptions } from '../../src/jwks/index.ts';
import { generateKey } from '../../src/keys/generate-key.ts';
import { publicSet } from '../../src/keys/private-document.ts';
import type { PublicSet } from '../../src/keys/public-jwk.ts';

const now = new Date('2026-11-23T10:00:00Z');
export const first: PublicSet = publicSet({ v: 1, keys: [await generateKey({ now })] });
export const second: PublicSet = publicSet({
  v: 1,
  keys: [await generateKey({ now }), await generateKey({ now })],
});
const url = 'https://paintbox.example/.well-known/jwks.json';
export const hour = 60 * 60 * 1_000;

/** What a test may set and see. */
export interface RigWorld {
  nowMs: number;
  loads: number;
  readonly failures: JwksFailure[];
  source: () => Promise<string>;
}

export interface Rig {
  readonly world: RigWorld;
  readonly send: (method?: string, headers?: Record<string, string>) => Promise<Response>;
}

/** A handler whose time and source are in the test's hands. */
export function rig(options: Partial<JwksHandlerOptions> = {}): Rig {
  const world: RigWorld = {
    nowMs: 1_000_000,
    loads: 0,
    failures: [],
    source: () => Promise.resolve(JSON.stringify(first)),
  };
  const handler = createJwksHandler({
    load: () => {
      world.loads += 1;
      return world.source();
    },
    clock: () => world.nowMs,
    onError: (failure) => world.failures.push(failure),
    ...options,
  });
  const send: Rig['send'] = (method = 'GET', headers = {}) => handler(new Request(url, { method, headers }));
  return { world, send };
}

/** Lets a read in the background come to its end; its source answers at once. */
export const backgroundRead = (): Promise<void> => new Promise((done) => setImmediate(done));

export const down = (): Promise<string> => Promise.reject(new Error('AWS is down'));
