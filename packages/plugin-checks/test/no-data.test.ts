/** What each check says when it saw nothing: never that all is well. */
import type { ObservedMachine } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { accessibility } from '../src/checks/accessibility.ts';
import { cache } from '../src/checks/cache.ts';
import { compare } from '../src/checks/compare.ts';
import { headers } from '../src/checks/headers.ts';
import { judgeChain, judgeCipher, judgeExpiry, judgeProtocol } from '../src/checks/judge-certificate.ts';
import { latency } from '../src/checks/latency.ts';
import { machines } from '../src/checks/machines.ts';
import type { Handshake } from '../src/http/shake-hands.ts';
import { summarize } from '../src/parity/summary.ts';
import type { Baseline } from '../src/suite/baseline-artifact.ts';
import { altered, bench, goodApp, named, verdicts, withApp } from './rig.ts';

const before = (seen: Partial<Baseline>): Baseline => ({
  missing: null,
  build: 'b1',
  headers: {},
  samplesMs: {},
  ...seen,
});
const coded = (code: string): Error => Object.assign(new Error(code), { code });
const handshake: Handshake = {
  refusal: undefined,
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  certificates: [],
};

test('a certificate that was not seen is neither trusted nor lasting', () => {
  assert.is(judgeChain(handshake).verdict, 'inconclusive');
  assert.is(judgeExpiry(handshake, Date.now(), 14).verdict, 'inconclusive');
});

test('a handshake that could not be tried says nothing, one that the server refused does', () => {
  for (const code of [
    'ETIMEDOUT',
    'ECONNREFUSED',
    'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
    'ERR_SSL_NO_CIPHER_MATCH',
  ]) {
    assert.is(judgeProtocol(handshake, coded(code)).verdict, 'inconclusive', code);
    assert.is(judgeCipher(handshake, coded(code)).verdict, 'inconclusive', code);
  }
  for (const code of ['ECONNRESET', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'EPROTO']) {
    assert.is(judgeProtocol(handshake, coded(code)).verdict, 'pass', code);
    assert.is(judgeCipher(handshake, coded(code)).verdict, 'pass', code);
  }
});

test('no header of before was lost where none was seen', async () => {
  await withApp(goodApp(), async ({ url }) => {
    for (const [seen, verdict] of [
      [{}, 'inconclusive'],
      [{ 'headers.csp': 'inconclusive' }, 'inconclusive'],
      [{ 'headers.csp': 'warn' }, 'pass'],
    ] as const) {
      const { target, tools } = bench(url, { baseline: before({ headers: seen }) });
      assert.is(named(await headers(target, tools), 'headers.regression').verdict, verdict);
    }
  });
});

test('a comparison with nothing is none', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const empty = bench(url, { baseline: before({ samplesMs: { '/api/health': [] } }) });
    const none = bench(url, { baseline: before({}) });
    const missing = bench(url);

    assert.is(named(await compare(empty.target, empty.tools), 'compare').verdict, 'inconclusive');
    assert.is(named(await compare(none.target, none.tools), 'compare').verdict, 'skip');
    assert.is(named(await compare(missing.target, missing.tools), 'compare').verdict, 'skip');
  });
});

test('a cache is not ruled out where a path did not answer', async () => {
  await withApp(goodApp({ '/': 'cut' }), async ({ url }) => {
    const { target, tools } = bench(url);

    assert.is(named(await cache(target, tools), 'identity.cache').verdict, 'inconclusive');
  });
});

test('a percentile of nothing is no percentile', async () => {
  await withApp(
    goodApp({ '/api/health': 'cut', '/.well-known/jwks.json': { status: 500 } }),
    async ({ url }) => {
      const { target, tools } = bench(url, {}, { thresholds: { samples: 6 } });

      assert.equal(verdicts(await latency(target, tools)), {
        'latency.home': 'pass',
        'latency.health': 'inconclusive',
        'latency.jwks': 'inconclusive',
      });
    },
  );
});

test('a page of nothing is not called well', async () => {
  await withApp(goodApp({ '/': altered('/', { body: ' \n' }) }), async ({ url }) => {
    const { target, tools } = bench(url);

    assert.is(named(await accessibility(target, tools), 'accessibility').verdict, 'warn');
  });
});

test('machines without health checks are not called well by them', async () => {
  const machine = (more: Partial<ObservedMachine>): ObservedMachine => ({
    id: 'm1',
    state: 'started',
    serves: true,
    mayRest: true,
    checks: { passing: 0, total: 0 },
    buildId: 'b2',
    ...more,
  });
  const seen = async (...all: readonly ObservedMachine[]) => {
    const observe = () => Promise.resolve({ status: 'seen', machines: all } as const);
    const { target, tools } = bench('http://127.0.0.1:9', {}, { fleet: { observe } });
    return named(await machines(target, tools), 'machines');
  };
  const passing = { checks: { passing: 1, total: 1 } };

  assert.is((await seen()).verdict, 'fail');
  assert.is((await seen(machine({}))).verdict, 'warn');
  assert.is(
    (await seen(machine(passing), machine({ id: 'm2', state: 'stopped' }))).message,
    '1 machine started, 1 asleep, all checks passing',
  );
  assert.is((await seen(machine({ state: 'stopped' }))).message, '0 machines started, 1 asleep');
});

test('a workbook of which no case was asked proves nothing', () => {
  const { verdict } = summarize([], { workbook: 'a.xlsx', minimumRate: 0.995, written: undefined });

  assert.is(verdict, 'inconclusive');
});

test.run();
