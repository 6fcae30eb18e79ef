import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { verdictOf, worst } from '../../src/words/check.ts';
import type { CheckResult, Verdict } from '../../src/words/check.ts';

const ORDER: readonly Verdict[] = ['skip', 'pass', 'warn', 'inconclusive', 'fail'];

function check(verdict: Verdict, more: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'health',
    target: 'https://app.example',
    critical: true,
    message: '',
    evidence: {},
    verdict,
    ...more,
  };
}

test('the worse of two verdicts does not depend on which comes first', () => {
  for (const [at, a] of ORDER.entries()) {
    for (const b of ORDER.slice(at)) assert.equal([worst(a, b), worst(b, a)], [b, b]);
  }
});

test('a shadow is never counted, however bad it is, and alone it proves nothing', () => {
  assert.is(verdictOf([check('pass'), check('fail', { shadow: true })]), 'pass');
  assert.is(verdictOf([check('pass', { shadow: true })]), 'inconclusive');
});

test('what is not critical can warn at most, and no check at all is inconclusive', () => {
  assert.is(verdictOf([check('pass'), check('fail', { critical: false })]), 'warn');
  assert.is(verdictOf([]), 'inconclusive');
});

test.run();
