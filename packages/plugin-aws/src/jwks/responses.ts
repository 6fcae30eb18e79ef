/** The answers of a key set endpoint. The set is public, so any origin may read it. */
import type { PublishedSet } from './published-set.ts';

const methods = 'GET, HEAD, OPTIONS';

const shared = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, age, x-jwks-stale',
  'x-content-type-options': 'nosniff',
};

/** The shortest cache lifetime, in seconds, so that not all caches ask at the same moment. */
const shortestLifetimeSeconds = 10;

/**
 * How long a cache may keep an answer: `maxAgeSeconds`, or until the next planned change of the set if that is sooner. So verifiers ask
 * again when a key begins to sign or is taken away.
 */
export function lifetimeSeconds(
  plannedChangesMs: readonly number[],
  { nowMs, maxAgeSeconds }: { readonly nowMs: number; readonly maxAgeSeconds: number },
): number {
  const next = plannedChangesMs.find((at) => at > nowMs);
  if (next === undefined) return maxAgeSeconds;
  const untilChange = Math.max(shortestLifetimeSeconds, Math.ceil((next - nowMs) / 1_000));
  return Math.min(maxAgeSeconds, untilChange);
}

/** The set itself: 200, or 304 when the caller has these bytes already. */
export function jwksResponse(
  request: Request,
  set: PublishedSet,
  { staleMs, maxAgeSeconds }: { readonly staleMs: number; readonly maxAgeSeconds: number },
): Response {
  const staleSeconds = String(Math.floor(staleMs / 1_000));
  const headers: Record<string, string> = {
    ...shared,
    'cache-control': `public, max-age=${maxAgeSeconds}`,
    etag: set.etag,
    // With its real age, caches do not keep an old set for another full `max-age`.
    ...(staleMs > 0 ? { age: staleSeconds, 'x-jwks-stale': staleSeconds } : {}),
  };
  if (matches(request.headers.get('if-none-match'), set.etag))
    return new Response(null, { status: 304, headers });
  headers['content-type'] = 'application/jwk-set+json; charset=utf-8';
  return withBody(request, set.body, 200, headers);
}

/** No set can be served. The answer is not cached, because the next request may succeed. */
export function unavailable(request: Request, retryAfterMs: number): Response {
  const error = { code: 'JWKS_UNAVAILABLE', message: 'The key set cannot be read right now.' };
  const headers = {
    ...shared,
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'retry-after': String(Math.ceil(retryAfterMs / 1_000)),
  };
  return withBody(request, JSON.stringify({ error }), 503, headers);
}

/** The answer to a browser's CORS preflight. */
export function preflight(): Response {
  const headers = {
    ...shared,
    allow: methods,
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'if-none-match',
    'access-control-max-age': '86400',
  };
  return new Response(null, { status: 204, headers });
}

/** The answer to methods that would write. */
export function methodNotAllowed(): Response {
  const error = { code: 'METHOD_NOT_ALLOWED', message: `Allowed here: ${methods}.` };
  const headers = { ...shared, allow: methods, 'cache-control': 'no-store' };
  return Response.json({ error }, { status: 405, headers });
}

function withBody(
  request: Request,
  body: string,
  status: number,
  headers: Readonly<Record<string, string>>,
): Response {
  const sized = { ...headers, 'content-length': String(Buffer.byteLength(body)) };
  return new Response(request.method === 'HEAD' ? null : body, { status, headers: sized });
}

/** RFC 9110 §13.1.2: a list of tags or `*`, compared weakly, since caches may have weakened the tag. */
function matches(condition: string | null, etag: string): boolean {
  if (condition === null) return false;
  const tags = condition.split(',').map((tag) => tag.trim().replace(/^W\//u, ''));
  return tags.includes('*') || tags.includes(etag);
}
