// A monitor says when the health of the app changes; that is told at once, and its end is not told on top.
import { definePipeline, stage } from '@paintbox/deploy-core';
import { healthEvidence } from '@paintbox/deploy-core/release';
import type { Pipeline } from '@paintbox/deploy-core';
import type { HealthChange } from '@paintbox/deploy-core/release';
import { startSlackEmulator } from '@paintbox/deploy-emulators/notify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { slack } from '../src/index.ts';
import { broken, run } from './rig.ts';

function monitorPipeline(changes: readonly HealthChange[], ill: boolean): Pipeline {
  const look = stage({
    name: 'demo.monitor',
    run(_inputs, ctx) {
      for (const change of changes) {
        const verdict = change.to === 'healthy' ? 'pass' : 'fail';
        ctx.check({
          id: 'health',
          target: ctx.run.url,
          verdict,
          critical: true,
          message: 'm',
          evidence: healthEvidence(change),
        });
      }
      if (ill) throw broken('the app is unhealthy');
    },
  });
  return definePipeline('monitor', [look]);
}

const change = (from: HealthChange['from'], to: HealthChange['to']): HealthChange => ({
  from,
  to,
  at: '2026-11-25T12:00:00.000Z',
  because: [
    {
      id: 'health',
      target: 'https://paintbox.example',
      from,
      to,
      critical: true,
      message: 'answers 503',
      hint: 'look at the logs',
    },
  ],
});

test('each change is one message, and a monitor that sees none sends none', async () => {
  const service = await startSlackEmulator();
  const env = { SLACK_WEBHOOK: service.webhook };
  const titles = (): readonly unknown[] => service.messages().map(({ text }) => text);
  const ill = monitorPipeline([change('healthy', 'unhealthy')], true);

  const first = await run({ listeners: [slack()], env, pipeline: ill });
  const { store } = first;
  assert.equal([first.record.exitCode, first.failures], [1, []]);
  await run({ listeners: [slack()], env, store, pipeline: monitorPipeline([], true) });
  assert.is(service.messages().length, 1);
  assert.match(JSON.stringify(service.messages()), 'answers 503');
  await run({
    listeners: [slack()],
    env,
    store,
    pipeline: monitorPipeline([change('unhealthy', 'healthy')], false),
  });
  await run({ listeners: [slack()], env, store, pipeline: monitorPipeline([], false) });

  await service.close();
  assert.equal(titles(), [
    '❌ paintbox in production is unhealthy',
    '✅ paintbox in production is healthy again',
  ]);
});

test.run();
