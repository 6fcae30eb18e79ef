/** The token of the run, and the forms in which the services want it. */
import type { Secret, StageContext } from '@paintbox/deploy-core';
import { tokenMissing, tokenUnusable } from '../errors.ts';

/** The forms of one token, each a secret. */
export interface Authorization {
  /** For the Machines API: `FlyV1` for macaroons, else `Bearer` (superfly/fly-go, tokens/tokens.go). */
  readonly machines: Secret<string>;
  /** For the calls beside it (superfly/flyctl, internal/uiex). */
  readonly platform: Secret<string>;
  /** For the registry: the user `x` with the token as password (superfly/flyctl, internal/command/auth/docker.go). */
  readonly registry: Secret<string>;
}

/**
 * Reads the token, as flyctl does: `FLY_ACCESS_TOKEN` first.
 *
 * @throws DeployError `FLY_TOKEN_MISSING`, `FLY_TOKEN_UNUSABLE`; both with exit code 1.
 */
export function authorize(ctx: Pick<StageContext, 'env' | 'secret'>): Authorization {
  const variable = ['FLY_ACCESS_TOKEN', 'FLY_API_TOKEN'].find((name) => (ctx.env[name] ?? '').trim() !== '');
  if (variable === undefined) throw tokenMissing();
  const given = (ctx.env[variable] ?? '').trim();
  // A token may be given with its scheme in front; the list may have spaces.
  const token = given.replace(/^(?:FlyV1|Bearer)\s+/i, '').replaceAll(/\s*,\s*/g, ',');
  for (const value of [given, token, ...token.split(',')]) if (value !== '') ctx.secret(value);
  if (!/^[\w\-.~+/=,:|]+$/.test(token)) throw tokenUnusable(variable);
  const scheme = /^(?:fm1r|fm2)_/.test(token) ? 'FlyV1' : 'Bearer';
  const basic = Buffer.from(`x:${token}`).toString('base64');
  ctx.secret(basic);
  return {
    machines: ctx.secret(`${scheme} ${token}`),
    platform: ctx.secret(`Bearer ${token}`),
    registry: ctx.secret(`Basic ${basic}`),
  };
}
