import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accessibility } from '../src/checks/accessibility.ts';
import { health } from '../src/checks/health.ts';
import { altered, bench, goodApp, named, serve, verdicts, withApp } from './rig.ts';
import type { Reply } from './rig.ts';

async function healthVerdict(reply: Reply): Promise<string> {
  let verdict = '';
  await withApp(goodApp({ '/api/health': reply }), async ({ url }) => {
    const { target, tools } = bench(url);
    verdict = named(await health(target, tools), 'health').verdict;
  });
  return verdict;
}

test('a page that answers passes and says which build and machine answered', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const { target, tools } = bench(url);
    const [check] = await accessibility(target, tools);

    assert.is(check?.verdict, 'pass');
    assert.equal(check?.answeredBy, { version: 'b2', machine: 'm1' });
  });
});

test('a 500 fails at the first answer', async () => {
  await withApp(goodApp({ '/': { status: 500 } }), async ({ url, requests }) => {
    const { target, tools } = bench(url);
    const check = named(await accessibility(target, tools), 'accessibility');

    assert.is(check.verdict, 'fail');
    assert.match(check.message, 'status 500');
    assert.equal(requests, { '/': 1 });
  });
});

test('a server that accepts requests and says nothing is not asked for as long as others', async () => {
  await withApp(goodApp({ '/': 'hang' }), async ({ url, requests }) => {
    const { target, tools, clock } = bench(url, {}, { requestTimeoutMs: 30 });
    const startedAt = clock.now();
    const check = named(await accessibility(target, tools), 'accessibility');

    assert.is(check.verdict, 'fail');
    assert.match(check.message, 'timeout');
    // 1 + 2 + 4 + 5 + 5 s, where a 503 would be asked again for 60.
    assert.ok(clock.now() - startedAt < 30_000);
    assert.ok((requests['/'] ?? 0) <= 6);
  });
});

test('a 503 of a starting machine is asked again until it is over', async () => {
  const starting = (_: unknown, count: number): Reply => (count < 4 ? { status: 503 } : altered('/', {}));
  await withApp(goodApp({ '/': starting }), async ({ url, requests }) => {
    const { target, tools, clock } = bench(url);
    const results = await accessibility(target, tools);

    assert.equal(verdicts(results), { accessibility: 'pass' });
    assert.equal([requests['/'], clock.sleeps], [4, [1000, 2000, 4000]]);
  });
});

test('a closed port fails after the retry time, with what was seen and what to do', async () => {
  const app = await serve(() => ({}));
  await app.close();
  const { target, tools, clock } = bench(app.url, {}, { retryMs: 12_000 });
  const check = named(await accessibility(target, tools), 'accessibility');

  assert.is(check.verdict, 'fail');
  assert.match(check.message, 'refused');
  assert.match(check.hint ?? '', 'nothing listens');
  assert.is(clock.sleeps.reduce((sum, ms) => sum + ms, 0) >= 11_900, true);
});

test('a name that does not resolve is inconclusive: the fault may be on this side', async () => {
  const { target, tools } = bench('http://no-such-host.invalid', {}, { retryMs: 0 });

  assert.equal(verdicts(await accessibility(target, tools)), { accessibility: 'inconclusive' });
});

test('redirects within the site count, a loop and a redirect away fail', async () => {
  const to = (location: string): Reply => ({ status: 302, headers: { location } });
  await withApp(goodApp({ '/': to('/api/health') }), async ({ url }) => {
    const { target, tools } = bench(url);
    assert.equal(verdicts(await accessibility(target, tools)), { accessibility: 'pass' });
  });
  await withApp(goodApp({ '/': to('/') }), async ({ url, requests }) => {
    const { target, tools } = bench(url);
    const check = named(await accessibility(target, tools), 'accessibility');
    assert.equal([check.verdict, requests['/']], ['fail', 1]);
    assert.match(check.message, 'loop');
  });
  await withApp(goodApp({ '/': to('https://elsewhere.example') }), async ({ url }) => {
    const { target, tools } = bench(url);
    assert.equal(verdicts(await accessibility(target, tools)), { accessibility: 'fail' });
  });
});

test('a page of another build is asked again for the propagation time, then says nothing about the new one', async () => {
  await withApp(
    goodApp({}, () => 'b1'),
    async ({ url }) => {
      const { target, tools, clock } = bench(url);
      const check = named(await accessibility(target, tools), 'accessibility');

      assert.is(check.verdict, 'inconclusive');
      assert.match(check.message, '"b1" answered instead of b2');
      assert.is(clock.sleeps.reduce((sum, ms) => sum + ms, 0) >= 14_900, true);
    },
  );
});

test('health passes on healthy, ok and plain text, and warns on any other word', async () => {
  const json = { 'content-type': 'application/json' };
  const seen = [
    await healthVerdict({ headers: json, body: '{"status":"healthy"}' }),
    await healthVerdict({ headers: json, body: '{"status":"ok"}' }),
    await healthVerdict({ headers: { 'content-type': 'text/plain' }, body: 'fine' }),
    await healthVerdict({ headers: json, body: '{"status":"degraded"}' }),
    await healthVerdict({ headers: json, body: '{"up":true}' }),
    await healthVerdict({ headers: json, body: '{"status":' }),
    await healthVerdict({ status: 500, headers: json, body: '{"status":"healthy"}' }),
    await healthVerdict({ status: 301, headers: { location: '/' } }),
  ];

  assert.equal(seen, ['pass', 'pass', 'pass', 'warn', 'warn', 'warn', 'fail', 'fail']);
});

test('a health body without end fails instead of being read', async () => {
  assert.is(await healthVerdict({ body: 'x'.repeat(1_200_000) }), 'fail');
});

test.run();
