/** Watching real servers on loopback; only the waits are not waited for. */
import { isDeployError, definePipeline, stage } from '@paintbox/deploy-core';
import { runPipeline, lockStatus } from '@paintbox/deploy-core/run';
import { healthChangeOf, release as releaseArtifact } from '@paintbox/deploy-core/release';
import type { StateStore } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { HealthChange, Release } from '@paintbox/deploy-core/release';
import {
  fakeClock,
  memoryStore,
  recordEvents,
  runStage,
  testStage,
  rejects,
} from '@paintbox/deploy-core/testing';
import type { FakeClock, StageRun, StageWorld } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CHECK_GROUPS } from '../../src/suite/check-ids.ts';
import { monitor } from '../../src/monitor/monitor.ts';
import type { MonitorOptions } from '../../src/monitor/monitor-options.ts';
import { suite } from '../../src/suite/suite.ts';
import { watch } from '../../src/monitor/watch.ts';
import { goodApp, published, serve, withApp } from '../rig.ts';
import type { Reply } from '../rig.ts';

const QUICK: MonitorOptions = {
  skip: ['load', 'compare', 'latency', 'identity', 'jwks'],
  requestTimeoutMs: 2_000,
  identity: { propagationMs: 0 },
};
const DOWN: Reply = { status: 500 };
const release: Release = {
  version: '7',
  imageDigest: null,
  imageRef: 'app:7',
  configHash: null,
  secretVersions: {},
  buildId: 'b2',
  machines: [],
};

/** An app whose front page is well or not, look by look: `g` and `b`; the last letter goes on. */
function wavering(looks: string): Parameters<typeof serve>[0] {
  const handler = goodApp();
  return (request, count) => {
    const letter = looks[Math.min(count, looks.length) - 1];
    // The headers check asks the page too, so the accessibility check counts its own requests on health.
    return request.url === '/api/health' && letter === 'b' ? DOWN : handler(request, count);
  };
}

function changesIn(run: Pick<StageRun, 'events'>): readonly HealthChange[] {
  return run.events.flatMap((event) => healthChangeOf(event) ?? []);
}

function watchFor(
  url: string,
  params: Readonly<Record<string, string | boolean>>,
  more: { readonly store?: StateStore; readonly clock?: FakeClock } = {},
): Promise<StageRun> {
  return runStage(monitor(QUICK), {}, { url, params, clock: fakeClock({ auto: true }), ...more });
}

function codeOf({ error }: StageRun): string | undefined {
  return isDeployError(error) ? `${error.code} ${error.exitCode}` : undefined;
}

test('a healthy app is watched for five minutes, every thirty seconds, and nothing is told but its health', async () => {
  await withApp(goodApp(), async ({ url, requests }) => {
    const clock = fakeClock({ auto: true });

    const run = await watchFor(url, {}, { clock });

    assert.is(run.error, undefined);
    assert.is(requests['/api/health'], 11);
    assert.ok(clock.sleeps.every((ms) => ms <= 30_000));
    assert.equal(changesIn(run), []);
    const health = run.checks.filter(({ id }) => id === 'monitor');
    assert.equal([health.length, health.at(-1)?.verdict, health.at(-1)?.evidence['looks']], [2, 'pass', 11]);
    // Every check once, however often it was asked.
    assert.is(run.checks.filter(({ id }) => id === 'health').length, 1);
  });
});

test('each change of health is told once, with what it comes from; the end decides', async () => {
  await withApp(wavering('ggbgbbbggg'), async ({ url }) => {
    const run = await watchFor(url, { for: '5m', every: '30s' });

    assert.is(run.error, undefined);
    assert.equal(
      changesIn(run).map(({ from, to, because }) => [from, to, because.map(({ id }) => id)]),
      [
        ['healthy', 'unhealthy', ['health']],
        ['unhealthy', 'healthy', ['health']],
      ],
    );
    const warned = run.events.filter((event) => event.type === 'stage.log' && event.level === 'warn');
    assert.is(warned.length, 1);
  });
});

test('an app that is unhealthy at the end ends with exit code 1 and the reasons', async () => {
  await withApp(wavering('gb'), async ({ url }) => {
    const run = await watchFor(url, { for: '2m' });

    assert.is(codeOf(run), 'CHECKS_UNHEALTHY 1');
    assert.match(String(run.error), 'health: health answered with status 500');
  });
});

