/** Texts that no public secret should hold, and the code that tells each from the others. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { generateKey } from '../../src/keys/generate-key.ts';
import type { KeyProblemCode } from '../../src/keys/problem.ts';
import { publicJwk } from '../../src/keys/public-jwk.ts';

const now = new Date('2026-11-23T10:00:00Z');
export const ecEntry = await generateKey({ now });
export const rsaEntry = await generateKey({ now, alg: 'RS256' });
export const okpEntry = await generateKey({ now, alg: 'Ed25519' });
export const ec = { ...publicJwk(ecEntry.jwk) };
export const rsa = { ...publicJwk(rsaEntry.jwk) };
export const okp = { ...publicJwk(okpEntry.jwk) };
const modulus = Buffer.from(rsaEntry.jwk['n'] ?? '', 'base64url');
/** Signs, although no verifier should take it. */
export const smallPair = generateKeyPairSync('rsa', { modulusLength: 1024 });
const smallRsa = smallPair.publicKey.export({ format: 'jwk' });
const wholeSpki = createPublicKey({ key: { ...rsaEntry.jwk }, format: 'jwk' }).export({
  type: 'spki',
  format: 'der',
});
export const certificate =
  'MIIBhDCCASugAwIBAgIUfuPXHeAMybeyqwr55YNX+DWZNVQwCgYIKoZIzj0EAwIwGDEWMBQGA1UEAwwNcGFpbnRib3gtdGVzdDAeFw0yNjExMjMwNjA4MTBaFw0zNjExMjAwNjA4MTBaMBgxFjAUBgNVBAMMDXBhaW50Ym94LXRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASrn7wZVWu+DIo0RmoIoWcmsHLa9ihkRU7k2XlRf/qdjhhoO9Kl//xYCfIURLG1b3sqQV4Dorgl4fVmQ3gPfcr5o1MwUTAdBgNVHQ4EFgQUb02NcuEqR9B3EUjlfMHaDTH0aZkwHwYDVR0jBBgwFoAUb02NcuEqR9B3EUjlfMHaDTH0aZkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBbLIdL3VXjRZqRBXNQGXRyHLuni5WuMKUEX9EVKbG+fQIge0icewXLw4VGVAGZsiB3m+gRTtUlrphJ0GlF2oWTQUs=';
export const certified = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'certified',
  alg: 'ES256',
  x: 'q5-8GVVrvgyKNEZqCKFnJrBy2vYoZEVO5Nl5UX_6nY4',
  y: 'GGg70qX__FgJ8hREsbVveypBXgOiuCXh9WZDeA99yvk',
  x5c: [certificate],
};

/** The set with one key, as text. */
export const set = (...keys: readonly unknown[]): string => JSON.stringify({ keys });
export const without = (jwk: object, name: string): object =>
  Object.fromEntries(Object.entries(jwk).filter(([member]) => member !== name));

