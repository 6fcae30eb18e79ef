// A change that was not even sent needs no observing, and its own error stands.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, notSent, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { runStage } from '../../src/testing/index.ts';
import { shelf } from './shelf.ts';
import { errors } from './test-errors.ts';
import { memoryRun } from './world.ts';

test('an effect that was not sent is not observed, and keeps its code, hint and exit code', async () => {
  let asked = 0;
  const unsent = (exitCode: 1 | 2) =>
    stage({
      name: 'test.unsent',
      run: (_inputs, ctx) =>
        ctx.effect('x', {
          describe: 'x',
          apply: async () => {
            throw notSent(errors.broken('the token', exitCode));
          },
          observe: async () => {
            asked += 1;
            return { status: 'unknown', reason: 'nobody could say' };
          },
        }),
      undo: () => undefined,
      observe: async () => ({ status: 'not-done' }),
    });

  for (const exitCode of [1, 2] as const) {
    const record = await runPipeline(memoryRun(definePipeline('p', [unsent(exitCode)])));

    assert.is(record.exitCode, exitCode);
    assert.is(record.error?.code, 'TEST_BROKEN');
    assert.is(record.stages[0]?.status, 'failed');
  }
  assert.is(asked, 0);
});

test('an error that is marked as not sent twice ends as the innermost error', async () => {
  const twice = stage({
    name: 'test.twice',
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        apply: () => Promise.reject(notSent(notSent(errors.broken('the token', 2)))),
        observe: async () => ({ status: 'unknown', reason: 'nobody could say' }),
      }),
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [twice])));

  assert.is(record.exitCode, 2);
  assert.is(record.error?.code, 'TEST_BROKEN');
});

test('an effect that was not sent because of a temporary error is tried again', async () => {
  const { made, put } = shelf();
  let tries = 0;
  const patient = stage({
    name: 'test.patient',
    irreversible: 'test',
    retry: { retries: 2, minDelayMs: 1 },
    run: async (_inputs, ctx) =>
      void (await ctx.effect(
        'put',
        put('a lamp', async () => {
          tries += 1;
          if (tries < 3) throw notSent(errors.flaky());
        }),
      )),
  });

  const { error } = await runStage(patient);

  assert.is(error, undefined);
  assert.equal(made, ['a lamp']);
});

test.run();
