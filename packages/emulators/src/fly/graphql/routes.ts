/** The web API's GraphQL, answered by the GraphQL library from the state of the platform. */
import { randomBytes } from 'node:crypto';
import { graphql } from 'graphql';
import type { ApiParts } from '../api.ts';
import { organization } from '../machines-api/organization.ts';
import type { Route } from '../router.ts';
import { grantOf, mayUse, tokenOf, type TokenGrant } from '../tokens.ts';
import { PlatformError } from '../world.ts';
import { appAnswer } from './app-answer.ts';
import { schema } from './schema.ts';

const user = {
  __typename: 'User',
  id: 'emulated-user',
  email: 'deploy-token@tokens.fly.io',
  name: 'Emulated',
};
const region = { code: 'iad', name: 'Ashburn, Virginia (US)', gatewayAvailable: true, deprecated: false };
/** Addresses of documentation (RFC 3849) and of this computer. */
const peer = {
  peerip: '2001:db8:0:a7b:1::2',
  endpointip: '127.0.0.1',
  pubkey: randomBytes(32).toString('base64'),
};

/** The one route. GraphQL answers 200, and errors are in the body; a field that flyctl needs and the schema has not is named there. */
export function graphqlRoutes(parts: ApiParts): Route[] {
  return [
    {
      method: 'POST',
      path: '/graphql',
      needsBody: true,
      handle: async ({ body, headers }) => {
        const { data, errors } = await graphql({
          schema,
          rootValue: rootOf(parts, grantOf(parts.world, tokenOf(headers) ?? '')),
          source: String(body['query']),
          variableValues: (body['variables'] ?? {}) as Record<string, unknown>,
        });
        return errors === undefined ? { data } : { data: data ?? null, errors: errors.map(errorAnswer) };
      },
    },
  ];
}

/** The root fields; the library calls each with its arguments. */
function rootOf(parts: ApiParts, grant: TokenGrant): Readonly<Record<string, unknown>> {
  const { world } = parts;
  return {
    // An app that the token may not use is answered like one that does not exist.
    app: ({ name }: { name: string }) => {
      if (!mayUse(grant, world, name)) throw new PlatformError(404, `Could not find App "${name}"`);
      return appAnswer(parts, name);
    },
    apps: () => ({
      nodes: Object.keys(world.apps)
        .filter((name) => mayUse(grant, world, name))
        .map((name) => appAnswer(parts, name)),
      pageInfo: { hasNextPage: false, endCursor: '' },
    }),
    viewer: { ...user, enablePaidHobby: false },
    currentUser: { ...user, enablePaidHobby: false },
    organization,
    organizations: { nodes: [organization] },
    personalOrganization: organization,
    nearestRegion: region,
    platform: { requestRegion: region.code, regions: [region] },
    canPerformBluegreenDeployment: ({ name }: { name: string }) => world.app(name).name === name,
    latestImageDetails: () => {
      throw new PlatformError(404, 'Unknown repository'); // flyctl then looks no further; null reads as an update
    },
    latestImageTag: '',
    // Asked before some commands, of which none sends anything through the tunnel: nobody is at its other end.
    validateWireGuardPeers: { invalidPeerIps: [] },
    addWireGuardPeer: peer,
  };
}

function errorAnswer({
  message,
  path,
  originalError,
}: {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly originalError?: Error | undefined;
}): unknown {
  const isMissing = originalError instanceof PlatformError && originalError.httpStatus === 404;
  return { message, path: path ?? [], extensions: { code: isMissing ? 'NOT_FOUND' : 'UNPROCESSABLE' } };
}
