/** Every stage of this plugin keeps the contract of stages, against an app on loopback. */
import { isDeployError } from '@paintbox/deploy-core';
import { rejects, testStage } from '@paintbox/deploy-core/testing';
import type { StageWorld } from '@paintbox/deploy-core/testing';
import type { InsideDoor } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assess, baseline, command, gate, inside, keysEndpoint, suite } from '../src/index.ts';
import { doorTo, inputsOf, green } from './inside/machines.ts';
import { altered, fastClock, goodApp, published, serve } from './rig.ts';

const JWKS = '/.well-known/jwks.json';
const secrets = ['a-token-the-checks-never-need'];
const release = {
  version: '7',
  imageDigest: null,
  imageRef: 'app:7',
  configHash: null,
  secretVersions: {},
  buildId: 'b2',
  machines: ['m1'],
};

/** An app of its own for each rule. */
const worldOf = (handler: Parameters<typeof serve>[0]) => async (): Promise<StageWorld> => {
  const app = await serve(handler);
  return {
    url: app.url,
    inputs: { release, 'published-keys': published },
    env: { APP_TOKEN: secrets[0] },
    clock: fastClock(),
    [Symbol.asyncDispose]: () => app.close(),
  };
};

test('checks.suite', async () => {
  const { kept } = await testStage(suite(), { world: worldOf(goodApp()), secrets });

  for (const rule of ['run', 'outputs', 'read-only', 'abort-at-start', 'secrets'] as const) {
    assert.ok(kept.includes(rule), rule);
  }
});

test('checks.inside', async () => {
  const world = async (): Promise<StageWorld> => {
    const app = await serve(goodApp());
    return {
      url: 'https://shop.example',
      inputs: inputsOf({ ...green, id: app.url }),
      env: { APP_TOKEN: secrets[0] },
      clock: fastClock(),
      [Symbol.asyncDispose]: () => app.close(),
    };
  };
  // The id of the machine is where it is.
  const door: InsideDoor = {
    ask: (machine, request, ctx) => doorTo({ [machine]: machine }).ask(machine, request, ctx),
  };
  const { kept } = await testStage(inside({ door }), { world, secrets });

  for (const rule of ['run', 'outputs', 'read-only', 'abort-at-start', 'secrets'] as const) {
    assert.ok(kept.includes(rule), rule);
  }
});

test('checks.suite stops while it waits for an app that is not up yet', async () => {
  const handler = goodApp();
  const late = worldOf((request, count) =>
    request.url === '/' && count <= 2 ? { status: 503 } : handler(request, count),
  );

  const { kept } = await testStage(suite({ skip: ['load', 'latency'] }), { world: late, secrets });

  assert.ok(kept.includes('abort-in-wait'));
});

test('checks.assess, of an app that is broken', async () => {
  const broken = goodApp({ [JWKS]: altered(JWKS, { body: '{"keys":[]}' }) });

  const { kept } = await testStage(assess(), { world: worldOf(broken), secrets });

  for (const rule of ['plan', 'run', 'outputs', 'read-only', 'abort-at-start'] as const) {
    assert.ok(kept.includes(rule), rule);
  }
});

test('checks.keys-endpoint', async () => {
  const named = async (): Promise<StageWorld> => {
    const world = await worldOf(goodApp())();
    return { ...world, params: { jwksUrl: `${world.url}${JWKS}` } };
  };

  const { kept } = await testStage(keysEndpoint(), { world: named, secrets });

  for (const rule of ['plan', 'run', 'outputs', 'read-only', 'abort-at-start'] as const) {
    assert.ok(kept.includes(rule), rule);
  }
});

test('checks.baseline', async () => {
  const { kept } = await testStage(baseline(), { world: worldOf(goodApp()), secrets });

  for (const rule of ['plan', 'run', 'outputs', 'read-only', 'abort-at-start', 'secrets'] as const) {
    assert.ok(kept.includes(rule), rule);
  }
});

test('a gate', async () => {
  const tool = command({
    id: 'command.tool',
    run: [process.execPath, '-e', 'console.log(process.env.APP_TOKEN)'],
  });
  const { kept } = await testStage(gate('tools', [tool]), { world: worldOf(goodApp()), secrets });

  for (const rule of ['plan', 'run', 'outputs', 'read-only', 'abort-at-start', 'secrets'] as const) {
    assert.ok(kept.includes(rule), rule);
  }
});

test('an app that fails the suite fails the contract, so that a world in which nothing was proven is noticed', async () => {
  const down = worldOf(() => ({ status: 500 }));

  const error = await rejects(testStage(suite({ retryMs: 0 }), { world: down }));

  assert.ok(isDeployError(error) && error.code === 'STAGE_CONTRACT');
  assert.match(error.message, 'run: CHECKS_FAILED');
});

test.run();
