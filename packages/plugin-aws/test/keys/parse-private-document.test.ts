import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generateKey } from '../../src/keys/generate-key.ts';
import { parsePrivateDocument } from '../../src/keys/parse-private-document.ts';
import type { KeyProblemCode } from '../../src/keys/problem.ts';

const now = new Date('2026-11-23T10:00:00Z');
const active = await generateKey({ now, state: 'active' });
const next = await generateKey({ now, alg: 'RS256' });
const retiring = await generateKey({ now, alg: 'Ed25519', state: 'retiring' });
const other = await generateKey({ now });

const text = (...keys: readonly unknown[]): string => JSON.stringify({ v: 1, keys });
const without = (value: object, name: string): object =>
  Object.fromEntries(Object.entries(value).filter(([member]) => member !== name));
const pem = (key: ReturnType<typeof generateKeyPairSync>['privateKey']): string =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();
const rsaPem = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);

const broken: readonly (readonly [string, string, KeyProblemCode])[] = [
  ['a blank secret', '', 'KEYS_BLANK'],
  ['text of no known kind', 'hello', 'KEYS_NOT_JSON'],
  ['JSON null', 'null', 'KEYS_NOT_A_DOCUMENT'],
  ['a document without keys', '{"v":1}', 'KEYS_NOT_A_DOCUMENT'],
  ['a document of a later version', JSON.stringify({ v: 2, keys: [active] }), 'KEYS_UNKNOWN_VERSION'],
  ['a document without version', JSON.stringify({ keys: [active] }), 'KEYS_UNKNOWN_VERSION'],
  ['a document without any key', text(), 'KEYS_EMPTY'],
  ['no active key', text(next), 'KEYS_NO_ACTIVE'],
  ['two active keys', text(active, { ...other, state: 'active' }), 'KEYS_MANY_ACTIVE'],
  ['one key twice', text(active, { ...active, state: 'next' }), 'JWK_DUPLICATE_KID'],
  ['an unknown state', text(active, { ...next, state: 'old' }), 'KEY_BAD_STATE'],
  ['a key without creation time', text(without(active, 'createdAt')), 'KEY_BAD_TIME'],
  ['a time without zone', text({ ...active, createdAt: '2026-11-23T10:00:00' }), 'KEY_BAD_TIME'],
  ['a time that is a number', text({ ...active, activateAt: 1 }), 'KEY_BAD_TIME'],
  ['a key without kid', text(without(active, 'kid')), 'JWK_MISSING_MEMBER'],
  ['a key without jwk', text(without(active, 'jwk')), 'JWK_MISSING_MEMBER'],
  [
    'a key of which nobody says the alg',
    text(active, { ...without(retiring, 'alg'), jwk: without(retiring.jwk, 'alg') }),
    'JWK_MISSING_MEMBER',
  ],
  ['a jwk of another name', text({ ...active, jwk: { ...active.jwk, kid: 'x' } }), 'JWK_KID_MISMATCH'],
  ['an algorithm that does not fit', text({ ...active, alg: 'RS256' }), 'JWK_ALG_MISMATCH'],
  ['a public key only', text({ ...active, jwk: without(active.jwk, 'd') }), 'JWK_NOT_PRIVATE'],
  [
    'an RSA key without its primes',
    text(active, { ...next, jwk: without(next.jwk, 'p') }),
    'JWK_NOT_PRIVATE',
  ],
  [
    'the private half of another key',
    text({ ...active, jwk: { ...active.jwk, d: other.jwk['d'] } }),
    'JWK_HALVES_DIFFER',
  ],
  ['a symmetric key', text({ ...active, jwk: { kty: 'oct', k: 'AAAA' } }), 'JWK_OCT_REFUSED'],
  [
    'a key of an unknown type',
    text({ ...active, jwk: { kty: 'AKP', pub: 'AAAA', priv: 'AAAA' } }),
    'JWK_UNKNOWN_TYPE',
  ],
  ['an entry that is not an object', text(active, null), 'JWK_NOT_OBJECT'],
  ['a public PEM', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----', 'KEYS_BAD_PEM'],
  [
    'a PEM with rubbish inside',
    '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
    'KEYS_BAD_PEM',
  ],
  ['a PEM that cannot sign', pem(generateKeyPairSync('x25519').privateKey), 'KEYS_BAD_PEM'],
  [
    'a PEM of 1024 bits',
    pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey),
    'JWK_RSA_TOO_SMALL',
  ],
];

for (const [what, source, code] of broken) {
  test(`${what} is refused as ${code}`, () => {
    const parsed = parsePrivateDocument(source);

    if (parsed.ok) throw new Error('the document was accepted');
    assert.is(
      parsed.problems.map((one) => one.code).includes(code),
      true,
      parsed.problems.map((one) => one.code).join(),
    );
  });
}

test('a document is read back as it was written', () => {
  const keys = [
    active,
    { ...next, activateAt: '2026-11-24T10:00:00.000Z' },
    { ...retiring, retireAt: '2026-12-01T00:00:00.000Z' },
  ];

  const parsed = parsePrivateDocument(text(...keys));

  assert.equal(parsed, { ok: true, shape: 'document', value: { v: 1, keys }, notes: [] });
});

test('a bare PEM becomes one active key of the given age', () => {
  const parsed = parsePrivateDocument(rsaPem, { createdAt: '2025-01-01T00:00:00.000Z' });

  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [key] = parsed.value.keys;
  assert.is(parsed.shape, 'pem');
  assert.equal([key?.alg, key?.state, key?.createdAt], ['RS256', 'active', '2025-01-01T00:00:00.000Z']);
  assert.match(key?.kid ?? '', /^[\w-]{43}$/u);
});

test('a document made of a PEM survives being written and read', () => {
  const first = parsePrivateDocument(rsaPem);

  const second = parsePrivateDocument(JSON.stringify(first.ok && first.value));

  assert.equal(second.ok && second.value, first.ok && first.value);
});

test('elliptic and Edwards PEM keys get the algorithm of their curve', () => {
  const algorithms = [
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
    generateKeyPairSync('ed25519').privateKey,
  ].map((key) => {
    const parsed = parsePrivateDocument(pem(key));
    return parsed.ok ? parsed.value.keys[0]?.alg : undefined;
  });

  assert.equal(algorithms, ['ES384', 'Ed25519']);
});

test('no problem quotes the secret, not even when it is broken JSON', () => {
  const secret = active.jwk['d'] ?? '';

  for (const source of [
    `{"v":1,"keys":[${secret}`,
    text({ ...active, alg: 'RS256', jwk: { ...active.jwk, x: 'AA' } }),
  ]) {
    assert.not(JSON.stringify(parsePrivateDocument(source)).includes(secret));
  }
});

test.run();
