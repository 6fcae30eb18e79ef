/** Forged tokens that must be refused. Each differs from a valid token in one way. All name the active key, except where the key is the difference. */
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SignedToken } from '@paintbox/deploy-core/release';
import { SignJWT } from 'jose';
import type { JsonObject } from '../http/parse-object.ts';

/** A token that must be refused; no token at all is one too. */
export interface Forgery {
  /** What is wrong with it. */
  readonly name: string;
  readonly token: string | undefined;
}

/** The inputs of the forgeries. */
export interface ForgerySource {
  readonly good: SignedToken;
  readonly claims: JsonObject;
  /** The served public key with the same kid, if there is one. */
  readonly served: JsonObject | undefined;
}

/** Every forgery that needs no private key of the app. */
export async function forge(original: ForgerySource): Promise<readonly Forgery[]> {
  const { good, claims, served } = original;
  const own = ownKey(good.alg);
  const sign = (header: JsonObject): Promise<string> =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: good.alg, ...header }).sign(own.privateKey);
  const header = { kid: good.kid };
  return [
    { name: 'no token', token: undefined },
    { name: 'another key', token: await sign(header) },
    { name: 'an unknown kid', token: await sign({ kid: `unknown-${randomUUID()}` }) },
    {
      name: 'a key of its own in the header',
      token: await sign({ ...header, jwk: own.publicKey.export({ format: 'jwk' }) }),
    },
    { name: 'alg none', token: `${encode({ alg: 'none', ...header })}.${encode(claims)}.` },
    { name: 'claims changed after signing', token: tampered(good.token.reveal(), claims) },
    ...publicKeyAsSecret(served, header, claims),
  ];
}

/** A key of the same kind that the app does not know. */
function ownKey(alg: string): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  switch (alg) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'ES384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'ES512':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'EdDSA':
    case 'Ed25519':
      return generateKeyPairSync('ed25519');
    default:
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
  }
}

function tampered(token: string, claims: JsonObject): string {
  const [header = '', , signature = ''] = token.split('.');
  return `${header}.${encode({ ...claims, sub: 'somebody-else' })}.${signature}`;
}

/** A verifier that lets the token choose the algorithm uses the public key as an HMAC secret (RFC 8725 §2.1). */
function publicKeyAsSecret(
  served: JsonObject | undefined,
  header: JsonObject,
  claims: JsonObject,
): readonly Forgery[] {
  if (served === undefined) return [];
  const secrets = { pem: pemOf(served), JWK: JSON.stringify(served) };
  return Object.entries(secrets).flatMap(([form, secret]) => {
    if (secret === undefined) return [];
    const input = `${encode({ alg: 'HS256', ...header })}.${encode(claims)}`;
    const signature = createHmac('sha256', secret).update(input).digest('base64url');
    return [{ name: `the public key as an HMAC secret (${form})`, token: `${input}.${signature}` }];
  });
}

function pemOf(jwk: JsonObject): string | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString();
  } catch {
    // jwks.keys reports a key that cannot be imported. Nobody can use it as a secret.
    return undefined;
  }
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