test('an app that cannot be looked at ends with exit code 6', async () => {
  const run = await runStage(
    monitor({
      skip: CHECK_GROUPS,
    }),
    {},
    { url: 'http://127.0.0.1:9', params: { once: true } },
  );

  assert.is(codeOf(run), 'CHECKS_NO_DATA 6');
});

test('--once from cron goes on from the looks before it: one bad look is no alert, two are one alert', async () => {
  await withApp(wavering('gbbbgg'), async ({ url }) => {
    const store = memoryStore();
    const pipeline = definePipeline('monitor', [monitor(QUICK)]);
    const clock = fakeClock({ auto: true });
    const ends: string[] = [];
    for (let minute = 0; minute < 6; minute += 1) {
      const recorder = recordEvents();
      const { exitCode } = await runPipeline({
        pipeline,
        environment: { name: 'production', app: 'app', url },
        store,
        clock,
        params: { once: true },
        listeners: [recorder],
      });
      const changes = changesIn(recorder);
      ends.push(`${exitCode} ${changes.map(({ to }) => to).join()}`.trim());
      await clock.sleep(60_000);
    }

    assert.equal(ends, ['0', '0', '1 unhealthy', '1', '1', '0 healthy']);
  });
});

test('old looks, and looks at another address, do not count with those of today', async () => {
  await withApp(wavering('gbb'), async ({ url }) => {
    const store = memoryStore();
    const clock = fakeClock({ auto: true });
    await runOnce(store, clock, url);
    await runOnce(store, clock, url);
    await clock.sleep(86_400_000);

    const late = await runOnce(store, clock, url);

    // The first look of today decides, and says what was before.
    assert.is(late.exitCode, 1);
    const state = late.checks?.find(({ id }) => id === 'monitor');
    assert.is(state?.evidence['looks'], 1);
  });
});

async function runOnce(store: StateStore, clock: FakeClock, url: string): Promise<RunRecord> {
  return runPipeline({
    pipeline: definePipeline('monitor', [monitor(QUICK)]),
    environment: { name: 'production', app: 'app', url },
    store,
    clock,
    params: { once: true },
  });
}

test('a monitor holds no lock and leaves no run open, so a deploy can run beside it', async () => {
  await withApp(goodApp(), async ({ url }) => {
    const store = memoryStore();

    await runOnce(store, fakeClock({ auto: true }), url);

    assert.is(await lockStatus(store), undefined);
    assert.equal(await store.list('open/'), []);
  });
});

