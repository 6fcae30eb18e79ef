import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '@paintbox/deploy-core';
import { runStage } from '@paintbox/deploy-core/testing';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { keysEndpoint } from '../src/suite/keys-endpoint.ts';
import { altered, fastClock, goodApp, published, withApp } from './rig.ts';

const JWKS = '/.well-known/jwks.json';

const run = (JWKS_URL?: string, keys = published): Promise<StageRun> =>
  runStage(
    keysEndpoint(),
    { 'published-keys': keys },
    {
      url: 'https://elsewhere.example',
      env: { JWKS_URL },
      clock: fastClock(),
    },
  );

const outcome = ({ error }: StageRun): readonly unknown[] =>
  isDeployError(error) ? [error.code, error.exitCode] : [error];

test('an invalid address is refused without being quoted', async () => {
  for (const wrong of ['jwks.json', 'ftp://app.example/keys', 'https://user:hush-hush@app.example/keys']) {
    const refused = await run(wrong);

    assert.equal(outcome(refused), ['CHECKS_JWKS_URL', 2], wrong);
    assert.not.match(String(refused.error), 'hush-hush');
  }
});

test('an empty set fails, and so does a set without the stored key', async () => {
  await withApp(goodApp({ [JWKS]: altered(JWKS, { body: '{"keys":[]}' }) }), async ({ url }) => {
    const empty = await run(url + JWKS);

    assert.equal(outcome(empty), ['CHECKS_FAILED', 1]);
    assert.match(String(empty.error), 'jwks.keys: the key set is empty');
  });
  await withApp(goodApp(), async ({ url }) => {
    const other = await run(url + JWKS, { ...published, kids: ['k9'], activeKid: 'k9' });

    assert.match(String(other.error), 'jwks.published');
  });
});

test('a set anywhere is compared with the stored keys, whatever the address of the app is', async () => {
  const app = goodApp();
  await withApp(
    (request, count) =>
      request.url === '/keys?v=2' ? app(Object.assign(request, { url: JWKS }), count) : { status: 404 },
    async ({ url, requests }) => {
      const fine = await run(`${url}/keys?v=2`);

      assert.is(fine.error, undefined);
      assert.equal(requests, { '/keys': 1 });
      assert.ok(fine.checks.some(({ id, verdict }) => id === 'jwks.published' && verdict === 'pass'));
    },
  );
});

test('without an address nothing is asked, and the record says that nothing was', async () => {
  for (const none of [undefined, '']) {
    const skipped = await run(none);

    assert.is(skipped.error, undefined);
    assert.equal(
      skipped.checks.map(({ id, verdict }) => [id, verdict]),
      [['jwks.keys', 'skip']],
    );
    assert.match(skipped.checks[0]?.message ?? '', 'JWKS_URL');
  }
});

test.run();
