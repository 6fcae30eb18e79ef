import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  listOf,
  maybe,
  nullable,
  number,
  oneOf,
  shape,
  tableOf,
  text,
  wrongWith,
} from '../../src/artifacts/shape.ts';

interface Crate {
  readonly label: string;
  readonly weight?: number | undefined;
  readonly owner: string | null;
  readonly kind: 'open' | 'closed';
  readonly parts: readonly string[];
  readonly prices: Readonly<Record<string, number>>;
}

const crate = shape<Crate>({
  label: text,
  weight: maybe(number),
  owner: nullable(text),
  kind: oneOf('open', 'closed'),
  parts: listOf(text),
  prices: tableOf(number),
});
const good = { label: 'a', owner: null, kind: 'open', parts: ['x'], prices: { x: 1 } };

test('a value of the shape is right, with and without what may be left out', () => {
  assert.is(wrongWith(crate, good), undefined);
  assert.is(wrongWith(crate, { ...good, weight: 3, owner: 'ada' }), undefined);
});

test('what a shape does not know is no fault', () => {
  assert.is(wrongWith(crate, { ...good, colour: 'red' }), undefined);
});

test('every wrong field is named, with what was seen', () => {
  const wrong = wrongWith(crate, {
    label: 7,
    weight: Number.NaN,
    kind: 'ajar',
    parts: ['x', null],
    prices: { x: [], y: 1 },
  });

  assert.equal(wrong?.split('; '), [
    "field 'label': expected text, got the number 7",
    "field 'weight': expected a number, got the number NaN",
    "field 'owner': expected text, got nothing",
    "field 'kind': expected one of open, closed, got 'ajar'",
    "field 'parts.1': expected text, got null",
    "field 'prices.x': expected a number, got a list",
  ]);
});

test('a value that is no object at all says so, and long text is cut', () => {
  assert.is(wrongWith(crate, 'x'.repeat(100)), `expected an object, got '${'x'.repeat(40)}…'`);
  assert.is(wrongWith(crate, []), 'expected an object, got a list');
});

test('a shape fits its type exactly, or does not compile', () => {
  // @ts-expect-error -- 'owner' may be null
  shape<Pick<Crate, 'owner'>>({ owner: text });
  // @ts-expect-error -- 'label' is never null
  shape<Pick<Crate, 'label'>>({ label: nullable(text) });
  // @ts-expect-error -- 'weight' is missing
  shape<Pick<Crate, 'label' | 'weight'>>({ label: text });
  // @ts-expect-error -- a crate has no 'colour'
  shape<Pick<Crate, 'label'>>({ label: text, colour: text });
});

test.run();
