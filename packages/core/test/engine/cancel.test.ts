// What must hold when a run is told to stop, or its stages do not stop in time.
import { getEventListeners } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { fakeClock, memoryStore, runStage } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { emptyWorld, makeThing, memoryRun } from './world.ts';
import { errors } from './test-errors.ts';

const fine = stage({ name: 'test.fine', run: () => undefined });

function failing(exitCode: 1 | 2 = 1) {
  return stage({
    name: 'test.fail',
    run() {
      throw errors.broken('it', exitCode);
    },
  });
}

test('a run that is cancelled while it waits for the lock ends as cancelled', async () => {
  const store = memoryStore();
  const controller = new AbortController();
  const holds = stage({
    name: 'test.hold',
    async run() {
      const waiting = memoryRun(definePipeline('p', [makeThing(emptyWorld(), 'x')]), {
        store,
        lockWaitMs: 60_000,
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 20);
      assert.is((await runPipeline(waiting)).exitCode, 130);
    },
  });

  const record = await runPipeline(
    memoryRun(definePipeline('p', [makeThing(emptyWorld(), 'new'), holds]), { store }),
  );

  assert.is(record.exitCode, 0, record.error?.message);
});

test('a run cancelled before its first stage changes nothing and ends with the reason', async () => {
  const world = emptyWorld();
  const signal = AbortSignal.abort(errors.broken('cancelled', 143));

  const record = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new')]), { signal }));

  assert.is(record.exitCode, 143);
  assert.equal(
    record.stages.map(({ status }) => status),
    ['skipped'],
  );
  assert.is(world.made.size, 0);
});

test('a run cancelled with a reason that is no error ends with 130', async () => {
  const controller = new AbortController();
  const wait = stage({
    name: 'test.wait',
    async run(_inputs, ctx) {
      controller.abort('just text');
      await ctx.clock.sleep(60_000, ctx.signal);
    },
  });

  const record = await runPipeline({ ...memoryRun(definePipeline('p', [wait])), signal: controller.signal });

  assert.is(record.exitCode, 130);
  assert.is(record.stages[0]?.status, 'cancelled');
});

test('a cancel in the middle of an effect is settled, and the effect taken back', async () => {
  const world = emptyWorld();
  const controller = new AbortController();
  const made = makeThing(world, 'new');
  const slow = stage({
    name: 'test.slow',
    async run(_inputs, ctx) {
      await ctx.effect('slow', {
        describe: 'slow',
        async apply(ctx) {
          world.made.add('slow');
          controller.abort(errors.broken('cancelled', 130));
          await ctx.clock.sleep(60_000, ctx.signal);
        },
        observe: async () => ({ status: 'done', value: undefined }),
      });
      await ctx.clock.sleep(60_000, ctx.signal);
    },
    undo: () => void world.made.delete('slow'),
    observe: async () =>
      world.made.has('slow') ? { status: 'done', value: undefined } : { status: 'not-done' },
  });

  const record = await runPipeline({
    ...memoryRun(definePipeline('p', [made, slow])),
    signal: controller.signal,
  });

  assert.is(record.exitCode, 130);
  assert.equal([...world.made], []);
  assert.equal(
    record.stages.map(({ status }) => status),
    ['undone', 'undone'],
  );
});

test('a cancel while a change is in doubt that cannot be taken back needs a person', async () => {
  const controller = new AbortController();
  const dark = stage({
    name: 'test.dark',
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        async apply() {
          controller.abort(errors.broken('cancelled', 130));
          throw errors.broken('gone');
        },
        observe: async () => ({ status: 'unknown', reason: 'nobody answers' }),
      }),
  });

  const record = await runPipeline({ ...memoryRun(definePipeline('p', [dark])), signal: controller.signal });

  assert.is(record.exitCode, 4);
  assert.is(record.error?.code, 'EFFECT_UNKNOWN');
});

test('a cancelled run does not wait for an answer that may never come', async () => {
  const controller = new AbortController();
  const ask = stage({ name: 'test.ask', run: async (_inputs, ctx) => void (await ctx.confirm('sure?')) });
  const options = { ...memoryRun(definePipeline('p', [ask])), signal: controller.signal };
  setTimeout(() => controller.abort(), 10);

  const record = await runPipeline({ ...options, confirm: () => new Promise<boolean>(() => undefined) });

  assert.is(record.exitCode, 130);
});

test('a question is asked where there is a person, and refused where there is none', async () => {
  const answers: boolean[] = [];
  const ask = stage({
    name: 'test.ask',
    run: async (_inputs, ctx) => void answers.push(await ctx.confirm('sure?')),
  });

  await runStage(ask, {}, { confirm: async () => false });
  const { error } = await runStage(ask);

  assert.equal(answers, [false]);
  assert.is(await codeOf(Promise.reject(error)), 'CONFIRMATION_NEEDED');
});

test('a stage that goes on after its time, with a change under way, needs a person', async () => {
  const clock = fakeClock();
  const endless = stage({
    name: 'test.endless',
    timeoutMs: 1_000,
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        apply: () => new Promise<never>(() => undefined),
        observe: async () => ({ status: 'not-done' }),
      }),
    undo: () => undefined,
    observe: async () => ({ status: 'not-done' }),
  });
  const running = runPipeline(memoryRun(definePipeline('p', [endless]), { clock }));

  await clock.advance(1_000);
  await clock.advance(180_000);
  const record = await running;

  assert.is(record.error?.code, 'STAGE_IGNORED_ABORT');
  assert.is(record.exitCode, 4);
});

test('an undo that never ends is left, and needs a person', async () => {
  const clock = fakeClock();
  const sticky = makeThing(emptyWorld(), 'new');
  const body = { ...sticky.body, undo: () => new Promise<never>(() => undefined) };
  const running = runPipeline(memoryRun(definePipeline('p', [{ ...sticky, body }, failing()]), { clock }));

  await clock.advance(15 * 60_000);
  await clock.advance(10_000);
  const record = await running;

  assert.is(record.exitCode, 4);
  assert.is(record.stages[0]?.status, 'undo-failed');
});

test('a time limit longer than a timer can hold does not end at once', async () => {
  const patient = stage({
    name: 'test.patient',
    timeoutMs: 60 * 24 * 3_600_000,
    run: (_inputs, ctx) => ctx.clock.sleep(20, ctx.signal),
  });

  assert.is((await runStage(patient)).error, undefined);
});

test('a run leaves no listener on the signal it was given', async () => {
  const { signal } = new AbortController();
  const world = emptyWorld();

  await runPipeline({
    ...memoryRun(definePipeline('p', [makeThing(world, 'new'), fine])),
    signal,
    confirm: async () => true,
  });

  assert.is(getEventListeners(signal, 'abort').length, 0);
});

test.run();
