/** What the looks of a watch show together. */
import { isDeployError } from '@paintbox/deploy-core';
import { comparisonOf, timesEvidence } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { fakeClock, runStage } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LooksTogether } from '../../src/monitor/looks-together.ts';
import { judgeErrors, judgeSlowness } from '../../src/monitor/own-looks.ts';
import { watch } from '../../src/monitor/watch.ts';
import type { Baseline } from '../../src/suite/baseline-artifact.ts';
import { resolveOptions } from '../../src/suite/resolve-options.ts';
import type { SuiteOptions } from '../../src/suite/suite-options.ts';
import { goodApp, published, withApp } from '../rig.ts';

const URL = 'https://app.example.com';
const BEFORE: Baseline = {
  missing: null,
  build: 'b1',
  headers: {},
  samplesMs: { '/api/health': [98, 100, 102] },
};

/** A look: what it asked of each endpoint, how much failed, and how long the health document took. */
function look(failed: number, ms = 100): CheckReport {
  const check = (what: string, lost: number): CheckResult => ({
    id: `latency.${what}`,
    target: URL,
    verdict: 'pass',
    critical: false,
    message: '',
    evidence: {
      asked: 20,
      good: 20 - lost,
      ...timesEvidence({ samplesMs: [ms - 1, ms, ms + 1], percentiles: [] }),
    },
  });
  return { verdict: 'pass', checks: [check('home', failed), check('health', 0), check('jwks', 20)] };
}

function added(
  looks: readonly CheckReport[],
  options: SuiteOptions = {},
  baseline?: Baseline,
): readonly (readonly [string, string])[] {
  const together = new LooksTogether(resolveOptions(options), URL, baseline);
  return looks.flatMap((one, at) => {
    const { checks } = together.add(one, at === looks.length - 1);
    return checks.slice(one.checks.length).map(({ id, verdict }) => [id, verdict] as const);
  });
}

const many = (count: number, failed: number): readonly CheckReport[] =>
  Array.from({ length: count }, () => look(failed));

test('one bad look is no failure, whatever fails in it', () => {
  assert.is(judgeErrors([{ hits: 60, tries: 60 }]), 'open');
  assert.equal(added([...many(4, 0), look(19), ...many(5, 0)]), [['watch.errors', 'warn']]);
});

test('a few failed requests in several looks are', () => {
  assert.equal(added([look(1), look(1), look(1), look(1)]).at(0), ['watch.errors', 'fail']);
  assert.equal(added([look(2), look(0), look(2)]), [['watch.errors', 'fail']]);
});

test('an endpoint that never answers has checks of its own, and a short watch without failures says nothing', () => {
  assert.equal(added(many(2, 0)), []);
  assert.equal(added(many(2, 20)), []);
  assert.equal(added([look(1), look(0)]), [['watch.errors', 'warn']]);
});

test('looks that are all slower than before are slower, unless they differ as much among each other', () => {
  assert.is(judgeSlowness(100, [150, 151, 149, 150, 152, 150, 149, 151], 0.1).isSlower, true);
  assert.is(judgeSlowness(100, [100, 180, 120, 190, 110, 170, 130, 150], 0.1).isSlower, false);
  assert.is(judgeSlowness(100, [101, 99, 100, 102, 100, 98, 101, 100], 0.1).isSlower, false);
  // Some ms are within the noise of any network.
  assert.is(judgeSlowness(2, [3.0, 3.01, 3.0, 3.02, 3.0, 3.01, 3.0, 3.0], 0.1).isSlower, false);
  assert.is(
    comparisonOf({ evidence: judgeSlowness(100, [150, 150, 151, 150, 149, 150, 150], 0.1).evidence })
      ?.tolerance,
    0.1,
  );
});

test('they are compared with what was measured before the release, where that was measured', () => {
  const slower = Array.from({ length: 9 }, (_, at) => look(0, 150 + (at % 2)));

  assert.equal(
    added(slower, {}, BEFORE)
      .filter(([id]) => id === 'watch.latency')
      .at(0),
    ['watch.latency', 'fail'],
  );
  assert.equal(added(slower), [['watch.errors', 'pass']]);
  const elsewhere = { ...BEFORE, samplesMs: { '/other': [1] } };
  assert.equal(added(slower, { compare: { path: '/other' } }, elsewhere), [['watch.errors', 'pass']]);
});

test('they are left out and shadowed by their names', () => {
  const failing = [look(2), look(2)];

  assert.equal(added(failing, { skip: ['watch'] }), []);
  const together = new LooksTogether(resolveOptions({ shadow: ['watch.errors'] }), URL, undefined);
  const last = failing
    .map((one) => together.add(one, false))
    .at(-1)
    ?.checks.at(-1);
  assert.equal(
    [last?.id, last?.verdict, last?.critical, last?.shadow],
    ['watch.errors', 'fail', false, true],
  );
});

test('watch: a release of which every thirtieth request fails is taken back, although each look is well', async () => {
  const handler = goodApp();
  let asked = 0;
  await withApp(
    (request, count) => {
      asked += 1;
      // The checks before ask but once.
      return request.url === '/' && asked > 10 && asked % 10 === 0
        ? { status: 500 }
        : handler(request, count);
    },
    async ({ url }) => {
      const stage = watch({
        skip: ['load', 'compare', 'identity', 'jwks', 'headers', 'tls', 'accessibility', 'health'],
        identity: { propagationMs: 0 },
      });

      const run = await runStage(
        stage,
        { 'published-keys': published },
        { url, clock: fakeClock({ auto: true }) },
      );

      assert.ok(isDeployError(run.error));
      assert.match(run.error.message, /watch\.errors: \d+ of \d+ requests of \d+ looks failed: too many/);
    },
  );
});

test.run();
