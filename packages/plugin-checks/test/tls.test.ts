import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createServer as createSecureServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CheckResult } from '@paintbox/deploy-core';
import { runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { accessibility } from '../src/checks/accessibility.ts';
import { tls } from '../src/checks/tls.ts';
import { suite } from '../src/suite/suite.ts';
import { makeAuthority, selfSigned } from './certificates.ts';
import { altered, bench, goodApp, named, serve, verdicts } from './rig.ts';

const authority = await makeAuthority();
setDefaultCACertificates([...getCACertificates('default'), authority.cert]);

async function look(
  server: Parameters<typeof serve>[1],
): Promise<{ readonly results: readonly CheckResult[]; readonly page: CheckResult }> {
  const app = await serve(goodApp(), server);
  try {
    const { target, tools } = bench(app.url);
    const results = await tls(target, tools);
    return { results, page: named(await accessibility(target, tools), 'accessibility') };
  } finally {
    await app.close();
  }
}

/** `localhost` stands for this machine, and not for several addresses. */
const GOOD = {
  'tls.chain': 'pass',
  'tls.addresses': 'skip',
  'tls.protocol': 'pass',
  'tls.cipher': 'pass',
  'tls.clock': 'pass',
} as const;

test('a certificate of a trusted authority passes', async () => {
  const { results, page } = await look(await authority.issue({ from: -1, to: 90 }));

  assert.equal(verdicts(results), { ...GOOD, 'tls.expiry': 'pass' });
  assert.is(named(results, 'tls.expiry').evidence['days'], 89);
  assert.is(page.verdict, 'pass');
});

test('one that ends within two weeks warns', async () => {
  const { results } = await look(await authority.issue({ from: -80, to: 9 }));

  assert.equal(verdicts(results), { ...GOOD, 'tls.expiry': 'warn' });
});

test('an expired one fails, and no page is read over it', async () => {
  const { results, page } = await look(await authority.issue({ from: -90, to: -1 }));

  assert.match(named(results, 'tls.chain').message, 'CERT_HAS_EXPIRED');
  assert.equal([named(results, 'tls.expiry').verdict, page.verdict], ['fail', 'fail']);
  assert.match(page.message, 'tls');
});

test('a self-signed one and one for another name fail the chain', async () => {
  const alone = await look(await selfSigned());
  const other = await look(await authority.issue({ from: -1, to: 90 }, { name: 'other.example' }));

  assert.match(named(alone.results, 'tls.chain').message, 'SELF_SIGNED');
  assert.is(named(alone.results, 'tls.chain').critical, true);
  assert.match(named(other.results, 'tls.chain').message, 'ALTNAME');
  assert.equal([alone.page.verdict, other.page.verdict], ['fail', 'fail']);
});

test('a server that still speaks an old protocol warns, one that speaks nothing else fails', async () => {
  const certificate = await authority.issue({ from: -1, to: 90 });
  const old = { ...certificate, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

  const both = await look(old);
  const only = await look({ ...old, maxVersion: 'TLSv1.1' });

  assert.match(named(both.results, 'tls.protocol').message, 'TLSv1.1 is accepted too');
  assert.is(named(both.results, 'tls.protocol').verdict, 'warn');
  assert.is(named(only.results, 'tls.protocol').verdict, 'fail');
});

/** What the look at every address says, where the name stands for 127.0.0.1 and for 127.0.0.2 with this server, if any. */
async function lookAtBoth(
  second: Parameters<typeof createSecureServer>[0] | undefined,
): Promise<CheckResult> {
  const first = await serve(goodApp(), await authority.issue({ from: -1, to: 90 }));
  const { port } = new URL(first.url);
  const other = second === undefined ? undefined : createSecureServer(second);
  if (other !== undefined)
    await new Promise<void>((resolve) => other.listen(Number(port), '127.0.0.2', resolve));
  try {
    const { target, tools } = bench(first.url);
    const results = await tls(target, tools, async () => ['127.0.0.1', '127.0.0.2']);
    assert.is(named(results, 'tls.chain').verdict, 'pass');
    return named(results, 'tls.addresses');
  } finally {
    other?.close();
    await first.close();
  }
}

// Elsewhere the loopback has one address only.
if (process.platform === 'linux') {
  test('every address of the name must show a good certificate, and one that does not is named', async () => {
    const good = await lookAtBoth(await authority.issue({ from: -1, to: 90 }));
    const expired = await lookAtBoth(await authority.issue({ from: -90, to: -1 }));
    const dead = await lookAtBoth(undefined);

    assert.equal([good.verdict, good.message], ['pass', '2 of 2 addresses reached, all well']);
    assert.equal([expired.verdict, dead.verdict], ['fail', 'fail']);
    assert.match(expired.message, /127\.0\.0\.2: .*CERT_HAS_EXPIRED/);
    assert.match(dead.message, /127\.0\.0\.2: .*ECONNREFUSED/);
  });
}

test('a port that does not shake hands is inconclusive or fails, plain http is skipped', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const { target, tools } = bench(`https://localhost:${port}`, {}, { requestTimeoutMs: 100 });
  const hanging = verdicts(await tls(target, tools));
  silent.close();
  const plain = bench('http://localhost:1');

  assert.equal([...new Set(Object.values(hanging))], ['inconclusive']);
  assert.equal([...new Set(Object.values(verdicts(await tls(plain.target, plain.tools))))], ['skip']);
});

test('the whole suite passes over https, and an expired certificate explains itself', async () => {
  const hsts = altered('/', { headers: { 'strict-transport-security': 'max-age=31536000' } });
  const run = async (server: Parameters<typeof serve>[1]): Promise<StageRun> => {
    const app = await serve(goodApp({ '/': hsts }), server);
    try {
      return await runStage(suite(), {}, { url: app.url });
    } finally {
      await app.close();
    }
  };

  const good = await run(await authority.issue({ from: -1, to: 90 }));
  const expired = await run(await authority.issue({ from: -90, to: -1 }));

  assert.is(good.error, undefined);
  assert.equal(
    [named(good.checks, 'headers.hsts').verdict, named(good.checks, 'load').verdict],
    ['pass', 'pass'],
  );
  assert.match(
    String(expired.error),
    /tls\.chain: clients refuse the certificate: it ended at .*CERT_HAS_EXPIRED/,
  );
  assert.is(named(expired.checks, 'jwks.keys').verdict, 'skip');
});

test.run();
