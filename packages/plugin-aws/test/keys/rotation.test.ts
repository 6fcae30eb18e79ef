import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generateKey } from '../../src/keys/generate-key.ts';
import { parsePrivateDocument } from '../../src/keys/parse-private-document.ts';
import { publicSet } from '../../src/keys/private-document.ts';
import type { PrivateDocument } from '../../src/keys/private-document.ts';
import { nextRetirement } from '../../src/keys/retirement.ts';
import { activated, nextStep, scheduled, withNext } from '../../src/keys/rotation.ts';
import { rotationTimes } from '../../src/keys/rotation-times.ts';

const start = Date.parse('2026-11-25T12:00:00Z');
const times = rotationTimes({});
const calm = (now: number) => ({ now, emergencySince: undefined });
const first: PrivateDocument = {
  v: 1,
  keys: [await generateKey({ now: new Date(start - 1), state: 'active' })],
};
const fresh = await generateKey({ now: new Date(start), state: 'next' });
const begun = withNext(first, fresh, start);
const waiting = scheduled(begun, fresh.kid, start, times);
const rotated = activated(waiting, fresh.kid, start + times.publishMs, times);
const overlapEnd = start + times.publishMs + times.overlapMs;

test('a key waits for cache age, propagation and clocks before it signs, and for tokens as well after it', () => {
  const options = {
    tokenTtlSeconds: 900,
    cacheMaxAgeSeconds: 30,
    propagationSeconds: 20,
    clockSkewSeconds: 10,
  };

  assert.equal(rotationTimes(options), { publishMs: 60_000, overlapMs: 960_000 });
  assert.equal(times, { publishMs: 480_000, overlapMs: 4_080_000 });
});

test('options that are no lengths of time are refused all at once', () => {
  assert.throws(
    () => rotationTimes({ tokenTtlSeconds: 0, cacheMaxAgeSeconds: -1, propagationSeconds: Number.NaN }),
    /tokenTtlSeconds is 0, cacheMaxAgeSeconds is -1, propagationSeconds is NaN/,
  );
});

test('the steps come in their order, and each of them is repeated until it is done', () => {
  const set = publicSet(first);
  const both = publicSet(begun);
  const step = (document: PrivateDocument, published: typeof set, now: number): string =>
    nextStep(document, published, calm(now)).type;

  assert.is(step(first, set, start), 'begin');
  assert.is(step(begun, set, start), 'publish');
  assert.is(step(begun, both, start), 'schedule');
  assert.is(step(waiting, both, start + times.publishMs - 1), 'wait');
  assert.is(step(waiting, both, start + times.publishMs), 'activate');
  assert.is(step(rotated, both, overlapEnd - 1), 'overlap');
  assert.is(step(rotated, both, overlapEnd), 'begin');
});

test('publishing adds the new key and keeps all that is published, also what the document does not know', async () => {
  const stranger = publicSet({ v: 1, keys: [await generateKey({ now: new Date(start) })] }).keys;
  const set = publicSet(first, stranger);

  const step = nextStep(begun, set, calm(start));

  assert.is(step.type, 'publish');
  assert.equal(step.type === 'publish' && step.set.keys.slice(0, 2), set.keys);
  assert.equal(step.type === 'publish' && step.kids, [fresh.kid]);
});

test('there is one active key at every step, and the former one stays until its last token has expired', () => {
  for (const document of [begun, waiting, rotated]) {
    assert.ok(parsePrivateDocument(JSON.stringify(document)).ok);
  }
  const former = rotated.keys.find(({ state }) => state === 'retiring');
  assert.is(former?.kid, first.keys[0]?.kid);
  assert.is(former?.retireAt, new Date(overlapEnd).toISOString());
});

test('a key whose time is over is not published again', () => {
  const set = publicSet({ v: 1, keys: rotated.keys.filter(({ state }) => state === 'active') });

  assert.is(nextStep(rotated, set, calm(overlapEnd)).type, 'begin');
  assert.is(nextStep(rotated, set, calm(overlapEnd - 1)).type, 'publish');
});

test('an emergency waits for nothing and trusts no key from before', async () => {
  const mood = { now: start + 1000, emergencySince: start + 500 };
  const both = publicSet(begun);
  const trusted = await generateKey({ now: new Date(start + 1000), state: 'next' });

  assert.is(nextStep(waiting, both, mood).type, 'begin');
  const replaced = withNext(waiting, trusted, mood.now);
  assert.equal(
    replaced.keys.map(({ state }) => state),
    ['active', 'retiring', 'next'],
  );
  const published = publicSet(replaced);
  const step = nextStep(replaced, published, mood);
  assert.is(step.type === 'activate' && step.key.kid, trusted.kid);
  assert.is(nextStep(activated(replaced, trusted.kid, mood.now, times), published, mood).type, 'overlap');
});

test('a retiring key without a time does not delay a rotation and is retired only by name', () => {
  const keys = rotated.keys.map(({ kid, alg, state, createdAt, jwk }) => ({
    kid,
    alg,
    state,
    createdAt,
    jwk,
  }));
  const document: PrivateDocument = { v: 1, keys };

  assert.is(nextStep(document, publicSet(document), calm(start)).type, 'begin');
  assert.is(
    nextRetirement(document, publicSet(document), { kid: undefined, now: overlapEnd * 2 }),
    undefined,
  );
});

test('a key is retired when its time is over: verifiers lose it first, then the document', () => {
  const all = publicSet(rotated);
  const [former] = first.keys;

  assert.is(nextRetirement(rotated, all, { kid: undefined, now: overlapEnd - 1 }), undefined);
  const unpublish = nextRetirement(rotated, all, { kid: undefined, now: overlapEnd });
  assert.equal(unpublish?.type === 'unpublish' && unpublish.kids, [former?.kid]);
  const set = unpublish?.type === 'unpublish' ? unpublish.set : all;
  const remove = nextRetirement(rotated, set, { kid: undefined, now: overlapEnd });
  assert.equal(remove?.type === 'remove' && remove.document.keys.map(({ kid }) => kid), [fresh.kid]);
});

test('a named key is marked as ended first, so that no run lets it sign meanwhile', () => {
  const set = publicSet(waiting);

  const step = nextRetirement(waiting, set, { kid: fresh.kid, now: start });

  assert.is(step?.type, 'expire');
  const document = step?.type === 'expire' ? step.document : waiting;
  assert.is(document.keys.find(({ kid }) => kid === fresh.kid)?.state, 'retiring');
  assert.is(nextRetirement(document, set, { kid: fresh.kid, now: start })?.type, 'unpublish');
  assert.is(nextStep(document, set, calm(start)).type, 'begin');
});

test('the active key is not touched, even when it is named', () => {
  assert.is(nextRetirement(rotated, publicSet(rotated), { kid: fresh.kid, now: overlapEnd - 1 }), undefined);
});

test.run();
