import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { CHECK_IDS } from '../src/suite/check-ids.ts';
import { suite } from '../src/suite/suite.ts';
import type { SuiteOptions } from '../src/suite/suite-options.ts';
import { altered, fastClock, goodApp, key, named, published, serve, verdicts, withApp } from './rig.ts';
import type { Reply } from './rig.ts';

const JWKS = '/.well-known/jwks.json';
const release: Release = {
  version: '7',
  imageDigest: null,
  imageRef: 'app:7',
  configHash: null,
  secretVersions: {},
  buildId: 'b2',
  machines: ['m1'],
};

function check(
  url: string,
  inputs: Readonly<Record<string, unknown>> = { release, 'published-keys': published },
  options: SuiteOptions = {},
): Promise<StageRun> {
  // A rate that no test waits for.
  return runStage(suite({ load: { perSecond: 1000 }, ...options }), inputs, { url, clock: fastClock() });
}

function errorOf(run: StageRun): DeployError {
  if (!isDeployError(run.error)) throw new Error(`expected a DeployError, got ${String(run.error)}`);
  return run.error;
}

test('a good app passes every check, each once, and the report is provided', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const run = await check(url);

    assert.is(run.error, undefined);
    const seen = verdicts(run.checks);
    assert.equal(Object.keys(seen).toSorted(), CHECK_IDS.toSorted());
    assert.is(run.checks.length, CHECK_IDS.length);
    const bad = Object.entries(seen).filter(([, verdict]) => verdict !== 'pass' && verdict !== 'skip');
    // The app sends no x-frame-options, but frame-ancestors, and http has neither TLS nor HSTS.
    assert.equal(bad, []);
    assert.is(seen['tls.chain'], 'skip');
    assert.equal(run.outputs, { 'check-report': { verdict: 'pass', checks: run.checks } });
  });
});

test('a bare validation expects no build and no keys and says so', async () => {
  await withApp(
    goodApp({}, () => undefined),
    async ({ url }) => {
      const run = await check(url, {});

      assert.is(run.error, undefined);
      assert.equal(
        ['identity.build', 'identity.steady', 'jwks.published'].map((id) => named(run.checks, id).verdict),
        ['skip', 'skip', 'skip'],
      );
    },
  );
});

test('an empty key set fails the run, with the hint, after one request by the check', async () => {
  const empty = altered(JWKS, { body: '{"keys":[]}' });
  await withApp(goodApp({ [JWKS]: empty }), async ({ url, requests }) => {
    const run = await check(url);
    const error = errorOf(run);

    assert.equal([error.code, error.exitCode], ['CHECKS_FAILED', 1]);
    assert.match(error.message, 'jwks.keys: the key set is empty');
    assert.equal(error.problems.length, 2);
    assert.match(error.problems[0]?.hint ?? '', 'keys check');
    // One by the check, twenty by the latency samples.
    assert.is(requests[JWKS], 21);
    assert.is(run.outputs, undefined);
  });
});

test('a leaked private member fails the run and its value is in no event', async () => {
  const { d } = key.whole as { readonly d: string };
  const leak = altered(JWKS, { body: JSON.stringify({ keys: [key.whole] }) });
  await withApp(goodApp({ [JWKS]: leak }), async ({ url }) => {
    const run = await check(url);

    assert.match(errorOf(run).message, 'private members');
    assert.not.match(JSON.stringify(run.events), d);
  });
});

test('the old build answering fails the run, and nothing else is concluded from its answers', async () => {
  await withApp(
    goodApp({}, () => 'b1'),
    async ({ url, requests }) => {
      const run = await check(url);

      assert.match(errorOf(run).message, 'identity.build: build "b1" still answers');
      assert.is(named(run.checks, 'jwks.keys').verdict, 'skip');
      assert.match(named(run.checks, 'load').message, 'not run: accessibility says inconclusive');
      assert.equal(Object.keys(verdicts(run.checks)).toSorted(), CHECK_IDS.toSorted());
      assert.is(requests[JWKS], undefined);
    },
  );
});

test('one old answer in three never passes', async () => {
  await withApp(
    goodApp({}, (count) => (count % 3 === 0 ? 'b1' : 'b2')),
    async ({ url }) => {
      const run = await check(url);

      assert.is(errorOf(run).code, 'CHECKS_FAILED');
      assert.equal(
        ['accessibility', 'identity.build', 'jwks.keys'].map((id) => named(run.checks, id).verdict),
        ['pass', 'fail', 'skip'],
      );
    },
  );
});

test('the suite only looks, and proves what an undo put back', () => {
  const { body } = suite();

  assert.equal([body.mode, body.verifies], ['read-only', true]);
});

