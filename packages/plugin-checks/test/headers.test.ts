import type { Verdict } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { headers } from '../src/checks/headers.ts';
import { createHttp } from '../src/http/http.ts';
import type { Answer } from '../src/http/http.ts';
import { bench, goodApp, named, verdicts, withApp } from './rig.ts';

const answer = (seen: Readonly<Record<string, string>>): Answer => ({
  url: 'https://app.example/',
  status: 200,
  headers: seen,
  body: '',
  durationMs: 1,
});

async function judge(seen: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Verdict>>> {
  const { 'headers.regression': _, ...own } = await judgeAfter(seen);
  return own;
}

/** The verdicts, compared with those of the release before where they are given. */
async function judgeAfter(
  seen: Readonly<Record<string, string>>,
  before?: Readonly<Record<string, Verdict>>,
): Promise<Readonly<Record<string, Verdict>>> {
  const baseline =
    before === undefined ? undefined : { missing: null, build: 'b1', headers: before, samplesMs: {} };
  const { target, tools } = bench('https://app.example', { expectedBuild: undefined, baseline });
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

test('a header without effect counts as missing', async () => {
  const hsts = async (value: string): Promise<string | undefined> =>
    (await judge({ ...ALL, 'strict-transport-security': value }))['headers.hsts'];
  const frame = async (value: string): Promise<string | undefined> =>
    (await judge({ ...ALL, 'x-frame-options': value }))['headers.frame-options'];

  assert.equal(
    [await hsts('max-age=0'), await hsts('includeSubDomains'), await hsts('includeSubDomains; MAX-AGE="9"')],
    ['warn', 'warn', 'warn'],
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

test('a protection that the release before had and this one has not fails, one that was never there does not', async () => {
  const { 'content-security-policy': csp, ...withoutCsp } = ALL;

  const lost = await judgeAfter(withoutCsp, await judge(ALL));
  const never = await judgeAfter(withoutCsp, await judge(withoutCsp));
  const gained = await judgeAfter(ALL, await judge({}));

  assert.ok(csp);
  assert.equal([lost['headers.csp'], lost['headers.regression']], ['warn', 'fail']);
  assert.equal([never['headers.csp'], never['headers.regression']], ['warn', 'pass']);
  assert.is(gained['headers.regression'], 'pass');
  assert.is((await judgeAfter({}))['headers.regression'], 'skip');
});

test('a policy that lets any script run protects nobody, unless another one forbids it', async () => {
  const csp = async (value: string): Promise<Verdict | undefined> =>
    (await judgeAfter({ ...ALL, 'content-security-policy': value }))['headers.csp'];
  const weak = [
    "default-src 'self' 'unsafe-inline'",
    "script-src 'self' 'unsafe-eval'",
    "default-src 'none'; script-src *",
    "script-src https:; script-src 'none'",
    "img-src 'self'",
    'upgrade-insecure-requests',
  ];
  const strong = [
    "default-src 'self'",
    "script-src 'nonce-r4nd0m' 'unsafe-inline'",
    "script-src 'nonce-r4nd0m' https: 'strict-dynamic'",
    "default-src *, script-src 'self'",
  ];

  for (const value of weak) assert.is(await csp(value), 'warn', value);
  for (const value of strong) assert.is(await csp(value), 'pass', value);
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
