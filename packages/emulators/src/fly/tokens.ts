/** Tokens and what they may do. One that is not known here may do everything in the one organisation. */
import type { IncomingHttpHeaders } from 'node:http';
import { organization } from './machines-api/organization.ts';
import { PlatformError, type World } from './world.ts';

/** What a token may do. */
export interface TokenGrant {
  /** `org`: everything in its organisation; `deploy`: everything on its own apps; `readonly`: looks only; `expired`: nothing any more. */
  readonly kind: 'org' | 'deploy' | 'readonly' | 'expired';
  /** Its slug. */
  readonly organization: string;
  /** Of a deploy token. */
  readonly apps?: readonly string[] | undefined;
}

/** The token of a request, in any of the forms that the platform takes; undefined when there is none, or one that is no token. */
export function tokenOf({ authorization = '' }: IncomingHttpHeaders): string | undefined {
  const basic = /^Basic (.+)$/iu.exec(authorization)?.[1];
  const token = basic
    ? Buffer.from(basic, 'base64')
        .toString()
        .replace(/^[^:]*:/u, '')
    : authorization.replace(/^(FlyV1|Bearer) /u, '');
  return token === '' || token === 'invalid' ? undefined : token;
}

const kinds: readonly unknown[] = ['org', 'deploy', 'readonly', 'expired'] satisfies TokenGrant['kind'][];

/** A grant as data; anything else is refused. */
export function readGrant(body: Readonly<Record<string, unknown>>): TokenGrant {
  const { kind, organization: slug = organization.slug, apps = [] } = body as Partial<TokenGrant>;
  if (!kinds.includes(kind)) throw new PlatformError(422, `a token's kind is one of ${kinds.join(', ')}`);
  return { kind: kind as TokenGrant['kind'], organization: slug, apps };
}

/** Limits what a token may do. */
export function setToken(world: World, token: string, grant: TokenGrant): void {
  world.tokens[token] = grant;
  world.save();
}

/** The slug of the organisation that has the app; undefined when there is no such app. */
export function organizationOf({ apps }: World, name: string): string | undefined {
  const app = apps[name];
  return app && (app.organization ?? organization.slug);
}

/** Whether the token may do anything with the app. */
export function mayUse(grant: TokenGrant, world: World, app: string): boolean {
  if (grant.kind === 'deploy') return grant.apps?.includes(app) === true;
  return organizationOf(world, app) === grant.organization;
}

/** What the token may do. */
export function grantOf(world: World, token: string): TokenGrant {
  return world.tokens[token] ?? { kind: 'org', organization: organization.slug };
}
