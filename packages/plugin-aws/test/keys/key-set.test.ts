import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adoptPublishedNames } from '../../src/keys/adopt-published-names.ts';
import { generateKey } from '../../src/keys/generate-key.ts';
import { parsePrivateDocument } from '../../src/keys/parse-private-document.ts';
import { parsePublicSet } from '../../src/keys/parse-public-set.ts';
import { activeKey, publicSet, type PrivateDocument } from '../../src/keys/private-document.ts';
import { provePair } from '../../src/keys/prove-pair.ts';
import { publicJwk } from '../../src/keys/public-jwk.ts';
import type { PublicSet } from '../../src/keys/public-jwk.ts';
import { thumbprint } from '@paintbox/deploy-core/keys';

const now = new Date('2026-11-23T10:00:00Z');
const active = await generateKey({ now, state: 'active' });
const next = { ...(await generateKey({ now, alg: 'RS256' })), activateAt: '2026-11-24T10:00:00.000Z' };
const retiring = await generateKey({ now, alg: 'Ed25519', state: 'retiring' });
const document: PrivateDocument = { v: 1, keys: [active, next, retiring] };

const codes = async (document: PrivateDocument, set: PublicSet): Promise<readonly string[]> =>
  (await provePair(document, set, now.getTime())).map((one) => one.code);

test('the thumbprint is the one of RFC 7638, for public and private keys alike', async () => {
  for (const key of document.keys) {
    assert.is(thumbprint(key.jwk), await calculateJwkThumbprint({ ...key.jwk }));
    assert.is(thumbprint(publicJwk(key.jwk)), key.kid);
  }
});

test('a new key says what it is for and when it was made', () => {
  assert.equal([active.alg, next.alg, retiring.alg], ['ES256', 'RS256', 'Ed25519']);
  assert.equal([next.state, next.createdAt], ['next', '2026-11-23T10:00:00.000Z']);
  assert.equal(parsePrivateDocument(JSON.stringify(document)).ok, true);
});

test('a public key has the listed members only, whatever else the key carries', () => {
  const published = publicJwk({ ...active.jwk, priv: 'secret', oth: [], ext: true, notHeardOf: 'secret' });

  assert.equal(Object.keys(published).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  assert.throws(() => publicJwk({ kty: 'oct', k: 'AAAA' }), /Only RSA, EC and OKP/u);
});

test('the public set names every key of the document and holds nothing private', () => {
  const set = publicSet(document);

  assert.equal(
    set.keys.map((key) => key.kid),
    document.keys.map((key) => key.kid),
  );
  const text = JSON.stringify(set);
  for (const key of document.keys) assert.not(text.includes(key.jwk['d'] ?? ''));
  assert.equal(parsePublicSet(text).ok, true);
});

test('keys that are published already stay published when their private half is gone', () => {
  const alive = publicSet({ v: 1, keys: [retiring] }).keys;

  const set = publicSet({ v: 1, keys: [active] }, alive);

  assert.equal(
    set.keys.map((key) => key.kid),
    [active.kid, retiring.kid],
  );
});

test('the active key is the one that signs', () => {
  assert.is(activeKey(document)?.kid, active.kid);
});

test('a document and its own public set are proved', async () => {
  assert.equal(await provePair(document, publicSet(document), now.getTime()), []);
});

test('a key that is not published is a problem in every state', async () => {
  const set = publicSet({ v: 1, keys: [await generateKey({ now })] });

  assert.equal(await codes(document, set), ['KEY_NOT_PUBLISHED', 'KEY_NOT_PUBLISHED', 'KEY_NOT_PUBLISHED']);
});

test('a key that no verifier needs yet, or any more, need not be published', async () => {
  const fresh = await generateKey({ now });
  const over = { ...retiring, retireAt: '2026-11-23T09:00:00.000Z' };
  const set = publicSet({ v: 1, keys: [active] });

  assert.equal(await codes({ v: 1, keys: [active, fresh, over] }, set), []);
});

test('another key under the name of the signing key is found', async () => {
  const other = await generateKey({ now });
  const set = { keys: [{ ...publicJwk(other.jwk), kid: active.kid }] };

  assert.equal(await codes({ v: 1, keys: [active] }, set), ['KEY_PAIR_MISMATCH']);
});

test('a published key that verifiers cannot use for the algorithm is found', async () => {
  const set = { keys: [{ ...publicJwk(retiring.jwk), alg: 'EdDSA' }] };

  assert.equal(await codes({ v: 1, keys: [retiring] }, set), ['KEY_NOT_USABLE']);
});

test('a name that two published keys share is found', async () => {
  const other = await generateKey({ now });
  const set = { keys: [publicJwk(active.jwk), { ...publicJwk(other.jwk), kid: active.kid }] };

  assert.equal(await codes({ v: 1, keys: [active] }, set), ['KEY_NOT_USABLE']);
});

test('a PEM takes over the name and algorithm under which its key is published', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const old = parsePrivateDocument(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const set = parsePublicSet(
    JSON.stringify({ 'paintbox-1': { ...publicKey.export({ format: 'jwk' }), alg: 'RS512', use: 'sig' } }),
  );
  if (!old.ok || !set.ok) throw new Error('the fixtures are broken');

  const adopted = adoptPublishedNames(old.value, set.value);

  assert.equal([adopted.keys[0]?.kid, adopted.keys[0]?.alg], ['paintbox-1', 'RS512']);
  assert.equal(await provePair(adopted, set.value, now.getTime()), []);
  assert.equal(await codes(old.value, set.value), ['KEY_NOT_PUBLISHED']);
  assert.equal(parsePrivateDocument(JSON.stringify(adopted)).ok, true);
});

test.run();
