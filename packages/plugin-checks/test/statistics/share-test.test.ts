/** Wald's test against its own promises: how often it is wrong, and after how many answers. The table is printed with `PAINTBOX_PROOF=all`. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeShare } from '../../src/statistics/share-test.ts';
import type { ShareAnswer, ShareTest } from '../../src/statistics/share-test.ts';
import { seeded } from '../../../../test/seeded.ts';

const isProof = process.env['PAINTBOX_PROOF'] !== undefined;
const RUNS = isProof ? 100_000 : 4_000;
/** Far more answers than any check asks for. */
const MOST = 2_000;

/** Slow answers beside a 95th percentile; bad answers of a burst; answers that take longer than the burst has time for. */
const TESTS: Readonly<Record<string, ShareTest>> = {
  'slow answers': { accepted: 0.05, refused: 0.5 },
  'bad answers': { accepted: 0.1, refused: 0.5 },
  'late answers': { accepted: 0.5, refused: 0.95 },
};

function simulate(what: ShareTest, share: number, seed: number) {
  const random = seeded(seed);
  const counts: Record<ShareAnswer, number> = { open: 0, 'too high': 0, 'low enough': 0 };
  let asked = 0;
  for (let run = 0; run < RUNS; run += 1) {
    let [hits, tries] = [0, 0];
    let answer: ShareAnswer = 'open';
    while (answer === 'open' && tries < MOST) {
      tries += 1;
      hits += random() < share ? 1 : 0;
      answer = judgeShare({ hits, tries }, what);
    }
    counts[answer] += 1;
    asked += tries;
  }
  return { high: counts['too high'] / RUNS, low: counts['low enough'] / RUNS, mean: asked / RUNS };
}

/** The most that chance adds to a rate of `RUNS` runs, four standard errors. */
const beside = (rate: number): number => rate + 4 * Math.sqrt((rate * (1 - rate)) / RUNS);

for (const [name, what] of Object.entries(TESTS)) {
  test(`${name}: neither error is more frequent than promised`, () => {
    const well = simulate(what, what.accepted, 1);
    const ill = simulate(what, what.refused, 2);
    const worse = simulate(what, Math.min(1, what.refused * 1.5), 3);

    assert.ok(well.high <= beside(0.002), `false alarms: ${well.high}`);
    assert.ok(ill.low <= beside(0.01), `missed: ${ill.low}`);
    assert.is(worse.low + worse.high, 1);
    if (!isProof) return;
    for (const share of [0, what.accepted / 2, what.accepted, what.refused, 1]) {
      const { high, low, mean } = simulate(what, share, 4);
      process.stdout.write(
        `${name.padEnd(14)} true share ${share.toFixed(3)}: too high ${(100 * high).toFixed(2)} %, low enough ${(100 * low).toFixed(2)} %, after ${mean.toFixed(1)} answers\n`,
      );
    }
  });
}

test('three slow answers in a row are certain, two are not', () => {
  const slow = { accepted: 0.05, refused: 0.5 };

  assert.is(judgeShare({ hits: 2, tries: 2 }, slow), 'open');
  assert.is(judgeShare({ hits: 3, tries: 3 }, slow), 'too high');
  assert.is(judgeShare({ hits: 0, tries: 0 }, slow), 'open');
});

test.run();
