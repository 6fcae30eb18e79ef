import { isDeployError } from '@paintbox/deploy-core';
import { beforeAfterOf, comparisonOf } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { metric } from '../../src/metrics/metric.ts';
import type { MetricOptions } from '../../src/metrics/metric-options.ts';
import type { Target } from '../../src/suite/probe.ts';
import type { Finding } from '../../src/suite/result.ts';
import { isSettled } from '../../src/suite/settled.ts';
import { seeded } from '../../../../test/seeded.ts';
import { contextAt, served, SINCE_MS, sourceOf, stepAt, UNRELEASED } from './made-source.ts';

const FIVE_MINUTES = 300_000;
const noise = seeded(9);
/** Around a value, by some percent. */
const around = (value: number) => (): number => value * (1 + 0.06 * (noise() - 0.5));

function look(
  options: Omit<MetricOptions, 'id'>,
  target: Target = served('last'),
  afterMs = FIVE_MINUTES,
): Promise<Finding> {
  return metric({ id: 'metric.x', ...options }).run(target, contextAt(SINCE_MS + afterMs));
}

test('a release that is as fast as before passes, and the ratio is drawn', async () => {
  const finding = await look({ source: stepAt(around(0.2), around(0.2)), unit: 's' });

  assert.is(finding.verdict, 'pass', finding.message);
  const drawn = comparisonOf({ evidence: finding.evidence ?? {} });
  assert.ok(drawn !== undefined && drawn.low < 1 && drawn.high > 1 && drawn.high < 1.3);
  const figure = beforeAfterOf({ evidence: finding.evidence ?? {} });
  assert.is(figure?.unit, 's');
  for (const side of [figure?.before, figure?.after])
    assert.ok(Math.abs((side ?? 0) - 0.2) < 0.01, String(side));
});

test('one that is certainly slower fails, with the interval of the ratio', async () => {
  const finding = await look({ source: stepAt(around(0.2), around(0.27)), unit: 's' });

  assert.is(finding.verdict, 'fail');
  assert.match(finding.message, /^certainly worse: 1\.3\d× of before \(99\.5 %: 1\.\d+× to 1\.\d+×\)$/);
});

test('where more is better, less is worse', async () => {
  const source = stepAt(around(100), around(70));

  assert.is((await look({ source, compare: { better: 'high' } })).verdict, 'fail');
  assert.is((await look({ source, compare: { better: 'low' } })).verdict, 'pass');
});

test('noise alone neither fails nor passes', async () => {
  const wild = (): number => 0.2 * Math.exp(2 * (noise() - 0.5));
  const finding = await look({ source: stepAt(wild, wild), unit: 's' });

  assert.is(finding.verdict, 'warn', finding.message);
  assert.match(finding.message, /^a change of 30 % for the worse cannot be ruled out/);
});

test('a limit has a unit, and only what is certainly beyond it fails', async () => {
  const source = stepAt(around(0.2), around(0.28));
  const limited = (max: string) => look({ source, unit: 's', max, compare: false });

  assert.is((await limited('250 ms')).verdict, 'fail');
  assert.match(
    (await limited('250 ms')).message,
    /^0\.2\d+ s \(99\.5 %: .* s to .* s\) is certainly above 0\.25 s$/,
  );
  assert.is((await limited('279 ms')).verdict, 'warn');
  assert.is((await limited('400 ms')).verdict, 'pass');
  assert.is((await look({ source, min: 1, compare: false })).verdict, 'fail');
});

test('no data, NaN, gaps and too few values are inconclusive', async () => {
  const missing = [
    sourceOf(() => undefined),
    sourceOf(() => Number.NaN),
    sourceOf(() => Number.POSITIVE_INFINITY),
    sourceOf((atMs) => (atMs % 90_000 === 0 ? 1 : undefined)),
  ];
  for (const source of missing) {
    const finding = await look({ source, max: 5, leastSamples: 3 });
    assert.is(finding.verdict, 'inconclusive', finding.message);
  }
  assert.is(
    (await look({ source: sourceOf(() => 1), max: 5 }, served('last'), 100_000)).verdict,
    'inconclusive',
  );
});

test('too little traffic is inconclusive', async () => {
  const source = sourceOf(around(0.2));
  const few = await look({ source, traffic: sourceOf(() => 5), max: 1 });
  const many = await look({ source, traffic: sourceOf(() => 50), max: 1, compare: false });

  assert.equal([few.verdict, few.message], ['inconclusive', '50 events, 100 are needed']);
  assert.is(many.verdict, 'pass');
});

