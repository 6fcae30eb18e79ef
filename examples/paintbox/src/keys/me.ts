import type { Context } from 'hono';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { problemResponse } from '../http/problem-response.ts';
import type { PublishedKeys } from './published-keys.ts';

/** What a token must say to be let in. Symmetric algorithms and `none` are not on the list, whatever the key set holds. */
const expected = {
  issuer: 'paintbox',
  audience: 'paintbox',
  algorithms: [
    'ES256',
    'ES384',
    'ES512',
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'EdDSA',
    'Ed25519',
  ],
  requiredClaims: ['sub', 'exp'],
  clockTolerance: 5,
};

/** `GET /api/me`: who the bearer of the token is. 401 says why not, 503 that no key can be read to tell. */
export function me(keys: PublishedKeys): (context: Context) => Promise<Response> {
  return async (context) => {
    const token = /^Bearer +([\w.~+/=-]+)$/iu.exec(context.req.header('authorization') ?? '')?.[1];
    if (token === undefined) return refused('TOKEN_MISSING', 'Send a token: Authorization: Bearer …');
    const verifier = await keys.verifier();
    if (verifier === undefined) return keysUnavailable();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, verifier, expected);
      return Response.json(identity(payload, protectedHeader.kid), {
        headers: { 'cache-control': 'no-store' },
      });
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return refused('TOKEN_REFUSED', `The token is not valid here (${error.code})`, error.code);
    }
  };
}

function identity(payload: JWTPayload, kid: string | undefined): object {
  return { subject: payload.sub, expiresAt: new Date((payload.exp ?? 0) * 1_000).toISOString(), keyId: kid };
}

/** RFC 6750 §3: no error is named when no token was sent. */
function refused(code: string, message: string, reason?: string): Response {
  const challenge = 'Bearer realm="paintbox"';
  const detail = reason === undefined ? '' : `, error="invalid_token", error_description="${reason}"`;
  return problemResponse({ status: 401, code, message, headers: { 'www-authenticate': challenge + detail } });
}

function keysUnavailable(): Response {
  const message = 'No key can be read to verify tokens with. Try again shortly.';
  return problemResponse({ status: 503, code: 'KEYS_UNAVAILABLE', message, headers: { 'retry-after': '5' } });
}
