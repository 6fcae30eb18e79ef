import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parsePublicSet } from '../../src/keys/parse-public-set.ts';
import { broken, certificate, certified, ec, ecEntry, okp, rsa, set, without } from './broken-sets.ts';

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
    set({ ...ec, use: 'enc', alg: 'RS256' }, without(rsa, 'n'), { kty: 'oct', k: 'AAAA' }),
  );

  const codes = parsed.ok ? [] : parsed.problems.map((one) => one.code);
  assert.equal(codes, [
    'JWK_WRONG_USE',
    'JWK_ALG_MISMATCH',
    'JWK_MISSING_MEMBER',
    'JWK_OCT_REFUSED',
    'JWKS_EMPTY',
  ]);
});

test('what verifiers pass over is no problem, unless a key in use is among it or the set is to be strict', () => {
  const text = set(rsa, { ...ec, use: 'enc', issuer: 'x' });

  const parsed = parsePublicSet(text);
  const needed = parsePublicSet(text, { needed: [rsa.kid, ec.kid] });
  const strict = parsePublicSet(text, { strict: true });

  assert.equal(parsed.ok && parsed.value.keys, [rsa]);
  assert.equal(parsed.ok && parsed.notes.map((note) => note.code), ['JWK_WRONG_USE', 'JWK_UNKNOWN_MEMBER']);
  assert.equal(!needed.ok && needed.problems.map(({ code }) => code), ['JWK_WRONG_USE']);
  assert.match(needed.ok ? '' : (needed.problems[0]?.message ?? ''), ec.kid);
  assert.equal(!strict.ok && strict.problems.map(({ code }) => code), [
    'JWK_WRONG_USE',
    'JWK_UNKNOWN_MEMBER',
  ]);
});

test('no problem quotes a private value', () => {
  const secret = ecEntry.jwk['d'] ?? '';

  const parsed = parsePublicSet(set({ ...ec, d: secret, note: secret, use: secret }));

  assert.not(parsed.ok);
  assert.not(JSON.stringify(parsed).includes(secret));
});

test.run();