test('a source that throws is inconclusive, and a cancelled run is not held up', async () => {
  const broken = await look({ source: () => Promise.reject(new TypeError('no such table')), max: 1 });

  assert.is(broken.verdict, 'inconclusive');
  assert.match(broken.message, 'the source of the metric failed: no such table');
  const ctx = contextAt(SINCE_MS, { signal: AbortSignal.abort(new Error('stopped by hand')) });
  const source = () => Promise.reject(new Error('aborted'));
  try {
    await metric({ id: 'metric', source, max: 1 }).run(served('last'), ctx);
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'stopped by hand');
  }
});

test('without a time before, limits alone judge; without limits nothing can', async () => {
  const source = stepAt(() => undefined, around(0.2));

  const limited = await look({ source, max: 1 });
  assert.is(limited.verdict, 'pass');
  assert.match(limited.message, 'not compared with before: 0 usable values, 5 are needed');
  assert.is((await look({ source })).verdict, 'inconclusive');
});

test('a share of errors that certainly rose fails, and one that is as before passes', async () => {
  const traffic = sourceOf(() => 300);
  const share = (source: MetricOptions['source']) => look({ source, traffic, kind: 'share' });

  assert.is(
    (
      await share(
        stepAt(
          () => 0.3,
          () => 6,
        ),
      )
    ).verdict,
    'fail',
  );
  assert.is(
    (
      await share(
        stepAt(
          () => 6,
          () => 6,
        ),
      )
    ).verdict,
    'pass',
  );
  // The series of errors begins with the first error.
  assert.is(
    (
      await share(
        stepAt(
          () => undefined,
          () => 6,
        ),
      )
    ).verdict,
    'fail',
  );
  assert.is(
    (
      await share(
        stepAt(
          () => undefined,
          () => undefined,
        ),
      )
    ).verdict,
    'pass',
  );
  assert.is(
    (
      await share(
        stepAt(
          () => Number.NaN,
          () => Number.NaN,
        ),
      )
    ).verdict,
    'inconclusive',
  );
});

test('errors in clumps, as there were before, are no failure', async () => {
  const clumps = (atMs: number): number => (atMs % 210_000 === 0 ? 60 : 0);
  const finding = await look({ source: stepAt(clumps, clumps), traffic: sourceOf(() => 300), kind: 'share' });

  assert.ok(finding.verdict !== 'fail', finding.message);
});

test('a limit of a share is in percent', async () => {
  const traffic = sourceOf(() => 300);
  const options = { source: sourceOf(() => 9), traffic, kind: 'share', compare: false } as const;

  assert.is((await look({ ...options, max: '1 %' })).verdict, 'fail');
  assert.is((await look({ ...options, max: '10 %' })).verdict, 'pass');
});

test('in a watch, looks before there is enough say nothing, and the last one counts for all', async () => {
  const source = stepAt(around(0.2), around(0.2));
  const early = await look({ source }, served('again'), 60_000);
  const late = await look({ source }, served('last'), 60_000);
  const good = await look({ source }, served('last'));

  assert.is(early.verdict, 'skip');
  assert.equal([late.verdict, settled(late)], ['inconclusive', true]);
  assert.equal([good.verdict, settled(good)], ['pass', true]);
});

test('in a watch, a certain failure needs no second look', async () => {
  const bad = await look({ source: stepAt(around(0.2), around(0.4)) }, served('again'), 210_000);
  const fine = await look({ source: stepAt(around(0.2), around(0.2)) }, served('again'), 210_000);

  assert.equal([bad.verdict, settled(bad)], ['fail', true]);
  assert.equal([fine.verdict, settled(fine)], ['pass', false]);
});

function settled({ evidence = {} }: Finding): boolean {
  return isSettled({ evidence });
}

test('in the suite of a new release it waits until there is enough', async () => {
  const notes: string[] = [];
  const ctx = contextAt(SINCE_MS, { progress: (message) => notes.push(message) });
  const source = stepAt(around(0.2), around(0.2));

  const finding = await metric({ id: 'metric.x', source }).run(served('once'), ctx);

  assert.is(finding.verdict, 'pass', finding.message);
  assert.match(notes[0] ?? '', /^metric\.x: 0 usable values, 5 are needed; waiting for more$/);
  const never = await metric({ id: 'metric.x', source: sourceOf(() => undefined), waitMs: 60_000 }).run(
    served('once'),
    contextAt(SINCE_MS),
  );
  assert.is(never.verdict, 'inconclusive');
});

