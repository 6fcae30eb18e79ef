import type { JwksFailure, LoadText } from './published-set.ts';
import { RefreshedSet } from './refreshed-set.ts';
import { jwksResponse, lifetimeSeconds, methodNotAllowed, preflight, unavailable } from './responses.ts';

/** How a key set endpoint reads, keeps and serves its set. */
export type JwksHandlerOptions = {
  /** Fetches the text of the public secret, for example `secretsManagerSource(…)`. */
  readonly load: LoadText;
  /** How long caches may keep an answer, in seconds. Default 300; less when a planned change of the keys is nearer. */
  readonly maxAgeSeconds?: number | undefined;
  /**
   * Age at which the set is read again, in the background. Default 60,000 ms. A change of the secret is served within two of these periods,
   * so a new key must be published that long plus `maxAgeSeconds` before it signs.
   */
  readonly refreshAfterMs?: number | undefined;
  /** Age at which a set that could not be read again is no longer served. Default 24 hours. */
  readonly staleLimitMs?: number | undefined;
  /** Time limit of one read. Default 5,000 ms. */
  readonly loadTimeoutMs?: number | undefined;
  /**
   * How long a request waits for a read when the last good set could answer it. Default 1,000 ms: verifiers give up after
   * about five seconds, so a slow AWS must not delay the answer that long.
   */
  readonly staleWaitMs?: number | undefined;
  /** The time in milliseconds. Default `Date.now`. */
  readonly clock?: (() => number) | undefined;
  /** Called for each failed read. If it throws, the request still gets its answer. */
  readonly onError?: ((failure: JwksFailure) => void) | undefined;
};

/**
 * Makes the handler of `/.well-known/jwks.json` for any server that speaks `Request` and `Response`.
 *
 * It serves only the keys that verifiers can use, of sets that endanger nobody (docs/keys.md says what is judged). When none can be read, it serves the last good set, marked by
 * `Age` and `x-jwks-stale` (seconds). After `staleLimitMs` it answers 503. It never serves an empty set.
 *
 * @example
 * const jwks = createJwksHandler({ load: secretsManagerSource({ secretId: 'paintbox/production/jwt/public-keys' }) });
 * app.all('/.well-known/jwks.json', (context) => jwks(context.req.raw));
 */
export function createJwksHandler(options: JwksHandlerOptions): (request: Request) => Promise<Response> {
  const { maxAgeSeconds: longest = 300, clock = Date.now } = options;
  const kept = new RefreshedSet({
    load: async (signal) => options.load(signal),
    refreshAfterMs: options.refreshAfterMs ?? 60_000,
    staleLimitMs: options.staleLimitMs ?? 24 * 60 * 60 * 1_000,
    loadTimeoutMs: options.loadTimeoutMs ?? 5_000,
    staleWaitMs: options.staleWaitMs ?? 1_000,
    clock,
    onError: harmless(options.onError),
  });

  return async (request) => {
    if (request.method === 'OPTIONS') return preflight();
    if (request.method !== 'GET' && request.method !== 'HEAD') return methodNotAllowed();
    const current = await kept.current();
    if (current.set === undefined) return unavailable(request, current.retryAfterMs);
    const { set, staleMs } = current;
    const maxAgeSeconds = lifetimeSeconds(set.plannedChangesMs, { nowMs: clock(), maxAgeSeconds: longest });
    return jwksResponse(request, set, { staleMs, maxAgeSeconds });
  };
}

/** If the listener throws, keys are still served. */
function harmless(listener: JwksHandlerOptions['onError']): (failure: JwksFailure) => void {
  return (failure) => {
    try {
      listener?.(failure);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : 'The onError listener of a JWKS handler threw');
    }
  };
}
