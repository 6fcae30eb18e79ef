/** A protected route, correct or with one fault, and the signer of its tokens. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Secret } from '@paintbox/deploy-core';
import type { TokenSigner } from '@paintbox/deploy-core/release';
import {
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import type { JWK } from 'jose';

/** A key and its names. */
export interface Key {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly open: JWK;
}

/** A new ES256 key. */
export function newKey(kid: string): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, privateKey, open: { ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' } };
}

/** Signs as the AWS plugin would. */
export function signerOf(active: Key, retired?: Key): TokenSigner {
  return {
    async sign({ key, claims }) {
      const chosen = key === 'active' ? active : retired;
      if (chosen === undefined) return undefined;
      const { kid } = chosen;
      const token = await new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(chosen.privateKey);
      return { token: new Secret(token), kid, alg: 'ES256' };
    },
  };
}

/** Decides on a token with the keys it trusts; throws to refuse. */
export type Verify = (token: string, keys: readonly Key[]) => Promise<unknown>;

/** As it should be. */
export const right: Verify = (token, keys) =>
  jwtVerify(token, createLocalJWKSet({ keys: keys.map(({ open }) => open) }), { algorithms: ['ES256'] });

/** Routes with one fault each, by the token that they wrongly accept. */
export const wrong: Readonly<Record<string, Verify>> = {
  // The signature is looked at, the times are not.
  'an end in the past': (token, keys) => compactVerify(token, localSet(keys)),
  'a begin in the future': async (token, keys) => {
    await compactVerify(token, localSet(keys));
    if ((decodeJwt(token).exp ?? 0) * 1000 < Date.now()) throw new Error('expired');
  },
  'another key': async (token) => decodeJwt(token),
  'an unknown kid': async (token, keys) => {
    const { kid = '' } = decodeProtectedHeader(token);
    if (kid.startsWith('unknown-')) return;
    await right(token, keys);
  },
  'a key of its own in the header': async (token, keys) => {
    const { jwk } = decodeProtectedHeader(token);
    return jwk === undefined ? right(token, keys) : jwtVerify(token, await importJWK(jwk, 'ES256'));
  },
  'alg none': async (token, keys) => {
    const [head = ''] = token.split('.');
    const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly alg: string };
    if (alg !== 'none') await right(token, keys);
  },
  'claims changed after signing': async (token, keys) => {
    const known = keys.some(({ kid }) => kid === decodeProtectedHeader(token).kid);
    const { sub, exp = 0, nbf = 0, jwk } = { ...decodeJwt(token), ...decodeProtectedHeader(token) };
    if (!known || jwk !== undefined || exp * 1000 < Date.now() || nbf * 1000 > Date.now()) throw new Error();
    if (sub !== 'somebody-else') await right(token, keys);
  },
  'the public key as an HMAC secret (pem)': hmacWith((key) =>
    String(key.export({ type: 'spki', format: 'pem' })),
  ),
  'the retired key old': async (token, keys) => {
    if (decodeProtectedHeader(token).kid !== 'old') await right(token, keys);
  },
};

function localSet(keys: readonly Key[]) {
  return createLocalJWKSet({ keys: keys.map(({ open }) => open) });
}

/** A verifier that believes the `alg` of the token. */
function hmacWith(secretOf: (key: KeyObject) => string): Verify {
  return async (token, keys) => {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg !== 'HS256') return right(token, keys);
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) throw new Error('unknown key');
    const { createPublicKey } = await import('node:crypto');
    const [head = '', body = '', signature = ''] = token.split('.');
    const secret = secretOf(createPublicKey(key.privateKey));
    const expected = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
    if (signature !== expected) throw new Error('wrong signature');
    return undefined;
  };
}

/** What a request brings along. */
export function bearerOf(request: IncomingMessage): string | undefined {
  return /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
}
