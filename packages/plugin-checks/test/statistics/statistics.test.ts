import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mean, median, percentile } from '../../src/statistics/percentiles.ts';
import { interleavedRatio, judgeRatio, separateRatio } from '../../src/statistics/ratio.ts';
import { studentT } from '../../src/statistics/student-t.ts';
import { seeded } from '../../../../test/seeded.ts';

const oneTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

test('a percentile is a value that was measured, with the ranks of the binomial around it', () => {
  const sorted = oneTo(100);

  // Tables of order statistics: the median of 100 lies between the 40th and the 61st 95 times of 100.
  assert.equal(percentile(sorted, 0.5), { valueMs: 50, lowMs: 40, highMs: 61 });
  assert.is(percentile(sorted, 0.95).valueMs, 95);
});

test('a bound that the samples do not reach stays open', () => {
  assert.equal(percentile(oneTo(20), 0.95), { valueMs: 19, lowMs: 17, highMs: null });
  assert.equal(percentile([7], 0.5), { valueMs: 7, lowMs: null, highMs: null });
});

test('the interval holds the true percentile as often as it says', () => {
  const random = seeded(1);
  let held = 0;
  for (let run = 0; run < 2_000; run += 1) {
    const sorted = Array.from({ length: 60 }, () => random()).toSorted((a, b) => a - b);
    const { lowMs, highMs } = percentile(sorted, 0.5);
    if ((lowMs ?? 0) <= 0.5 && 0.5 <= (highMs ?? 1)) held += 1;
  }

  assert.ok(held / 2_000 >= 0.945, String(held));
});

test('median and mean are those of the books', () => {
  assert.equal([median([3, 1, 2]), median([4, 1, 2, 3]), mean([1, 2, 6])], [2, 2.5, 3]);
  assert.ok(Number.isNaN(median([])) && Number.isNaN(mean([])));
});

test('quantiles of t are those of the tables, to two digits', () => {
  const table: readonly (readonly [0.8 | 0.95 | 0.975, number, number])[] = [
    [0.95, 5, 2.015],
    [0.95, 10, 1.812],
    [0.95, 19, 1.729],
    [0.975, 10, 2.228],
    [0.975, 30, 2.042],
    [0.8, 19, 0.861],
  ];
  for (const [level, freedom, expected] of table) {
    assert.ok(Math.abs(studentT(level, freedom) - expected) < 0.01, `${level} ${freedom}`);
  }
});

test('the ratio of sides that differ by a factor is that factor', () => {
  const pairs = oneTo(10).map((at) => ({ beforeMs: [10 * at], afterMs: [13 * at] }));
  const ratio = interleavedRatio(pairs);

  assert.ok(ratio !== undefined && Math.abs(ratio.ratio - 1.3) < 1e-9 && ratio.high - ratio.low < 1e-6);
});

test('too few blocks say nothing', () => {
  assert.is(interleavedRatio([{ beforeMs: [1], afterMs: [1] }]), undefined);
  assert.is(separateRatio(oneTo(35), oneTo(200), 5), undefined);
});

test('the verdict follows the whole range, and is open when it holds too much', () => {
  const limits = { tolerance: 0.1, notice: 0.3 };

  assert.is(judgeRatio({ low: 1.11, high: 2 }, limits), 'slower');
  assert.is(judgeRatio({ low: 0.9, high: 1.29 }, limits), 'not slower');
  assert.is(judgeRatio({ low: 1.0, high: 1.4 }, limits), 'open');
});

test.run();
