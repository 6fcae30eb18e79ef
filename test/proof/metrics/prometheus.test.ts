/** Metrics of a real Prometheus, which scrapes an app on loopback. Skipped where it is missing and cannot be installed. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { prometheus, metric } from '@paintbox/deploy-plugin-checks';
import type { Finding, MetricOptions, Target } from '@paintbox/deploy-plugin-checks';
import { suite as tests } from 'uvu';
import * as assert from 'uvu/assert';
import { contextFor } from '../../../packages/plugin-checks/test/rig.ts';
import { fromDebian } from '../../debian.ts';
import { startPrometheus } from './real-prometheus.ts';

const test = tests('metrics of a real Prometheus');
const program = await fromDebian('prometheus');
const NAME = 'a release is judged by what Prometheus has scraped of the app';
const STEP_MS = 1_000;
/** Of one release. A slow machine scrapes less, so there is more than is needed. */
const SERVED_MS = 8_000;

const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }),
  after: (ms: number, act: () => unknown) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

interface App extends AsyncDisposable {
  readonly url: string;
  /** From now on one request in ten fails, and all are twice as slow. */
  break(): void;
}

/** An app with the counters of 200 requests a second, of which none fails. */
async function startApp(): Promise<App> {
  let brokenSinceMs = Number.POSITIVE_INFINITY;
  const beganMs = Date.now();
  const server = createServer((request, response) => {
    const nowMs = Date.now();
    const brokenMs = Math.max(0, nowMs - brokenSinceMs);
    const requests = (nowMs - beganMs) / 5;
    const failed = brokenMs / 50;
    const seconds = (requests + brokenMs / 5) * 0.05;
    response.writeHead(request.url === '/metrics' ? 200 : 404, {
      'content-type': 'text/plain; version=0.0.4',
    });
    response.end(
      [
        `http_requests_total{code="200"} ${requests - failed}`,
        ...(failed > 0 ? [`http_requests_total{code="500"} ${failed}`] : []),
        `http_seconds_sum ${seconds}`,
        `http_seconds_count ${requests}`,
        '',
      ].join('\n'),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    break: () => (brokenSinceMs = Date.now()),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function judged(): Promise<void> {
  if ('missing' in program) return;
  await using app = await startApp();
  await using scraping = await startPrometheus(program.path, app.url);
  const source = (query: string) => prometheus({ url: scraping.url, query });
  const look = (options: Omit<MetricOptions, 'id'>, sinceMs: number): Promise<Finding> => {
    const serving = { sinceMs, untilMs: sinceMs, looks: 'once' } as const;
    const target: Target = { url: app.url, expectedBuild: 'b2', publishedKeys: undefined, serving };
    const times = { stepMs: STEP_MS, waitMs: 90_000, leastSamples: 5 };
    const check = metric({ id: 'metric.x', ...times, ...options });
    return check.run(target, contextFor(app.url, clock));
  };
  const compare = { beforeMs: SERVED_MS };
  const latency = {
    source: source('rate(http_seconds_sum[$step]) / rate(http_seconds_count[$step])'),
    unit: 's',
    compare,
  };
  const errors = {
    source: source('sum(increase(http_requests_total{code=~"5.."}[$step]))'),
    traffic: source('sum(increase(http_requests_total[$step]))'),
    kind: 'share',
    compare,
  } as const;

  await sleep(SERVED_MS);
  const goodSince = Date.now();
  const good = await Promise.all([look(latency, goodSince), look(errors, goodSince)]);
  app.break();
  const badSince = Date.now();
  const [slow, failing, limited, wrong, several, nothing, notANumber] = await Promise.all([
    look(latency, badSince),
    look(errors, badSince),
    look({ ...latency, compare: false, max: '80 ms' }, badSince),
    look({ source: source('rate('), max: 1 }, badSince),
    look({ source: source('http_requests_total'), max: 1 }, badSince),
    look({ source: source('no_such_metric'), max: 1, waitMs: 0 }, badSince),
    look({ source: source('vector(0) / vector(0)'), max: 1, waitMs: 7_000 }, badSince),
  ]);

  for (const finding of good) assert.is.not(finding.verdict, 'fail', finding.message);
  for (const finding of good) assert.is.not(finding.verdict, 'inconclusive', finding.message);
  for (const finding of [slow, failing, limited]) assert.is(finding.verdict, 'fail', finding.message);
  for (const finding of [wrong, several, nothing, notANumber])
    assert.is(finding.verdict, 'inconclusive', finding.message);
  assert.match(wrong.message, /bad_data: .*parse error/);
  assert.match(several.message, /2 series/);
  assert.match(notANumber.message, /missing or not a number/);
}

if ('missing' in program) {
  process.stdout.write(`skipped without Prometheus: ${program.missing}\n`);
  test.skip(NAME, judged);
} else test(NAME, judged);

test.run();