export const broken: readonly (readonly [string, string, KeyProblemCode])[] = [
  ['a blank secret', ' \n', 'JWKS_BLANK'],
  ['text that is not JSON', '{"keys":[', 'JWKS_NOT_JSON'],
  ['a byte order mark before the JSON', `\u{FEFF}${JSON.stringify({ keys: [ec] })}`, 'JWKS_BYTE_ORDER_MARK'],
  ['the error page of a proxy', '<!doctype html><title>502 Bad Gateway</title>', 'JWKS_HOLDS_HTML'],
  ['a megabyte', JSON.stringify({ keys: [ec], padding: 'x'.repeat(1_048_576) }), 'JWKS_TOO_LARGE'],
  ['a set inside an object', JSON.stringify({ jwks: { keys: [ec] } }), 'JWKS_NESTED'],
  ['the JSON of a set as a JSON string', JSON.stringify(JSON.stringify({ keys: [ec] })), 'JWKS_NOT_A_SET'],
  ['JSON null', 'null', 'JWKS_NOT_A_SET'],
  ['a JSON list', '[]', 'JWKS_NOT_A_SET'],
  ['one bare JWK', JSON.stringify(ec), 'JWKS_NOT_A_SET'],
  [
    'a PEM in place of the set',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    'JWKS_HOLDS_PEM',
  ],
  ['keys that are a map', JSON.stringify({ keys: { a: ec } }), 'JWKS_KEYS_NOT_ARRAY'],
  ['an empty list of keys', set(), 'JWKS_EMPTY'],
  ['an empty map', '{}', 'JWKS_EMPTY'],
  ['keys of unknown types only', set({ kty: 'AKP', kid: 'a', alg: 'ML-DSA-44', pub: 'AAAA' }), 'JWKS_EMPTY'],
  ['the private document', JSON.stringify({ v: 1, keys: [ecEntry] }), 'JWKS_HOLDS_PRIVATE_DOCUMENT'],
  ['an entry that is a string', set('key'), 'JWK_NOT_OBJECT'],
  ['a key without kty', set(without(ec, 'kty')), 'JWK_MISSING_MEMBER'],
  ['two keys without kid', set(without(ec, 'kid'), without(certified, 'kid')), 'JWK_MISSING_MEMBER'],
  ['an RSA key without n', set(without(rsa, 'n')), 'JWK_MISSING_MEMBER'],
  ['an EC key without y', set(without(ec, 'y')), 'JWK_MISSING_MEMBER'],
  ['an OKP key without x', set(without(okp, 'x')), 'JWK_MISSING_MEMBER'],
  ['a kid that is a number', set({ ...ec, kid: 7 }), 'JWK_BAD_MEMBER'],
  ['a modulus that is a number', set({ ...rsa, n: 65_537 }), 'JWK_BAD_MEMBER'],
  ['a complete private EC key', set({ ...ec, d: ecEntry.jwk['d'] }), 'JWK_PRIVATE_MEMBER'],
  ['a prime factor of an RSA key', set({ ...rsa, p: rsaEntry.jwk['p'] }), 'JWK_PRIVATE_MEMBER'],
  [
    'a private key of an unknown type',
    set(ec, { kty: 'AKP', kid: 'b', pub: 'AAAA', priv: 'AAAA' }),
    'JWK_PRIVATE_MEMBER',
  ],
  ['a symmetric key', set({ kty: 'oct', kid: 'hmac', k: 'c2VjcmV0' }), 'JWK_OCT_REFUSED'],
  ['a member that says that it is private', set({ ...ec, privateKey: 'AAAA' }), 'JWK_PRIVATE_MEMBER'],
  ['two keys with one kid', set(ec, { ...certified, kid: ec.kid }), 'JWK_DUPLICATE_KID'],
  ['a key for encryption', set({ ...ec, use: 'enc' }), 'JWK_WRONG_USE'],
  ['a key whose operations include signing', set({ ...ec, key_ops: ['verify', 'sign'] }), 'JWK_WRONG_USE'],
  ['an EC key said to be for RS256', set({ ...ec, alg: 'RS256' }), 'JWK_ALG_MISMATCH'],
  ['a P-256 key said to be for ES384', set({ ...ec, alg: 'ES384' }), 'JWK_ALG_MISMATCH'],
  ['an RSA key said to be for HS256', set({ ...rsa, alg: 'HS256' }), 'JWK_ALG_MISMATCH'],
  ['an RSA key said to be for none', set({ ...rsa, alg: 'none' }), 'JWK_ALG_MISMATCH'],
  ['an RSA key of 1024 bits', set({ ...smallRsa, kid: 'small', alg: 'RS256' }), 'JWK_RSA_TOO_SMALL'],
  ['an exponent of one', set({ ...rsa, e: 'AQ' }), 'JWK_RSA_BAD_NUMBER'],
  [
    'an even modulus',
    set({ ...rsa, n: Buffer.concat([modulus.subarray(0, -1), Buffer.of(2)]).toString('base64url') }),
    'JWK_RSA_BAD_NUMBER',
  ],
  [
    'the whole SPKI document as modulus',
    set({ ...rsa, n: wholeSpki.toString('base64url') }),
    'JWK_BAD_ENCODING',
  ],
  ['a modulus in plain base64', set({ ...rsa, n: modulus.toString('base64') }), 'JWK_BAD_ENCODING'],
  [
    'a modulus with a leading zero',
    set({ ...rsa, n: Buffer.concat([Buffer.of(0), modulus]).toString('base64url') }),
    'JWK_BAD_ENCODING',
  ],
  ['stray bits after the last byte', set({ ...okp, x: `${'A'.repeat(42)}B` }), 'JWK_BAD_ENCODING'],
  ['a short EC coordinate', set({ ...ec, x: Buffer.alloc(31, 1).toString('base64url') }), 'JWK_BAD_ENCODING'],
  [
    'an EC point that is not on the curve',
    set({ ...ec, x: Buffer.alloc(32, 1).toString('base64url') }),
    'JWK_NOT_ON_CURVE',
  ],
  ['a key on the curve of Bitcoin', set({ ...ec, crv: 'secp256k1' }), 'JWK_UNKNOWN_CURVE'],
  ['a key agreement curve', set({ ...okp, crv: 'X25519' }), 'JWK_UNKNOWN_CURVE'],
  ['the certificate of another key', set({ ...ec, x5c: [certificate] }), 'JWK_CERTIFICATE_MISMATCH'],
  ['a certificate chain that is a string', set({ ...certified, x5c: certificate }), 'JWK_BAD_MEMBER'],
  [
    'a map entry that names itself otherwise',
    JSON.stringify({ old: { ...ec, kid: 'new' } }),
    'JWK_KID_MISMATCH',
  ],
];
