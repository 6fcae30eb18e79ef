/**
 * The web API's GraphQL, as far as flyctl 0.4.87 uses it to look at an app, to deploy an image, and to scale and restart. It answers by the
 * root field of a query with all it has; a client reads the fields it asked for, under the alias it gave.
 */
import type { ApiParts } from '../api.ts';
import { organization } from '../machines-api/organization.ts';
import type { Route } from '../router.ts';
import { PlatformError } from '../world.ts';
import { appAnswer } from './app-answer.ts';

type Variables = Readonly<Record<string, unknown>>;
type Field = (parts: ApiParts, variables: Variables) => unknown;

const user = { id: 'emulated-user', email: 'deploy-token@tokens.fly.io', name: 'Emulated' };
const region = { code: 'iad', name: 'Ashburn, Virginia (US)', gatewayAvailable: true };

const FIELDS: Readonly<Record<string, Field>> = {
  app: (parts, variables) =>
    appAnswer(
      parts,
      String(variables['appName'] ?? variables['name'] ?? variables['appID']),
      variables['imageRef'],
    ),
  apps: (parts) => ({
    nodes: Object.keys(parts.world.apps).map((name) => appAnswer(parts, name, undefined)),
    pageInfo: { hasNextPage: false, endCursor: '' },
  }),
  viewer: () => ({ __typename: 'User', ...user, organizations: { nodes: [organization] } }),
  currentUser: () => user,
  organization: () => organization,
  organizations: () => ({ nodes: [organization] }),
  nearestRegion: () => region,
  platform: () => ({ requestRegion: region.code, regions: [region], vmSizes: [] }),
  latestImageDetails: () => {
    throw new PlatformError(404, 'Unknown repository'); // flyctl then looks no further; null reads as an update
  },
  latestImageTag: () => '',
  canPerformBluegreenDeployment: () => true,
  personalOrganization: () => organization,
};

/** The one route. A field that flyctl needs and this does not know is named in the answer. */
export function graphqlRoutes(parts: ApiParts): Route[] {
  return [
    {
      name: 'graphql',
      method: 'POST',
      path: '/graphql',
      needsBody: true,
      handle: ({ body }) => {
        const variables = (body['variables'] ?? {}) as Variables;
        try {
          const asked = rootFields(String(body['query']));
          const data = asked.map(({ alias, field }) => {
            const answer = FIELDS[field];
            if (!answer) throw new PlatformError(422, `Field '${field}' doesn't exist on type 'Queries'`);
            return [alias, answer(parts, variables)];
          });
          return { data: Object.fromEntries(data) as unknown };
        } catch (error) {
          // GraphQL answers 200; the errors are in the body.
          if (!(error instanceof PlatformError)) throw error;
          const extensions = { code: error.httpStatus === 404 ? 'NOT_FOUND' : 'UNPROCESSABLE' };
          return { data: null, errors: [{ message: error.message, path: [], extensions }] };
        }
      },
    },
  ];
}

/** Names of the outermost fields of a query with the alias each answer goes under. */
function rootFields(query: string): { alias: string; field: string }[] {
  const flat = innermostAway(query.slice(query.indexOf('{') + 1, query.lastIndexOf('}')));
  return [...flat.matchAll(/(?:(\w+)\s*:\s*)?(\w+)/gu)].map(([, alias, field = '']) => ({
    alias: alias ?? field,
    field,
  }));
}

/** A selection without the arguments and selections inside it. */
function innermostAway(text: string): string {
  const next = text.replaceAll(/\([^(){}]*\)|\{[^{}]*\}/gu, ' ');
  return next === text ? text : innermostAway(next);
}