test('where nothing was released, the latest minutes are compared with the day before', async () => {
  const risen = sourceOf((atMs) => (atMs > SINCE_MS - 3_600_000 ? around(0.4)() : around(0.2)()));

  assert.is((await look({ source: risen }, UNRELEASED)).verdict, 'fail');
  assert.is((await look({ source: sourceOf(around(0.2)) }, UNRELEASED)).verdict, 'pass');
});

test('a release that warms up is not called slow, and its start can be left out', async () => {
  const warming = (level: number) =>
    stepAt(around(0.2), (atMs) => around(atMs <= SINCE_MS + 90_000 ? 0.5 : level)());

  assert.is.not((await look({ source: warming(0.2) })).verdict, 'fail');
  assert.is((await look({ source: warming(0.2), warmUpMs: 90_000 })).verdict, 'pass');
  assert.is((await look({ source: warming(0.28), warmUpMs: 90_000 })).verdict, 'fail');
});

test('values of 0 and below are compared too, and nothing with nothing is not', async () => {
  const some = stepAt(
    (atMs) => (atMs / 30_000) % 2,
    (atMs) => 3 + ((atMs / 30_000) % 2),
  );

  assert.is((await look({ source: some })).verdict, 'fail');
  assert.is((await look({ source: sourceOf(() => 0) })).verdict, 'warn');
});

test('whatever a source says, there is a verdict in words, and no number that is none', async () => {
  const random = seeded(4);
  const odd = [
    0,
    -0,
    1,
    -1,
    Number.NaN,
    Infinity,
    -Infinity,
    1e308,
    -1e308,
    5e-324,
    0.5,
    100,
    101,
    undefined,
  ];
  const pick = (): number | undefined => odd[Math.floor(random() * odd.length)];
  for (let round = 0; round < 600; round += 1) {
    const [base, steady] = [pick(), random()];
    const source = sourceOf(() => (random() < steady ? base : pick()));
    const isShare = random() < 0.3;
    const options: Omit<MetricOptions, 'id'> = {
      source,
      leastSamples: 1 + Math.floor(random() * 5),
      waitMs: 0,
      max: 1,
      ...(isShare ? { kind: 'share', traffic: source } : {}),
      ...(random() < 0.3 ? { compare: { better: 'high' } } : {}),
    };

    const { message } = await look(options, random() < 0.5 ? UNRELEASED : served('last'));

    assert.not.match(message, /NaN|Infinity|undefined/);
  }
  const broken = await look({ source: () => Promise.resolve([null, 7] as never), max: 1 });
  assert.is(broken.verdict, 'inconclusive');
});

test('where an environment has no such metric, it is skipped, and its source is not asked', async () => {
  const source = () => Promise.reject(new Error('asked'));

  // The context of these tests has the environment `test`.
  assert.is((await look({ source, max: 1, environments: ['production'] })).verdict, 'skip');
  assert.is((await look({ source, max: 1, environments: ['production', 'test'] })).verdict, 'inconclusive');
});

test('its question, weight and shadow are those of its options', () => {
  const source = sourceOf(() => 1);
  const plain = metric({ id: 'metric.x', source });
  const chosen = metric({ id: 'metric.y', source, describe: 'is it short?', critical: false, shadow: true });

  assert.equal([plain.describe, plain.critical, plain.shadow], ['is metric.x as it should be?', true, false]);
  assert.equal([chosen.describe, chosen.critical, chosen.shadow], ['is it short?', false, true]);
});

test('options that make no sense are refused all at once', () => {
  const source = sourceOf(() => 1);
  try {
    metric({
      id: 'metric.x',
      source,
      kind: 'share',
      unit: 'parsec',
      max: '3 s',
      compare: { tolerance: 0.5, notice: 0.4 },
      stepMs: 0,
      leastSamples: 0.5,
      lagMs: -1,
    });
    assert.unreachable();
  } catch (error) {
    assert.ok(isDeployError(error) && error.code === 'CHECKS_OPTIONS');
    assert.is(error.problems.length, 8);
  }
  try {
    metric({ id: 'metric', source, compare: false });
    assert.unreachable();
  } catch (error) {
    assert.match(String(error), 'metric: nothing judges: set max, min or compare');
  }
});

test.run();
