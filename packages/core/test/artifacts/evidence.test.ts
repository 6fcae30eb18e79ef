import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  beforeAfterEvidence,
  beforeAfterOf,
  comparisonEvidence,
  comparisonOf,
  roundsEvidence,
  roundsOf,
  timesEvidence,
  timesOf,
} from '../../src/release.ts';

const at = '2026-11-23T06:15:30.000Z';
const times = {
  samplesMs: [1, 2, 31],
  percentiles: [
    { name: 'p50', ms: 2, within: { lowMs: 1, highMs: null } },
    { name: 'p95', ms: 31 },
  ],
};
const comparison = { ratio: 1.2, low: 0.9, high: 1.6, tolerance: 0.1 };
const rounds = [{ at, verdict: 'pass' }] as const;

/** As a journal gives it back. */
function stored(evidence: Readonly<Record<string, unknown>>): {
  readonly evidence: Readonly<Record<string, unknown>>;
} {
  return { evidence: JSON.parse(JSON.stringify(evidence)) as Readonly<Record<string, unknown>> };
}

test('what a maker put in, its reader gets out, among other members and after a journal', () => {
  const check = stored({
    asked: 3,
    ...timesEvidence(times),
    ...comparisonEvidence(comparison),
    ...beforeAfterEvidence({ before: 0.3, after: 0.4, unit: 's' }),
    ...roundsEvidence(rounds),
  });

  assert.equal(timesOf(check), times);
  assert.equal(comparisonOf(check), comparison);
  assert.equal(beforeAfterOf(check), { before: 0.3, after: 0.4, unit: 's' });
  assert.equal(roundsOf(check), rounds);
});

test('a check without such evidence has none', () => {
  const check = stored({ times: undefined, status: 200 });

  assert.equal([timesOf(check), comparisonOf(check), roundsOf(check)], [undefined, undefined, []]);
  assert.is(timesOf(stored(timesEvidence({ samplesMs: [], percentiles: [] }))), undefined);
});

test('evidence that only looks like it is not taken for it', () => {
  for (const odd of [
    3,
    null,
    { samplesMs: ['1'], percentiles: [] },
    { samplesMs: [Number.NaN], percentiles: [] },
    { samplesMs: [1] },
    { samplesMs: [1], percentiles: [{ name: 'p50', ms: '3' }] },
    { samplesMs: [1], percentiles: [{ name: 'p50', ms: 3, within: [1, 2] }] },
  ]) {
    assert.is(timesOf({ evidence: { times: odd } }), undefined, JSON.stringify(odd));
  }
  for (const odd of [{ ratio: 1.2 }, { ratio: 0, low: 0, high: 1 }, { ratio: 'x', low: 1, high: 2 }]) {
    assert.is(comparisonOf({ evidence: { comparison: odd } }), undefined, JSON.stringify(odd));
  }
  for (const odd of [[{ at }], [{ at, verdict: 'toString' }], 'pass', null]) {
    assert.equal(roundsOf({ evidence: { rounds: odd } }), [], JSON.stringify(odd));
  }
});

test.run();
