// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import { deepEqual, match } from 'node:assert/strict';
import { test } from 'node:test';
import { runStage, testStage } from '@paintbox/deploy-core/testing';
import type { StageWorld } from '@paintbox/deploy-core/testing';
import { lookAtCdn, switchCdn } from '../src/index.ts';
import { startCdn } from './cdn-server.ts';
import type { Cdn } from './cdn-server.ts';
import { released } from './released.ts';

/** A CDN of its own for each rule, and what the stages are given there. */
async function openWorld(): Promise<Cdn & StageWorld> {
  const cdn = await startCdn();
  const before = { zone: 'shop', build: 'old' };
  return {
    ...cdn,
    env: { CDN_TOKEN: cdn.token },
    inputs: { release: released, 'cdn-before': before },
    snapshot: () => cdn.served(),
  };
}

const secrets = ['token-of-the-emulated-cdn'];

test('cdn.look keeps the contract', async () => {
  const report = await testStage(({ api }) => lookAtCdn({ api, zone: 'shop' }), {
    world: openWorld,
    secrets,
  });

  deepEqual(report.skipped, [{ rule: 'abort-in-wait', why: 'the run never waited' }]);
});

test('cdn.switch keeps the contract', async () => {
  const report = await testStage(({ api }) => switchCdn({ api, zone: 'shop' }), {
    world: openWorld,
    secrets,
  });

  deepEqual(report.skipped, [{ rule: 'abort-in-wait', why: 'the run never waited' }]);
});

test('a zone that is not there is told', async () => {
  await using cdn = await startCdn();

  const run = await runStage(
    lookAtCdn({ api: cdn.api, zone: 'none' }),
    {},
    { env: { CDN_TOKEN: cdn.token } },
  );

  match(String(run.error), /GET .*\/zones\/none answered 404/);
});
