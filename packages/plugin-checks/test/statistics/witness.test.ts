/** The statistics against values of scipy and statsmodels, which we did not write. `fixtures/scipy.json` says which functions made them. */
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differenceRadius, shareBounds } from '../../src/statistics/always-valid.ts';
import { chanceOfHits, highestShare, lowestShare } from '../../src/statistics/exact-share.ts';
import { fisher } from '../../src/statistics/fisher.ts';
import { holm } from '../../src/statistics/holm.ts';
import { normalTail } from '../../src/statistics/normal-tail.ts';
import { signedRank } from '../../src/statistics/signed-rank.ts';
import { studentT } from '../../src/statistics/student-t.ts';

type Row = readonly number[];

const values = JSON.parse(
  await readFile(new URL('./fixtures/scipy.json', import.meta.url), 'utf8'),
) as Readonly<Record<'shares' | 'hits' | 'tables' | 't' | 'normal' | 'alwaysShares', readonly Row[]>> & {
  readonly radii: readonly (readonly [number | null, number, number, number])[];
  readonly ranks: readonly (readonly [Row, number])[];
  readonly holm: readonly (readonly [Row, Row])[];
};

function near(actual: number, expected: number, what: unknown, digits = 1e-6): void {
  const isNear = Math.abs(actual - expected) <= digits * Math.max(Math.abs(expected), 1e-9);
  assert.ok(isNear, `${JSON.stringify(what)}: ${actual}, not ${expected}`);
}

test('bounds of a share are those of Clopper and Pearson', () => {
  for (const [hits = 0, tries = 0, error = 0, low = 0, high = 0] of values.shares) {
    near(lowestShare(hits, tries, error), low, [hits, tries, error]);
    near(highestShare(hits, tries, error), high, [hits, tries, error]);
  }
});

test('the chance of so many hits is the tail of the binomial distribution', () => {
  for (const [hits = 0, tries = 0, share = 0, chance = 0] of values.hits) {
    near(chanceOfHits(hits, tries, share), chance, [hits, tries, share]);
  }
  assert.equal([chanceOfHits(0, 5, 0.1), chanceOfHits(6, 5, 0.1)], [1, 0]);
});

test('the signed ranks have their exact chance, with ties too, and the usual approximation of many', () => {
  for (const [differences, chance] of values.ranks) near(signedRank(differences), chance, differences, 1e-5);
  assert.is(signedRank([0, 0]), 1);
});

test('tables of two by two have the chance of Fisher', () => {
  for (const [hits = 0, tries = 0, allHits = 0, all = 0, chance = 0] of values.tables) {
    near(fisher({ hits, tries }, { hits: allHits, tries: all }), chance, [hits, tries, allHits, all]);
  }
});

test('quantiles of t and tails of the normal distribution are those of the tables', () => {
  for (const [level = 0, freedom = 0, quantile = 0] of values.t)
    near(studentT(level, freedom), quantile, [level, freedom]);
  for (const [value = 0, tail = 0] of values.normal) near(normalTail(value), tail, value, 1e-5);
});

test('intervals that hold at every look are those of the integrals over their mixtures', () => {
  for (const [before, after, error, radius] of values.radii) {
    const sides = { before: before ?? undefined, after, spread: 1 };
    near(differenceRadius(sides, error), radius, [before, after, error], 1e-5);
  }
  for (const [hits = 0, tries = 0, error = 0, low = 0, high = 0] of values.alwaysShares) {
    const bounds = shareBounds(hits, tries, error);
    near(bounds.low, low, [hits, tries, error], 1e-4);
    near(bounds.high, high, [hits, tries, error], 1e-4);
  }
});

test('many questions are corrected as Holm says', () => {
  for (const [chances, adjusted] of values.holm) {
    holm(chances).forEach((one, at) => near(one, adjusted[at] ?? 0, chances));
  }
});

test.run();