test('an old build that shows up only after the proof fails the run', async () => {
  await withApp(
    goodApp({}, (count) => (count > 20 && count % 4 === 0 ? 'b1' : 'b2')),
    async ({ url }) => {
      const run = await check(url);

      assert.equal(
        [named(run.checks, 'identity.build').verdict, named(run.checks, 'identity.steady').verdict],
        ['pass', 'fail'],
      );
      assert.is(errorOf(run).code, 'CHECKS_FAILED');
    },
  );
});

test('a deploy without any identity is inconclusive with exit code 6', async () => {
  await withApp(
    goodApp({}, () => undefined),
    async ({ url }) => {
      const run = await check(url);

      assert.equal([errorOf(run).code, errorOf(run).exitCode], ['CHECKS_INCONCLUSIVE', 6]);
      assert.is(named(run.checks, 'jwks.keys').verdict, 'pass');
    },
  );
});

test('a site that answers 500 everywhere fails without waiting', async () => {
  const broken: Reply = { status: 500 };
  await withApp(
    goodApp({ '/': broken, '/api/health': broken, [JWKS]: broken }),
    async ({ url, requests }) => {
      const run = await check(url);

      assert.match(errorOf(run).message, 'accessibility: the page answered with status 500');
      // For a way to https, the gate once and five times, and the look for a cache in front once more.
      assert.equal(requests, { '/': 3, '/api/health': 7 });
    },
  );
});

test('a site that is down fails after the retry time', async () => {
  const app = await serve(() => ({}));
  await app.close();
  const run = await check(app.url);

  assert.is(errorOf(run).code, 'CHECKS_FAILED');
  assert.is(named(run.checks, 'load').verdict, 'skip');
});

test('what is left out shows as skip; everything left out is inconclusive', async () => {
  await withApp(
    goodApp({ [JWKS]: altered(JWKS, { headers: { 'cache-control': '' } }) }),
    async ({ url, requests }) => {
      const some = await check(
        url,
        { release, 'published-keys': published },
        { skip: ['jwks.caching', 'load', 'latency'] },
      );
      const seen = verdicts(some.checks);
      assert.equal([seen['jwks.caching'], seen['load'], seen['jwks.keys']], ['skip', 'skip', 'pass']);
      assert.is(requests[JWKS], 1);

      const groups = [
        'accessibility',
        'health',
        'identity',
        'jwks',
        'tls',
        'headers',
        'latency',
        'load',
      ] as const;
      assert.is(errorOf(await check(url, {}, { skip: groups })).code, 'CHECKS_INCONCLUSIVE');
    },
  );
});

test('options that make no sense are refused, all at once', () => {
  const options = {
    endpoints: { home: 'index.html' },
    thresholds: { loadGoodShare: 2, meanMs: Number.NaN },
    load: { connections: 60 },
    skip: ['jwks.chaching'],
  } as unknown as SuiteOptions;
  try {
    suite(options);
  } catch (error) {
    assert.ok(isDeployError(error));
    assert.equal([error.code, error.exitCode, error.problems.length], ['CHECKS_OPTIONS', 2, 6]);
    assert.match(error.message, "skip names 'jwks.chaching'");
    return;
  }
  assert.unreachable();
});

test('a page that is too slow for the load fails at once, and the other checks are not waited for', async () => {
  const server = createServer((request, response) => {
    const reply = handler(request, 1);
    const answer = (): void => {
      if (typeof reply !== 'string') response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
    };
    if (request.url === '/') setTimeout(answer, 80);
    else answer();
  });
  const handler = goodApp();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const options = { load: { requests: 20, connections: 2, perSecond: 1000, limitMs: 500 } };
    const run = await check(`http://127.0.0.1:${port}`, undefined, options);

    assert.match(errorOf(run).message, 'load:');
    assert.equal(
      ['accessibility', 'identity.build', 'load', 'jwks.keys', 'latency.home'].map(
        (id) => named(run.checks, id).verdict,
      ),
      ['pass', 'pass', 'fail', 'skip', 'skip'],
    );
    assert.match(named(run.checks, 'jwks.keys').message, 'load says fail');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a cancelled run stops the checks', async () => {
  const cancel = new AbortController();
  const hang = (): 'hang' => {
    cancel.abort(new Error('stopped by hand'));
    return 'hang';
  };
  await withApp(goodApp({ '/api/health': hang }), async ({ url }) => {
    const run = await runStage(suite(), {}, { url, signal: cancel.signal });

    assert.ok(run.error);
    assert.not(run.checks.some(({ id }) => id === 'health' || id === 'load'));
  });
});

test.run();
