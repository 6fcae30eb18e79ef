import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonLosses } from '../../src/words/json-loss.ts';
import { Secret } from '../../src/words/secret.ts';

class Shop {
  readonly name = 'x';
}

const cycle: { self?: unknown } = {};
cycle.self = cycle;

const lost: Readonly<Record<string, readonly [value: unknown, sentence: string]>> = {
  'a date': [
    { a: { at: new Date(0) } },
    "'value.a.at' is a Date, which JSON turns into text: return its toISOString()",
  ],
  'a map': [new Map(), "'value' is a Map, which JSON turns into {}: return Object.fromEntries(…) of it"],
  'a set': [{ s: new Set() }, "'value.s' is a Set, which JSON turns into {}: return an array"],
  'not a number': [[1, Number.NaN], "'value[1]' is NaN, which JSON turns into null: return null, or a text"],
  'no end': [{ n: -Infinity }, "'value.n' is -Infinity, which JSON turns into null: return null, or a text"],
  'a bigint': [{ n: 1n }, "'value.n' is a bigint, which JSON cannot hold: return it as a text"],
  'a function': [{ f: () => 1 }, "'value.f' is a function, which JSON leaves out: return data only"],
  'a symbol': [{ s: Symbol('x') }, "'value.s' is a symbol, which JSON leaves out: return a text"],
  'a symbol as a key': [
    { [Symbol('x')]: 1 },
    "'value' has a symbol as a key, which JSON leaves out: use a text as the key",
  ],
  'an instance of a class': [
    { shop: new Shop() },
    "'value.shop' is an instance of Shop, and JSON keeps no classes: return a plain object",
  ],
  'a secret': [
    { token: new Secret('hidden-value') },
    "'value.token' is a secret, which no journal may hold: return what names it instead",
  ],
  'undefined in an array': [
    ['a', undefined],
    "'value[1]' is undefined, which JSON has no word for: return null, or leave it out",
  ],
  'a hole in an array': [
    // oxlint-disable-next-line no-sparse-arrays -- the hole is what is tried
    [, 'a'],
    "'value[0]' is undefined, which JSON has no word for: return null, or leave it out",
  ],
  'a match of a regular expression': [
    /a/.exec('a'),
    "'value' is an array with properties of its own (index, input, groups), which JSON leaves out",
  ],
  'what contains itself': [cycle, "'value.self' contains itself, which JSON cannot hold"],
  'a member with an odd name': [
    { 'to day': new Date(0) },
    `'value["to day"]' is a Date, which JSON turns into text: return its toISOString()`,
  ],
};

for (const [what, [value, sentence]] of Object.entries(lost)) {
  test(`${what} is told with its path and what to return instead`, () => {
    assert.equal(jsonLosses(value), [sentence]);
  });
}

test('what JSON keeps is no loss: undefined members are as good as absent, and -0 as 0', () => {
  const shared = { n: 1 };
  const bare = Object.assign(Object.create(null) as object, { a: 1 });

  const losses = jsonLosses({ a: undefined, b: [null, true, 'x', -0], c: shared, d: [shared], bare });

  assert.equal(losses, []);
});

test('what a codec made again of the text is no loss, anything else is', () => {
  const value = { at: new Date(0), tags: new Set(['a']) };

  assert.equal(jsonLosses(value, 'release', { at: new Date(0), tags: {} }), [
    "'release.tags' is a Set, which JSON turns into {}: return an array",
  ]);
});

test('no more than ten losses are listed', () => {
  assert.is(jsonLosses(Array.from({ length: 100 }, () => Number.NaN)).length, 10);
});

test.run();
