import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CheckResult } from '@paintbox/deploy-core';
import { jwks } from '../src/checks/jwks.ts';
import type { Target } from '../src/suite/probe.ts';
import { altered, bench, goodApp, key, makeJwk, named, published, verdicts, withApp } from './rig.ts';
import type { Reply } from './rig.ts';

const PATH = '/.well-known/jwks.json';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaJwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'r1', alg: 'RS256', use: 'sig' };
const okp = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });

async function look(
  reply: Reply | ((request: unknown, count: number) => Reply),
  target: Partial<Target> = {},
): Promise<{ readonly results: readonly CheckResult[]; readonly asked: number }> {
  let results: readonly CheckResult[] = [];
  let asked = 0;
  await withApp(goodApp({ [PATH]: reply }), async ({ url, requests }) => {
    const given = bench(url, target);
    results = await jwks(given.target, given.tools);
    asked = requests[PATH] ?? 0;
  });
  return { results, asked };
}

const withKeys = (...keys: readonly unknown[]): Reply => altered(PATH, { body: JSON.stringify({ keys }) });

async function keysCheck(...keys: readonly unknown[]): Promise<CheckResult> {
  const { results } = await look(withKeys(...keys), { publishedKeys: undefined });
  return named(results, 'jwks.keys');
}

test('a good key set passes in every respect', async () => {
  const { results, asked } = await look(altered(PATH, {}));

  assert.equal(verdicts(results), {
    'jwks.keys': 'pass',
    'jwks.published': 'pass',
    'jwks.caching': 'pass',
    'jwks.cors': 'pass',
    'jwks.type': 'pass',
    'jwks.body-size': 'pass',
  });
  assert.is(asked, 1);
});

test('RSA, EC and Ed25519 keys pass', async () => {
  const check = await keysCheck(rsaJwk, key.open, { ...okp, kid: 'o1', alg: 'Ed25519', use: 'sig' });

  assert.equal([check.verdict, check.message], ['pass', '3 usable public keys']);
});

test('an empty key set is a definite answer: it fails at the first request', async () => {
  const { results, asked } = await look(withKeys());

  assert.equal(
    [named(results, 'jwks.keys').verdict, named(results, 'jwks.published').verdict],
    ['fail', 'fail'],
  );
  assert.is(asked, 1);
});

test('a private member fails at once, is named, and its value is nowhere in the result', async () => {
  const { results, asked } = await look(withKeys(key.whole));
  const check = named(results, 'jwks.keys');

  assert.equal([check.verdict, asked], ['fail', 1]);
  assert.match(check.message, 'private members (d)');
  assert.match(check.hint ?? '', 'leaked');
  const { d } = key.whole as { readonly d: string };
  assert.not.match(JSON.stringify(results), d);
});

test('each broken key is refused with its reason', async () => {
  const spki = rsa.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const { x } = key.open as { readonly x: string };
  const broken: readonly (readonly [unknown, string])[] = [
    [{ ...rsaJwk, n: spki }, 'whole document'],
    [{ ...small, kid: 's', alg: 'RS256' }, '1024 bits'],
    [{ ...rsaJwk, n: `${rsaJwk.n ?? ''}==` }, 'base64url'],
    [{ ...rsaJwk, alg: 'ES256' }, 'says alg "ES256"'],
    [{ ...rsaJwk, use: 'enc' }, 'not declared for verifying'],
    [{ ...rsaJwk, key_ops: ['sign'] }, 'not declared for verifying'],
    [{ ...rsaJwk, privateKey: 'x' }, 'private members ("privateKey")'],
    [{ ...key.open, y: x }, 'not a point of "P-256"'],
    [{ ...key.open, x: x.slice(0, 20) }, '15 bytes long'],
    [{ ...key.open, crv: 'P-000' }, 'the curve "P-000"'],
    [{ kty: 'oct', k: 'c2VjcmV0', kid: 'o' }, 'symmetric'],
    [{ kty: 'AKP', pub: 'x', priv: 'y', kid: 'm' }, 'private members (priv)'],
    ['text', 'is not an object'],
  ];
  for (const [entry, reason] of broken) {
    const check = await keysCheck(entry);
    assert.is(check.verdict, 'fail', `${reason}: ${check.message}`);
    assert.ok(check.message.includes(reason), `${check.message} should say ${reason}`);
  }
});

