import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { differenceRadius, shareBounds } from '../../src/statistics/always-valid.ts';
import { mean } from '../../src/statistics/percentiles.ts';
import { seeded } from '../../../../test/seeded.ts';

const ERROR = 0.05;
const RUNS = 150;

function normals(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function spread(parts: readonly (readonly number[])[]): number {
  const rests = parts.flatMap((values) => values.map((value) => (value - mean(values)) ** 2));
  return Math.sqrt(rests.reduce((sum, one) => sum + one, 0) / (rests.length - parts.length));
}

/** The share of runs in which some look excludes the truth. */
function everWrong(before: number | undefined, looks: number): number {
  const normal = normals(seeded(11));
  let wrong = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const was = Array.from({ length: before ?? 0 }, normal);
    const now = [normal()];
    for (let look = 0; look < looks; look += 1) {
      now.push(normal());
      const parts = before === undefined ? [now] : [was, now];
      const radius = differenceRadius({ before, after: now.length, spread: spread(parts) }, ERROR);
      if (Math.abs(mean(now) - (before === undefined ? 0 : mean(was))) <= radius) continue;
      wrong += 1;
      break;
    }
  }
  return wrong / RUNS;
}

test('the interval of a mean holds at sixty looks together, whatever is known of before', () => {
  for (const before of [undefined, 1, 8, 120]) {
    const share = everWrong(before, 60);
    assert.ok(share <= ERROR, `${before}: ${share}`);
  }
});

test('the interval of a share holds at every look', () => {
  const random = seeded(12);
  for (const share of [0.002, 0.05, 0.5]) {
    let wrong = 0;
    for (let run = 0; run < RUNS; run += 1) {
      let hits = 0;
      for (let tries = 1; tries <= 500; tries += 1) {
        if (random() < share) hits += 1;
        if (tries % 10 !== 0) continue;
        const { low, high } = shareBounds(hits, tries, ERROR);
        if (low <= share && share <= high) continue;
        wrong += 1;
        break;
      }
    }
    assert.ok(wrong / RUNS <= ERROR, `${share}: ${wrong / RUNS}`);
  }
});

test('a share lies within its bounds, and more tries narrow them', () => {
  const some = shareBounds(3, 100, 0.005);
  const many = shareBounds(300, 10_000, 0.005);

  assert.ok(some.low < 0.03 && 0.03 < some.high && some.low < many.low && many.high < some.high);
  assert.equal(
    [shareBounds(0, 0, 0.005), shareBounds(0, 50, 0.005).low, shareBounds(50, 50, 0.005).high],
    [{ low: 0, high: 1 }, 0, 1],
  );
});

test('one value, or too few for any certainty, have no bound; values without spread have no doubt', () => {
  assert.is(differenceRadius({ before: undefined, after: 1, spread: 1 }, 0.005), Number.POSITIVE_INFINITY);
  assert.is(differenceRadius({ before: 1, after: 2, spread: 1 }, 0.005), Number.POSITIVE_INFINITY);
  assert.is(differenceRadius({ before: 5, after: 5, spread: 0 }, 0.005), 0);
});

test.run();
