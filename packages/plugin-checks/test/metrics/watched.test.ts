/** Metrics in the suite, in a watch and in a monitor. */
import { isDeployError } from '@paintbox/deploy-core';
import { healthChangeOf } from '@paintbox/deploy-core/release';
import type { Release } from '@paintbox/deploy-core/release';
import { fakeClock, runStage } from '@paintbox/deploy-core/testing';
import type { FakeClock, StageRun } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { metric } from '../../src/metrics/metric.ts';
import type { MetricOptions } from '../../src/metrics/metric-options.ts';
import type { MetricSource } from '../../src/metrics/metric-source.ts';
import { monitor } from '../../src/monitor/monitor.ts';
import type { MonitorOptions } from '../../src/monitor/monitor-options.ts';
import { watch } from '../../src/monitor/watch.ts';
import { suite } from '../../src/suite/suite.ts';
import { goodApp, published, withApp } from '../rig.ts';
import { sourceOf } from './made-source.ts';

const QUICK: MonitorOptions = {
  skip: ['load', 'compare', 'latency', 'identity', 'jwks'],
  identity: { propagationMs: 0 },
};
const release: Release = {
  version: '7',
  imageDigest: null,
  imageRef: 'app:7',
  configHash: null,
  secretVersions: {},
  buildId: 'b2',
  machines: [],
};

/** A source that is `after` from the moment on that the stage began, and `before` until then. */
function since(clock: FakeClock, before: number, after: number): MetricSource {
  const beganMs = clock.now();
  return sourceOf((atMs) => (atMs <= beganMs + 1_000 ? before : after) * (1 + ((atMs / 30_000) % 3) / 100));
}

function watched(url: string, clock: FakeClock, options: Omit<MetricOptions, 'id'>): Promise<StageRun> {
  const stage = watch({ ...QUICK, checks: [metric({ id: 'metric.latency', ...options })] });
  return runStage(stage, { release, 'published-keys': published }, { url, clock });
}

function codeOf({ error }: StageRun): string | undefined {
  return isDeployError(error) ? `${error.code} ${error.exitCode}` : undefined;
}

test('watch: a release whose metric is certainly worse is taken back at the first look that shows it', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const clock = fakeClock({ auto: true });

    const run = await watched(url, clock, { source: since(clock, 0.2, 0.3) });

    assert.is(codeOf(run), 'CHECKS_UNHEALTHY 1');
    assert.match(String(run.error), 'metric.latency: certainly worse: 1.5');
    assert.ok((requests['/api/health'] ?? 0) < 8, String(requests['/api/health']));
  });
});

test('watch: a release whose metric is as before passes, and early looks are no alarm', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const clock = fakeClock({ auto: true });

    const run = await watched(url, clock, { source: since(clock, 0.2, 0.2) });

    assert.is(run.error, undefined);
    assert.equal(
      run.events.flatMap((event) => healthChangeOf(event) ?? []),
      [],
    );
    const verdicts = run.checks.filter(({ id }) => id === 'metric.latency').map(({ verdict }) => verdict);
    assert.equal(verdicts, ['pass'], 'once, with its evidence');
  });
});

test('watch: a metric without data at the end ends with exit code 6, one that is not critical does not', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const source = sourceOf(() => Number.NaN);
    const blind = await watched(url, fakeClock({ auto: true }), { source });
    const told = await watched(url, fakeClock({ auto: true }), { source, critical: false });

    assert.is(codeOf(blind), 'CHECKS_NO_DATA 6');
    assert.is(told.error, undefined);
  });
});

test('watch: a shadow is shown, and takes nothing back', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const clock = fakeClock({ auto: true });

    const run = await watched(url, clock, { source: since(clock, 0.2, 0.4), shadow: true });

    assert.is(run.error, undefined);
    const shown = run.checks.find(({ id }) => id === 'metric.latency');
    assert.equal([shown?.verdict, shown?.shadow], ['fail', true]);
  });
});

test('monitor: a metric beyond its limit makes the app unhealthy after two looks, as any check does', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const clock = fakeClock({ auto: true });
    const check = metric({ id: 'metric.queue', source: since(clock, 5, 900), max: 500, compare: false });

    const run = await runStage(
      monitor({ ...QUICK, checks: [check] }),
      {},
      { url, clock, params: { for: '20m' } },
    );

    assert.is(codeOf(run), 'CHECKS_UNHEALTHY 1');
    const changes = run.events.flatMap((event) => healthChangeOf(event) ?? []);
    assert.equal(
      changes.map(({ from, to }) => [from, to]),
      [['healthy', 'unhealthy']],
    );
  });
});

test('suite: a metric of the app as it serves is one check of the report', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const check = metric({ id: 'metric.queue', source: sourceOf(() => 900), max: 500, compare: false });

    const run = await runStage(
      suite({ ...QUICK, checks: [check] }),
      {},
      { url, clock: fakeClock({ auto: true }) },
    );

    assert.is(codeOf(run), 'CHECKS_FAILED 1');
    assert.match(String(run.error), 'metric.queue: 900 (99.5 %: 900 to 900) is certainly above 500');
  });
});

test.run();
