/** Who may call what, before a route sees the call: no token is 401, what a token may not do is 403. */
import type { Call, Route } from '../router.ts';
import { grantOf, mayUse, tokenOf, type TokenGrant } from '../tokens.ts';
import { PlatformError, type World } from '../world.ts';

/** The same route for callers with a token that may do it. */
export function withAuthorization(route: Route, world: World): Route {
  return {
    ...route,
    handle: (call) => {
      const token = tokenOf(call.headers);
      const grant = token === undefined ? undefined : grantOf(world, token);
      if (!grant || grant.kind === 'expired') {
        throw new PlatformError(401, 'You must be authenticated to view this.');
      }
      if (!mayCall(grant, route, call, world)) throw new PlatformError(403, 'unauthorized');
      return route.handle(call);
    },
  };
}

/** Paths that every token may ask, and what a deploy token may ask of the organisation. */
const free = new Set(['/v1/tokens/current', '/v1/platform/regions', '/v1/platform/placements', '/graphql']);

function mayCall(grant: TokenGrant, { method, path }: Route, call: Call, world: World): boolean {
  if (free.has(path)) return true;
  if (grant.kind === 'readonly' && method !== 'GET') return false;
  const named = path.includes('/:app') ? call.param('app') : call.body['app_name'];
  if (path.startsWith('/v1/apps') && !path.includes('/:app')) return grant.kind !== 'deploy';
  // An app that does not exist is nobody's: who asks for it finds that out.
  return typeof named !== 'string' || !world.apps[named] || mayUse(grant, world, named);
}
