import type { PublishedKeys } from './keys/published-keys.ts';

/** Who answers. */
export type Identity = {
  readonly version: string;
  readonly build: string | undefined;
  readonly machine: string | undefined;
};

/**
 * `GET /api/health`. A set that is stale still verifies tokens, so the machine stays in service and says so. A machine that
 * has no keys at all must get no traffic: 503, which is what stops a release that cannot read its secret.
 */
export function health(identity: Identity, keys: PublishedKeys): () => Promise<Response> {
  return async () => {
    const state = await keys.health();
    const able = state.status !== 'unavailable';
    const body = {
      status: able ? 'ok' : 'unavailable',
      version: identity.version,
      build: identity.build ?? null,
      machine: identity.machine ?? null,
      checks: { keys: state },
    };
    return Response.json(body, { status: able ? 200 : 503, headers: { 'cache-control': 'no-store' } });
  };
}
