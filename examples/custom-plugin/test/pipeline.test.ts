// oxlint-disable typescript/no-floating-promises -- node:test waits for its tests by itself
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { definePipeline, stage } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import { release } from '@paintbox/deploy-core/release';
import type { StageContext } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import { cdnNow, lookAtCdn, switchCdn } from '../src/index.ts';
import { startCdn } from './cdn-server.ts';
import type { Cdn } from './cdn-server.ts';
import { released } from './released.ts';

/** Runs look, release and switch, and then a check. */
function deploy(cdn: Cdn, check: (ctx: StageContext) => void): Promise<RunRecord> {
  const options = { api: cdn.api, zone: 'shop' };
  const pipeline = definePipeline('deploy', [
    lookAtCdn(options),
    stage({ name: 'shop.release', provides: { release }, run: () => ({ release: released }) }),
    switchCdn(options),
    stage({ name: 'shop.check', needs: { now: cdnNow }, verifies: true, run: (_inputs, ctx) => check(ctx) }),
  ]);
  return runPipeline({
    pipeline,
    environment: { name: 'test', app: 'shop', url: 'https://shop.example' },
    store: memoryStore(),
    env: { CDN_TOKEN: cdn.token },
  });
}

test('a pipeline with both switches the CDN', async () => {
  await using cdn = await startCdn();

  const record = await deploy(cdn, () => {});

  deepEqual([record.status, record.exitCode, cdn.served()], ['succeeded', 0, 'new']);
});

test('when the check fails, the CDN is switched back and checked again', async () => {
  await using cdn = await startCdn();
  const checked: (string | null)[] = [];

  const record = await deploy(cdn, () => {
    checked.push(cdn.served());
    if (cdn.served() === 'new') throw new Error('the new build is broken');
  });

  equal(cdn.served(), 'old');
  deepEqual([record.status, record.exitCode, checked], ['rolled-back', 3, ['new', 'old']]);
});