test('two keys of one kid fail, a key without alg warns, a set of unknown types fails', async () => {
  const other = makeJwk('k1').open;
  const { alg: _, ...silent } = key.open as Readonly<Record<string, unknown>>;

  assert.match((await keysCheck(key.open, other)).message, 'have the kid "k1"');
  assert.is((await keysCheck(silent)).verdict, 'warn');
  assert.is((await keysCheck({ kty: 'NEW', kid: 'n' })).verdict, 'fail');
  assert.is((await keysCheck(key.open, { kty: 'NEW', kid: 'n' })).verdict, 'warn');
});

test('a key that verifiers pass over warns beside a good one, and fails if tokens are signed with it', async () => {
  const useless = { ...rsaJwk, use: 'enc' };
  const served = withKeys(key.open, useless);
  const kids = [...published.kids, 'r1'];

  const beside = await look(served, { publishedKeys: undefined });
  const needed = await look(served, { publishedKeys: { ...published, kids } });

  assert.is(named(beside.results, 'jwks.keys').verdict, 'warn');
  assert.is(named(needed.results, 'jwks.keys').verdict, 'fail');
  assert.match(named(needed.results, 'jwks.keys').message, 'key "r1" is not declared for verifying');
});

test('members that verifiers ignore, and forty keys, are no reason to warn', async () => {
  const keys = Array.from({ length: 40 }, (_, index) => ({ ...rsaJwk, kid: `k-${index}`, issuer: 'x' }));

  assert.is((await keysCheck(...keys)).verdict, 'pass');
});

test('garbage, other JSON and a redirect are no key set', async () => {
  const replies: readonly Reply[] = [
    altered(PATH, { body: '{"keys":[' }),
    altered(PATH, { body: '[]' }),
    altered(PATH, { body: '{"keys":{"k1":{}}}' }),
    { status: 302, headers: { location: '/elsewhere' } },
    { status: 404 },
  ];
  for (const reply of replies) {
    const { results, asked } = await look(reply);
    assert.equal([named(results, 'jwks.keys').verdict, asked], ['fail', 1]);
  }
});

test('a 503 is asked again; one that stays fails and leaves the rest inconclusive', async () => {
  const cured = await look((_, count) => (count < 3 ? { status: 503 } : altered(PATH, {})));
  const stays = await look({ status: 503 });

  assert.equal([named(cured.results, 'jwks.keys').verdict, cured.asked], ['pass', 3]);
  assert.equal(
    [named(stays.results, 'jwks.keys').verdict, named(stays.results, 'jwks.cors').verdict],
    ['fail', 'inconclusive'],
  );
  assert.ok(stays.asked > 5);
});

test('the published keys must be served as they are', async () => {
  const verdict = async (keys: readonly unknown[], target: Partial<Target> = {}): Promise<string> => {
    const { results } = await look(withKeys(...keys), target);
    return named(results, 'jwks.published').verdict;
  };

  assert.is(await verdict([makeJwk('other').open]), 'fail');
  assert.is(await verdict([makeJwk('k1').open]), 'fail');
  assert.is(await verdict([key.open, makeJwk('extra').open]), 'warn');
  assert.is(await verdict([key.open], { publishedKeys: undefined }), 'skip');
  assert.is(await verdict([key.open], { publishedKeys: { ...published, jwks: '{}' } }), 'inconclusive');
  assert.is(await verdict([key.open], { publishedKeys: { ...published, kids: [] } }), 'inconclusive');
});

test('missing cache, cors and type headers warn', async () => {
  const { results } = await look({ body: JSON.stringify({ keys: [key.open] }) });
  const seen = verdicts(results);

  assert.equal([seen['jwks.caching'], seen['jwks.cors'], seen['jwks.type']], ['warn', 'warn', 'warn']);
});

test('a key set of another build never passes', async () => {
  await withApp(
    goodApp({}, () => 'b1'),
    async ({ url }) => {
      const { target, tools } = bench(url);
      const results = await jwks(target, tools);

      assert.equal([...new Set(Object.values(verdicts(results)))], ['inconclusive']);
      assert.is(named(results, 'jwks.keys').answeredBy?.version, 'b1');
    },
  );
});

test.run();
