/**
 * Metrics of a real Prometheus, and of the VictoriaMetrics that Fly.io runs, which scrape an app on the emulated Fly.io through its edge. Skipped where they are missing and cannot be
 * installed. VictoriaMetrics only with `PAINTBOX_PROOF=all`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { definePipeline, stage } from '@paintbox/deploy-core';
import { release as releaseArtifact } from '@paintbox/deploy-core/release';
import type { Release } from '@paintbox/deploy-core/release';
import { runPipeline } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { prometheus, metric, suite, watch } from '@paintbox/deploy-plugin-checks';
import type { Finding, MetricOptions, SuiteOptions, Target } from '@paintbox/deploy-plugin-checks';
import { suite as tests } from 'uvu';
import * as assert from 'uvu/assert';
import { contextFor } from '../../../packages/plugin-checks/test/rig.ts';
import { fromDebian } from '../../debian.ts';
import { deployApp } from './deployed-app.ts';
import type { DeployedApp } from './deployed-app.ts';
import { startPrometheus } from './real-prometheus.ts';
import type { ScraperKind } from './real-prometheus.ts';

const test = tests('metrics of a real Prometheus');
const isProof = process.env['PAINTBOX_PROOF'] !== undefined;
const STEP_MS = 1_000;
/** Of one release. A slow machine scrapes less, so there is more than is needed. */
const SERVED_MS = 8_000;
/** VictoriaMetrics keeps the newest values back until it can search them. */
const LAGS_MS: Readonly<Record<ScraperKind, number>> = { prometheus: 0, 'victoria-metrics': 4_000 };

/** The app itself is well all the time: only its users notice. */
const LOOKS: SuiteOptions = {
  skip: ['load', 'compare', 'latency', 'identity', 'jwks', 'headers', 'tls'],
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

const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }),
  after: (ms: number, act: () => unknown) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** A stage that ships a release which breaks the app, and takes it back. */
function shipping(app: DeployedApp) {
  return stage({
    name: 'test.ship',
    provides: { release: releaseArtifact },
    async run(_inputs, ctx) {
      await ctx.effect('ship', {
        describe: 'ship it',
        apply: async () => {
          await app.break();
          return null;
        },
        observe: () => Promise.resolve({ status: 'done', value: null }),
      });
      return { release };
    },
    observe: () => Promise.resolve(app.isBroken ? { status: 'done', value: null } : { status: 'not-done' }),
    undo: async () => {
      await app.mend();
      return { release };
    },
  });
}

async function judged(kind: ScraperKind, path: string): Promise<void> {
  await using app = await deployApp();
  await using scraping = await startPrometheus(kind, path, app);
  const source = (query: string) => prometheus({ url: scraping.url, query });
  const times = { stepMs: STEP_MS, waitMs: 90_000, lagMs: LAGS_MS[kind] };
  const look = (options: Omit<MetricOptions, 'id'>, sinceMs: number): Promise<Finding> => {
    const serving = { sinceMs, untilMs: sinceMs, looks: 'once' } as const;
    const target: Target = { url: app.url, expectedBuild: 'b2', publishedKeys: undefined, serving };
    return metric({ id: 'metric.x', ...times, ...options }).run(target, contextFor(app.url, clock));
  };
  const compare = { beforeMs: SERVED_MS };
  const latency = {
    source: source('sum(rate(http_seconds_sum[$step])) / sum(rate(http_seconds_count[$step]))'),
    unit: 's',
    compare,
  };
  const slowest = source('histogram_quantile(0.9, sum by (le) (rate(http_seconds_bucket[$step])))');
  const errors = {
    source: source('sum(increase(http_requests_total{code=~"5.."}[$step]))'),
    traffic: source('sum(increase(http_requests_total[$step]))'),
    kind: 'share',
    compare,
  } as const;
  const pipeline = definePipeline('deploy', [
    shipping(app),
    suite(LOOKS),
    watch({
      ...LOOKS,
      forMs: 90_000,
      everyMs: 1_000,
      checks: [metric({ id: 'metric.latency', ...times, ...latency })],
    }),
  ]);

  await sleep(SERVED_MS);
  const goodSince = Date.now();
  const good = await Promise.all([look(latency, goodSince), look(errors, goodSince)]);
  const brokenSince = Date.now();
  const environment = { name: 'test', app: 'app', url: app.url };
  const record = await runPipeline({ pipeline, environment, store: memoryStore() });
  const wasBroken = app.isBroken;
  const failing = await look(errors, brokenSince);
  await app.break();
  const badSince = Date.now();
  const [limited, wrong, several, nothing, notANumber] = await Promise.all([
    look({ source: slowest, unit: 's', compare: false, max: '80 ms', leastSamples: 7 }, badSince),
    look({ source: source('rate('), max: 1 }, badSince),
    look({ source: source('sum by (code) (http_requests_total)'), max: 1 }, badSince),
    look({ source: source('no_such_metric'), max: 1, waitMs: 0 }, badSince),
    look({ source: source('vector(0) / vector(0)'), max: 1, waitMs: 7_000 }, badSince),
  ]);

  for (const finding of good) assert.is.not(finding.verdict, 'fail', finding.message);
  for (const finding of good) assert.is.not(finding.verdict, 'inconclusive', finding.message);
  // Taken back, and the release before passes the suite again.
  assert.equal([record.exitCode, record.error?.code, wasBroken], [3, 'CHECKS_UNHEALTHY', false]);
  assert.match(record.error?.message ?? '', /metric\.latency: certainly worse/);
  for (const finding of [failing, limited]) assert.is(finding.verdict, 'fail', finding.message);
  for (const finding of [wrong, several, nothing, notANumber]) {
    assert.is(finding.verdict, 'inconclusive', finding.message);
  }
  assert.match(wrong.message, /pars/);
  assert.match(several.message, /2 series/);
  assert.match(notANumber.message, /missing or not a number/);
}

for (const kind of isProof ? (['prometheus', 'victoria-metrics'] as const) : (['prometheus'] as const)) {
  const name = `a release is judged by what ${kind} has scraped of the app`;
  const program = await fromDebian(kind);
  if ('missing' in program) {
    test.skip(`${name} (${program.missing})`);
    continue;
  }
  // Both at once: they wait for values most of the time.
  const running = judged(kind, program.path);
  running.catch(() => {});
  test(name, () => running);
}

test.run();
