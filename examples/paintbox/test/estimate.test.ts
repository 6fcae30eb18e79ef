import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timesUnits, toUnits } from '../src/estimate/money.ts';
import { priceJob, type Estimate } from '../src/estimate/price-job.ts';
import { readJob } from '../src/estimate/read-job.ts';

function price(body: unknown): Estimate {
  const job = readJob(body);
  if ('problems' in job) throw new Error(JSON.stringify(job.problems));
  return priceJob(job);
}

function problems(body: unknown): readonly string[] {
  const job = readJob(body);
  return 'problems' in job ? job.problems.map(({ code, path }) => `${code} ${path}`) : [];
}

test('a job is priced line by line, with tax on the sum', () => {
  const estimate = price({
    areas: [
      { name: 'Hall', areaM2: 20, coats: 2, prep: 'light' },
      { name: 'Porch', areaM2: 7.5, coats: 1 },
    ],
    quality: 'premium',
    taxRate: 0.0825,
  });

  assert.equal(estimate, {
    currency: 'USD',
    quality: 'premium',
    lines: [
      {
        name: 'Hall',
        areaM2: 20,
        coats: 2,
        prep: 'light',
        preparation: 55,
        paint: 94,
        labour: 184,
        total: 333,
      },
      {
        name: 'Porch',
        areaM2: 7.5,
        coats: 1,
        prep: 'none',
        preparation: 0,
        paint: 17.63,
        labour: 34.5,
        total: 52.13,
      },
    ],
    subtotal: 385.13,
    taxRate: 0.0825,
    tax: 31.77,
    total: 416.9,
  });
});

test('an area without details has two coats of standard paint, no preparation and a name', () => {
  const { lines, quality } = price({ areas: [{ areaM2: 1 }] });

  assert.is(quality, 'standard');
  assert.equal(lines, [
    {
      name: 'Area 1',
      areaM2: 1,
      coats: 2,
      prep: 'none',
      preparation: 0,
      paint: 2.9,
      labour: 9.2,
      total: 12.1,
    },
  ]);
});

test('half a cent is rounded up and less is rounded down', () => {
  assert.is(timesUnits(235, 750, 100), 1763);
  assert.is(timesUnits(145, 10, 100), 15);
  assert.is(timesUnits(145, 9, 100), 13);
  assert.is(timesUnits(100, 50, 10_000), 1);
  assert.is(timesUnits(100, 49, 10_000), 0);
});

test('decimals are read exactly, and digits that would be lost are refused', () => {
  assert.is(toUnits(1.005, 1_000), 1_005);
  assert.is(toUnits(0.29, 100), 29);
  assert.is(toUnits(9_999.99, 100), 999_999);
  assert.is(toUnits(1.005, 100), undefined);
  assert.is(toUnits(0.1 + 0.2, 100), 30);
});

test('the columns of every estimate add up to the cent', () => {
  const cents = (amount: number): number => Math.round(amount * 100);
  for (let step = 1; step <= 300; step += 1) {
    const areas = [
      { areaM2: step * 0.37 > 100 ? 99.99 : Math.round(step * 37) / 100, coats: (step % 4) + 1 },
      { areaM2: Math.round(step * 119) / 100, prep: 'heavy' },
    ];
    const { lines, subtotal, tax, total } = price({ areas, quality: 'designer', taxRate: step / 10_000 });

    for (const line of lines) {
      assert.is(cents(line.total), cents(line.preparation) + cents(line.paint) + cents(line.labour));
    }
    assert.is(
      cents(subtotal),
      lines.reduce((sum, line) => sum + cents(line.total), 0),
    );
    assert.is(cents(total), cents(subtotal) + cents(tax));
    assert.is(cents(tax), Number((BigInt(cents(subtotal)) * BigInt(step) * 2n + 10_000n) / 20_000n));
  }
});

test('the largest job is still exact', () => {
  const areas = Array.from({ length: 100 }, () => ({ areaM2: 10_000, coats: 4, prep: 'heavy' }));

  const { subtotal, tax } = price({ areas, quality: 'designer', taxRate: 0.5 });

  assert.is(subtotal, 42_200_000);
  assert.is(tax, 21_100_000);
});

test('every problem of a body is reported at once, each with its place', () => {
  const body = {
    areas: [{ areaM2: -1, coats: 1.5, prep: 'some', colour: 'red' }, { name: '' }, 7],
    quality: 'gold',
    taxRate: '8%',
    discount: 1,
  };

  assert.equal(problems(body), [
    'UNKNOWN_MEMBER discount',
    'UNKNOWN_MEMBER areas[0].colour',
    'OUT_OF_RANGE areas[0].areaM2',
    'TOO_PRECISE areas[0].coats',
    'UNKNOWN_CHOICE areas[0].prep',
    'BAD_TEXT areas[1].name',
    'MISSING areas[1].areaM2',
    'NOT_AN_OBJECT areas[2]',
    'UNKNOWN_CHOICE quality',
    'NOT_A_NUMBER taxRate',
  ]);
});

const refused: readonly (readonly [string, unknown, string])[] = [
  ['a body that is a list', [], 'NOT_AN_OBJECT '],
  ['a body that is null', null, 'NOT_AN_OBJECT '],
  ['no areas', {}, 'BAD_LIST areas'],
  ['an empty list of areas', { areas: [] }, 'BAD_LIST areas'],
  [
    'more areas than a house has',
    { areas: Array.from({ length: 101 }, () => ({ areaM2: 1 })) },
    'BAD_LIST areas',
  ],
  ['an area of nothing', { areas: [{ areaM2: 0 }] }, 'OUT_OF_RANGE areas[0].areaM2'],
  ['an area without end', { areas: [{ areaM2: Number.POSITIVE_INFINITY }] }, 'NOT_A_NUMBER areas[0].areaM2'],
  ['five coats', { areas: [{ areaM2: 1, coats: 5 }] }, 'OUT_OF_RANGE areas[0].coats'],
  [
    'a name of every object as quality',
    { areas: [{ areaM2: 1 }], quality: 'toString' },
    'UNKNOWN_CHOICE quality',
  ],
  ['a tax of more than half', { areas: [{ areaM2: 1 }], taxRate: 0.51 }, 'OUT_OF_RANGE taxRate'],
  ['a tax with five decimals', { areas: [{ areaM2: 1 }], taxRate: 0.08251 }, 'TOO_PRECISE taxRate'],
];

for (const [what, body, expected] of refused) {
  test(`${what} is refused`, () => {
    assert.equal(problems(body), [expected]);
  });
}

test.run();
