import { createLocalJWKSet, type JSONWebKeySet, type LocalJWKSet } from 'jose';

/** How the app's own key set is doing. */
export type KeysHealth =
  | { readonly status: 'ok' }
  | { readonly status: 'stale'; readonly staleSeconds: number }
  | { readonly status: 'unavailable' };

/** The key set that this app publishes, for its own use: the same bytes that verifiers get. */
export type PublishedKeys = {
  /** Whether the set can be served, which reads it when that is due. */
  health(): Promise<KeysHealth>;
  /** The keys to verify with; undefined when no set can be served. */
  verifier(): Promise<LocalJWKSet | undefined>;
};

/** Looks at the set through its public endpoint, so that what is checked is what is served. */
export function publishedKeys(endpoint: (request: Request) => Promise<Response>): PublishedKeys {
  let known: { readonly etag: string | null; readonly keys: LocalJWKSet } | undefined;
  const ask = (): Promise<Response> => endpoint(new Request('http://localhost/.well-known/jwks.json'));

  return {
    async health() {
      const response = await ask();
      if (response.status !== 200) return { status: 'unavailable' };
      const stale = response.headers.get('x-jwks-stale');
      return stale === null ? { status: 'ok' } : { status: 'stale', staleSeconds: Number(stale) };
    },
    async verifier() {
      const response = await ask();
      if (response.status !== 200) return undefined;
      const etag = response.headers.get('etag');
      // Imported keys are kept with the set; making it anew for each request would import them each time.
      if (known === undefined || etag === null || known.etag !== etag) {
        known = { etag, keys: createLocalJWKSet((await response.json()) as JSONWebKeySet) };
      }
      return known.keys;
    },
  };
}