test('Ctrl-C ends it at once, with its health on the record', async () => {
  const cancel = new AbortController();
  await withApp(goodApp(), async ({ url }) => {
    const clock = fakeClock();
    const watching = runStage(
      monitor(QUICK),
      {},
      { url, clock, signal: cancel.signal, params: { for: '24h' } },
    );
    while (clock.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    cancel.abort(new Error('stopped by hand'));

    const run = await watching;

    assert.match(String(run.error), 'stopped by hand');
    assert.is(run.checks.at(-1)?.id, 'monitor');
    assert.is(run.checks.at(-1)?.verdict, 'pass');
  });
});

test('flags that are no lengths of time are refused before the run, all at once', async () => {
  const refused = async (params: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const error = await rejects(watchFor('http://127.0.0.1:9', params));
    assert.ok(isDeployError(error) && error.code === 'PARAMS_WRONG');
    return error.problems.map(({ message }) => message);
  };

  assert.equal(await refused({ for: '5', every: 'often' }), [
    "param 'for' cannot be '5'",
    "param 'every' cannot be 'often'",
  ]);
  assert.is((await refused({ every: '0s' })).length, 1);
});

test('options that make no sense are refused, all at once', () => {
  const options: MonitorOptions = { forMs: { local: -1 }, everyMs: 0, rule: { of: 2, failing: 3 } };
  try {
    watch(options);
  } catch (error) {
    assert.ok(isDeployError(error) && error.code === 'CHECKS_MONITOR_OPTIONS');
    assert.is(error.problems.length, 3);
    return;
  }
  assert.unreachable();
});

test('watch: a release that stays well passes; its time is that of the environment, or of the flag', async () => {
  const waits = async (environment: string, params: Readonly<Record<string, string>>): Promise<number> => {
    let waited = 0;
    await withApp(goodApp(), async ({ url }) => {
      const clock = fakeClock({ auto: true });
      const stage = watch({ ...QUICK, forMs: { production: 60_000, local: 2_000 } });
      const run = await runStage(
        stage,
        { release, 'published-keys': published },
        { url, clock, environment, params },
      );
      assert.is(run.error, undefined);
      waited = clock.sleptMs;
    });
    return Math.round(waited / 1_000);
  };

  assert.is(await waits('production', {}), 60);
  assert.is(await waits('local', {}), 2);
  assert.is(await waits('staging', {}), 300);
  assert.is(await waits('production', { watch: '10s' }), 10);
  assert.is(await waits('production', { watch: '0s' }), 0);
});

test('watch: one bad look is no reason to roll back; two of three are, at once', async () => {
  for (const [looks, code, asked] of [
    ['ggbgggggggg', undefined, 10],
    ['bgggggggggg', undefined, 10],
    ['gbbgggggggg', 'CHECKS_UNHEALTHY 1', 3],
    ['bbggggggggg', 'CHECKS_UNHEALTHY 1', 2],
  ] as const) {
    await withApp(wavering(looks), async ({ url, requests }) => {
      const stage = watch({ ...QUICK, everyMs: 30_000 });

      const run = await runStage(
        stage,
        { release, 'published-keys': published },
        { url, clock: fakeClock({ auto: true }) },
      );

      assert.is(codeOf(run), code, looks);
      assert.is(requests['/api/health'], asked, looks);
    });
  }
});

test('watch: an old build that comes back is seen', async () => {
  let asked = 0;
  const app = goodApp({}, () => ((asked += 1) > 12 ? 'b1' : 'b2'));
  await withApp(app, async ({ url }) => {
    const stage = watch({ ...QUICK, skip: ['load', 'compare', 'latency', 'headers', 'jwks'] });

    const run = await runStage(
      stage,
      { release, 'published-keys': published },
      { url, clock: fakeClock({ auto: true }) },
    );

    assert.match(String(run.error), 'identity.build');
  });
});

test('watch: a release that becomes unhealthy after its suite is taken back, and the one before passes the suite', async () => {
  let serving = 'good';
  let asked = 0;
  const handler = goodApp();
  const app: Parameters<typeof serve>[0] = (request, count) => {
    if (serving === 'good' || request.url !== '/api/health') return handler(request, count);
    asked += 1;
    return asked > 2 ? DOWN : handler(request, count);
  };
  const ship = stage({
    name: 'test.ship',
    provides: { release: releaseArtifact },
    async run(_inputs, ctx) {
      const make = async (): Promise<null> => ((serving = 'bad'), null);
      const observe = async (): Promise<{ status: 'done'; value: null }> => ({ status: 'done', value: null });
      await ctx.effect('ship', { describe: 'ship it', apply: make, observe });
      return { release };
    },
    observe: async () => (serving === 'good' ? { status: 'not-done' } : { status: 'done', value: null }),
    undo: () => {
      serving = 'good';
      return { release };
    },
  });
  await withApp(app, async ({ url }) => {
    // On real time: the lease of the lock runs out while a test's clock jumps.
    const record = await runPipeline({
      pipeline: definePipeline('deploy', [ship, suite(QUICK), watch({ ...QUICK, everyMs: 20 })]),
      environment: { name: 'production', app: 'app', url },
      store: memoryStore(),
    });

    assert.equal([record.exitCode, record.error?.code], [3, 'CHECKS_UNHEALTHY']);
    assert.equal(
      record.stages.map(({ status }) => status),
      ['undone', 'succeeded', 'failed'],
    );
  });
});

test('both stages keep the contract of stages', async () => {
  for (const stage of [monitor(QUICK), watch(QUICK)]) {
    const world = async (): Promise<StageWorld> => {
      const app = await serve(goodApp());
      const inputs = stage.name === 'checks.watch' ? { release, 'published-keys': published } : {};
      return {
        url: app.url,
        inputs,
        clock: fakeClock({ auto: true }),
        [Symbol.asyncDispose]: () => app.close(),
      };
    };

    const { kept } = await testStage(stage, { world });

    for (const rule of ['run', 'read-only', 'abort-at-start', 'abort-in-wait'] as const) {
      assert.ok(kept.includes(rule), `${stage.name} ${rule}`);
    }
  }
});

test.run();
