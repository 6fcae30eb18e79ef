import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generateKey } from '../../src/keys/generate-key.ts';
import { parsePublicSet } from '../../src/keys/parse-public-set.ts';
import type { KeyProblemCode } from '../../src/keys/problem.ts';
import { publicJwk } from '../../src/keys/public-jwk.ts';

const now = new Date('2026-11-23T10:00:00Z');
const ecEntry = await generateKey({ now });
const rsaEntry = await generateKey({ now, alg: 'RS256' });
const okpEntry = await generateKey({ now, alg: 'Ed25519' });
const ec = { ...publicJwk(ecEntry.jwk) };
const rsa = { ...publicJwk(rsaEntry.jwk) };
const okp = { ...publicJwk(okpEntry.jwk) };
const modulus = Buffer.from(rsaEntry.jwk['n'] ?? '', 'base64url');
const smallRsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const wholeSpki = createPublicKey({ key: { ...rsaEntry.jwk }, format: 'jwk' }).export({
  type: 'spki',
  format: 'der',
});
const certificate =
  'MIIBhDCCASugAwIBAgIUfuPXHeAMybeyqwr55YNX+DWZNVQwCgYIKoZIzj0EAwIwGDEWMBQGA1UEAwwNcGFpbnRib3gtdGVzdDAeFw0yNjExMjMwNjA4MTBaFw0zNjExMjAwNjA4MTBaMBgxFjAUBgNVBAMMDXBhaW50Ym94LXRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASrn7wZVWu+DIo0RmoIoWcmsHLa9ihkRU7k2XlRf/qdjhhoO9Kl//xYCfIURLG1b3sqQV4Dorgl4fVmQ3gPfcr5o1MwUTAdBgNVHQ4EFgQUb02NcuEqR9B3EUjlfMHaDTH0aZkwHwYDVR0jBBgwFoAUb02NcuEqR9B3EUjlfMHaDTH0aZkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiBbLIdL3VXjRZqRBXNQGXRyHLuni5WuMKUEX9EVKbG+fQIge0icewXLw4VGVAGZsiB3m+gRTtUlrphJ0GlF2oWTQUs=';
const certified = {
  kty: 'EC',
  crv: 'P-256',
  kid: 'certified',
  alg: 'ES256',
  x: 'q5-8GVVrvgyKNEZqCKFnJrBy2vYoZEVO5Nl5UX_6nY4',
  y: 'GGg70qX__FgJ8hREsbVveypBXgOiuCXh9WZDeA99yvk',
  x5c: [certificate],
};

/** The set with one key, as text. */
const set = (...keys: readonly unknown[]): string => JSON.stringify({ keys });
const without = (jwk: object, name: string): object =>
  Object.fromEntries(Object.entries(jwk).filter(([member]) => member !== name));

const broken: readonly (readonly [string, string, KeyProblemCode])[] = [
  ['a blank secret', ' \n', 'JWKS_BLANK'],
  ['text that is not JSON', '{"keys":[', 'JWKS_NOT_JSON'],
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
  ['a key without kid', set(without(ec, 'kid')), 'JWK_MISSING_MEMBER'],
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
  ['a member of no key type', set({ ...ec, privateKey: 'AAAA' }), 'JWK_UNKNOWN_MEMBER'],
  ['two keys with one kid', set(ec, { ...rsa, kid: ec.kid }), 'JWK_DUPLICATE_KID'],
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

for (const [what, text, code] of broken) {
  test(`${what} is refused as ${code}`, () => {
    const parsed = parsePublicSet(text);

    if (parsed.ok) throw new Error('the set was accepted');
    assert.is(
      parsed.problems.map((one) => one.code).includes(code),
      true,
      parsed.problems.map((one) => one.code).join(),
    );
    for (const one of parsed.problems) assert.ok(one.message.length > 0 && one.hint.length > 0);
  });
}

test('a set of RSA, EC and OKP keys is read as it is', () => {
  const parsed = parsePublicSet(set(rsa, ec, okp));

  assert.equal(parsed, { ok: true, shape: 'jwks', value: { keys: [rsa, ec, okp] }, notes: [] });
});

test('members that a crypto library adds are accepted and not published', () => {
  const parsed = parsePublicSet(set({ ...ec, key_ops: ['verify'], ext: true }));

  assert.equal(parsed.ok && parsed.value.keys, [ec]);
});

test('a kid map is read in its order, and the shape is reported', () => {
  const parsed = parsePublicSet(JSON.stringify({ a: without(ec, 'kid'), b: { ...rsa, kid: 'b' } }));

  assert.is(parsed.shape, 'kid-map');
  assert.equal(parsed.ok && parsed.value.keys, [
    { ...ec, kid: 'a' },
    { ...rsa, kid: 'b' },
  ]);
});

test('a certificate that holds the key is kept', () => {
  const parsed = parsePublicSet(set(certified));

  assert.equal(parsed.ok && parsed.value.keys[0]?.x5c, [certificate]);
});

test('a key of an unknown type next to a good one is left out and noted', () => {
  const parsed = parsePublicSet(set(ec, { kty: 'AKP', kid: 'a', alg: 'ML-DSA-44', pub: 'AAAA' }));

  assert.equal(parsed.ok && parsed.value.keys, [ec]);
  assert.equal(parsed.ok && parsed.notes.map((note) => note.code), ['JWK_UNKNOWN_TYPE']);
});

test('a key without alg is published without one, and noted', () => {
  const parsed = parsePublicSet(set(without(rsa, 'alg')));

  assert.equal(parsed.ok && parsed.value.keys, [without(rsa, 'alg')]);
  assert.equal(parsed.ok && parsed.notes.map((note) => note.code), ['JWK_ALG_MISSING']);
});

test('all problems of a set are reported at once', () => {
  const parsed = parsePublicSet(
    set({ ...ec, use: 'enc', alg: 'RS256' }, without(rsa, 'n'), { ...okp, kid: ec.kid }),
  );

  const codes = parsed.ok ? [] : parsed.problems.map((one) => one.code);
  assert.equal(codes, ['JWK_WRONG_USE', 'JWK_ALG_MISMATCH', 'JWK_MISSING_MEMBER', 'JWK_DUPLICATE_KID']);
});

test('no problem quotes a private value', () => {
  const secret = ecEntry.jwk['d'] ?? '';

  const parsed = parsePublicSet(set({ ...ec, d: secret, note: secret, use: secret }));

  assert.not(parsed.ok);
  assert.not(JSON.stringify(parsed).includes(secret));
});

test.run();
