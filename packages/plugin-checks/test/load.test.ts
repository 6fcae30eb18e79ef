import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timesOf } from '@paintbox/deploy-core/release';
import { rejects } from '@paintbox/deploy-core/testing';
import { burst } from '../src/http/burst.ts';
import { latency } from '../src/checks/latency.ts';
import { load } from '../src/checks/load.ts';
import { altered, bench, goodApp, named, serve, verdicts, withApp } from './rig.ts';
import type { Reply } from './rig.ts';

/** A rate that no test waits for. */
const FAST = { load: { perSecond: 1000 } };

const PLAN = {
  connections: 2,
  perSecond: 50,
  answerLimitMs: 5_000,
  limitMs: 10_000,
  buildHeader: 'x-paintbox-build',
  goodShare: 0.9,
  leastPerSecond: 0,
};

test('fifty good answers pass, with the counts as evidence', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const { target, tools } = bench(url, {}, FAST);
    const check = named(await load(target, tools), 'load');

    assert.equal([check.verdict, check.evidence['good'], check.evidence['errors']], ['pass', 50, 0]);
    assert.equal(check.answeredBy, { version: 'b2', machine: 'm1' });
    assert.is(requests['/'], 51);
  });
});

test('half the answers bad fails as soon as that is certain, though the tool counts no error', async () => {
  const half = (_: unknown, count: number): Reply => (count % 2 === 0 ? { status: 500 } : altered('/', {}));
  await withApp(goodApp({ '/': half }), async ({ url, requests }) => {
    const { target, tools } = bench(url, {}, { load: { requests: 1_000, perSecond: 1_000 } });
    const check = named(await load(target, tools), 'load');

    assert.equal([check.verdict, check.critical, check.evidence['errors']], ['fail', true, 0]);
    assert.match(check.message, '900 are needed');
    assert.ok((requests['/'] ?? 0) < 500, `${requests['/']} requests`);
  });
});

test('no answer at all is a critical failure: refused, cut or hanging', async () => {
  const app = await serve(() => ({}));
  await app.close();
  const closed = bench(app.url, {}, FAST);
  const refused = named(await load(closed.target, closed.tools), 'load');
  assert.equal(
    [refused.verdict, refused.critical, refused.evidence['percentiles']],
    ['fail', true, undefined],
  );
  assert.match(refused.message, 'ECONNREFUSED');

  for (const reply of ['hang', 'cut'] as const) {
    await withApp(goodApp({ '/': reply }), async ({ url }) => {
      const { target, tools } = bench(url, {}, { ...FAST, requestTimeoutMs: 200 });
      const check = named(await load(target, tools), 'load');
      assert.equal(
        [check.verdict, check.critical, check.evidence['certain']],
        ['fail', true, 'bad'],
        check.message,
      );
    });
  }
});

test('answers of another build during the burst never pass', async () => {
  await withApp(
    goodApp({}, (count) => (count === 30 ? 'b1' : 'b2')),
    async ({ url }) => {
      const { target, tools } = bench(url, {}, FAST);
      const check = named(await load(target, tools), 'load');

      assert.equal([check.verdict, check.answeredBy?.version], ['inconclusive', 'b1']);
    },
  );
});

test('an app that closes its connections is counted without loss', async () => {
  const closing = altered('/', { headers: { connection: 'close' } });
  await withApp(goodApp({ '/': closing }), async ({ url }) => {
    const { target, tools } = bench(url, {}, { load: { ...FAST.load, limitMs: 2000 } });
    const check = named(await load(target, tools), 'load');

    assert.equal([check.verdict, check.evidence['good']], ['pass', 50], check.message);
  });
});

test('a stall counts for every request that was due meanwhile', async () => {
  const waiting: (() => void)[] = [];
  let total = 0;
  let stands = false;
  const server = createServer((_request, response) => {
    total += 1;
    if (total === 10) {
      stands = true;
      setTimeout(() => {
        stands = false;
        for (const answer of waiting) answer();
      }, 1_000);
    }
    if (stands) waiting.push(() => response.end('ok'));
    else response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const counts = await burst(
      { ...PLAN, url: `http://127.0.0.1:${port}`, requests: 60, perSecond: 40 },
      new AbortController().signal,
    );

    // Only two requests were really under way during the stall: more than one in ten says so all the same, and half of them do not.
    assert.not(counts instanceof Error);
    if (counts instanceof Error || counts.latencyMs === null) throw new Error('nothing was measured');
    const { p50, p90 } = counts.latencyMs;
    assert.ok(p90 > 300 && p50 < 300, JSON.stringify(counts.latencyMs));
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a cancelled run ends the burst', async () => {
  const cancel = new AbortController();
  await withApp(
    () => {
      cancel.abort(new Error('stopped by hand'));
      return 'hang';
    },
    async ({ url }) => {
      const running = burst({ ...PLAN, url, requests: 10 }, cancel.signal);
      assert.match(String(await rejects(running)), 'stopped by hand');
    },
  );
});

test('quick answers pass the latency checks, with percentiles that were measured', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const { target, tools } = bench(url);
    const results = await latency(target, tools);
    const times = timesOf(named(results, 'latency.jwks'));

    assert.equal(verdicts(results), {
      'latency.home': 'pass',
      'latency.health': 'pass',
      'latency.jwks': 'pass',
    });
    const p95 = times?.percentiles.find(({ name }) => name === 'p95');
    assert.ok(p95 !== undefined && times?.samplesMs.includes(p95.ms));
    assert.is(requests['/api/health'], 20);
  });
});

test('three answers that are too slow are certain, and end the measurement', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const { target, tools } = bench(url, {}, { thresholds: { answerMs: 5 } });
    const slow: typeof tools = {
      ...tools,
      http: async (address) => ({ ...(await tools.http(address)), durationMs: 7 }),
    };
    const check = named(await latency(target, slow), 'latency.health');

    assert.is(check.verdict, 'warn');
    assert.match(check.message, 'p95 is certainly over 5 ms: 3 of 3 answers took longer');
    assert.is(requests['/api/health'], 3);
  });
});

test('what was slow beside other requests must be slow alone, too', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const { target, tools } = bench(url, {}, { thresholds: { answerMs: 1_000 } });
    const crowd = Array.from({ length: 6 }, () => ({
      durationMs: 3_000,
      isGood: true,
      isSilent: false,
      isAlone: false,
    }));
    Object.assign(tools.pace, { of: (address: string) => (address.endsWith('health') ? crowd : []) });
    const check = named(await latency(target, tools), 'latency.health');

    assert.is(check.verdict, 'pass', check.message);
    assert.is(requests['/api/health'], 20);
  });
});

test('slow answers warn, too few are inconclusive', async () => {
  const flaky = (_: unknown, count: number): Reply =>
    count > 4 ? { status: 500 } : altered('/api/health', {});
  await withApp(goodApp({ '/api/health': flaky, '/.well-known/jwks.json': 'hang' }), async ({ url }) => {
    const { target, tools } = bench(url, {}, { thresholds: { meanMs: 5 }, requestTimeoutMs: 50 });
    const slow: typeof tools = {
      ...tools,
      http: async (address) => ({ ...(await tools.http(address)), durationMs: 7 }),
    };
    const results = await latency(target, slow);

    assert.equal(verdicts(results), {
      'latency.home': 'warn',
      'latency.health': 'inconclusive',
      'latency.jwks': 'inconclusive',
    });
    assert.match(named(results, 'latency.home').message, 'the mean is 7 ms');
  });
});

test.run();
