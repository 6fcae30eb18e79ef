import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { headers } from '../src/checks/headers.ts';
import { createHttp } from '../src/http.ts';
import type { Answer } from '../src/http.ts';
import { bench, goodApp, named, verdicts, withApp } from './rig.ts';

const answer = (seen: Readonly<Record<string, string>>): Answer => ({
  url: 'https://app.example/',
  status: 200,
  headers: seen,
  body: '',
  durationMs: 1,
});

async function judge(seen: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const { target, tools } = bench('https://app.example', { expectedBuild: undefined });
  return verdicts(await headers(target, { ...tools, http: async () => answer(seen) }));
}

const ALL = {
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'content-security-policy': "default-src 'self'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'geolocation=()',
};

test('every header present passes, every header missing warns', async () => {
  assert.equal([...new Set(Object.values(await judge(ALL)))], ['pass']);
  assert.equal([...new Set(Object.values(await judge({})))], ['warn']);
  assert.is(Object.keys(await judge({})).length, 6);
});

test('a header that protects nobody counts as missing', async () => {
  const hsts = async (value: string): Promise<string | undefined> =>
    (await judge({ ...ALL, 'strict-transport-security': value }))['headers.hsts'];
  const frame = async (value: string): Promise<string | undefined> =>
    (await judge({ ...ALL, 'x-frame-options': value }))['headers.frame-options'];

  assert.equal(
    [await hsts('max-age=0'), await hsts('includeSubDomains'), await hsts('includeSubDomains; MAX-AGE="9"')],
    ['warn', 'warn', 'pass'],
  );
  assert.equal(
    [
      await frame('ALLOWALL'),
      await frame('DENY, SAMEORIGIN'),
      await frame('sameorigin'),
      await frame('DENY, DENY'),
    ],
    ['warn', 'warn', 'pass', 'pass'],
  );
  const other = await judge({ ...ALL, 'x-content-type-options': 'sniff', 'content-security-policy': ' ' });
  assert.equal([other['headers.content-type-options'], other['headers.csp']], ['warn', 'warn']);
});

test('frame-ancestors stands in for x-frame-options, a report-only policy for nothing', async () => {
  const { 'x-frame-options': _, ...rest } = ALL;
  const framed = await judge({
    ...rest,
    'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
  });
  const reported = await judge({ 'content-security-policy-report-only': "frame-ancestors 'none'" });

  assert.is(framed['headers.frame-options'], 'pass');
  assert.equal([reported['headers.csp'], reported['headers.frame-options']], ['warn', 'warn']);
});

test('plain http skips what browsers ignore there, an error page says nothing', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const { target, tools } = bench(url);
    const results = await headers(target, tools);

    assert.is(named(results, 'headers.hsts').verdict, 'skip');
    assert.equal(named(results, 'headers.csp').answeredBy, { version: 'b2', machine: 'm1' });
  });
  await withApp(goodApp({ '/': { status: 500 } }), async ({ url }) => {
    const { target, tools } = bench(url);
    const signal = new AbortController().signal;
    const results = await headers(target, { ...tools, http: createHttp({ signal }) });

    assert.equal([...new Set(Object.values(verdicts(results)))], ['inconclusive']);
  });
});

test.run();
