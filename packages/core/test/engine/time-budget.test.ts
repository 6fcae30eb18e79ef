// What must hold for the time a whole run is given. The times are shorter than a lease of the lock, which is not renewed here.
import { mock } from 'node:test';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import type { RunRecord } from '../../src/run.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { emptyWorld, makeThing, memoryRun, verifyThing } from './world.ts';
import { errors } from './test-errors.ts';

/** Waits until the run tells it to stop. */
const patient = stage({
  name: 'test.patient',
  run: (_inputs, ctx) =>
    new Promise<void>((_resolve, reject) => {
      ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason), { once: true });
    }),
});

/** Lets a run go as far as it comes, then time pass, step by step. */
async function passing(running: Promise<RunRecord>, steps: readonly number[]): Promise<RunRecord> {
  for (const ms of steps) {
    for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
    mock.timers.tick(ms);
  }
  return running;
}

async function withTimers(work: () => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  try {
    await work();
  } finally {
    mock.timers.reset();
  }
}

test('a run that uses up its time is stopped, takes back what it changed, and says so', () =>
  withTimers(async () => {
    const world = emptyWorld();
    const pipeline = definePipeline('p', [
      makeThing(world, 'new', 'old'),
      patient,
      verifyThing(world, ['old']),
    ]);

    const record = await passing(
      runPipeline(memoryRun(pipeline, { timeoutMs: 20_000, undoReserveMs: 5_000 })),
      [14_999, 1],
    );

    assert.is(record.error?.code, 'RUN_TIMED_OUT');
    assert.match(record.error?.message ?? '', 'after 15 s of its 20 s');
    assert.is(record.exitCode, 3);
    assert.equal(world.calls, ['undo new', 'verify old']);
    assert.is(world.made.size, 0);
  }));

test('a run that changed nothing in its time has failed, and nothing stands', () =>
  withTimers(async () => {
    const record = await passing(
      runPipeline(memoryRun(definePipeline('p', [patient]), { timeoutMs: 40_000 })),
      // A quarter is kept unless another reserve is named.
      [29_999, 1],
    );

    assert.is(record.error?.code, 'RUN_TIMED_OUT');
    assert.is(record.exitCode, 1);
  }));

test('an undo has its reserve also when the stages stopped late, and no more', () =>
  withTimers(async () => {
    const world = emptyWorld();
    const made = makeThing(world, 'new');
    const body = { ...made.body, undo: () => new Promise<never>(() => undefined) };
    const deaf = stage({ name: 'test.deaf', run: () => new Promise<void>(() => undefined) });
    const running = runPipeline(
      memoryRun(definePipeline('p', [{ ...made, body }, deaf]), { timeoutMs: 12_000, undoReserveMs: 4_000 }),
    );
    let over = false;
    void running.then(() => (over = true));

    // 8 s of stages, 10 s of patience with the deaf one, then the reserve of 4 s, then 10 s of patience with the undo.
    for (const ms of [8_000, 10_000, 4_000, 9_999]) {
      for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
      mock.timers.tick(ms);
    }
    for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
    assert.not.ok(over);
    const record = await passing(running, [1]);

    assert.is(record.exitCode, 4);
    assert.is(record.error?.code, 'RUN_TIMED_OUT');
    assert.is(record.stages[0]?.status, 'undo-failed');
    assert.match(JSON.stringify(record.stages[0]?.error), 'UNDO_TIMED_OUT');
  }));

test('a run within its time is not touched, and leaves no timer', async () => {
  const world = emptyWorld();
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

  const record = await runPipeline(
    memoryRun(definePipeline('p', [makeThing(world, 'new')]), { timeoutMs: 3_600_000 }),
  );

  assert.is(record.exitCode, 0);
  assert.is(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length, before);
});

test('a cancel that comes before the time is up keeps its own reason', async () => {
  const signal = AbortSignal.abort(errors.broken('cancelled', 130));

  const record = await runPipeline(
    memoryRun(definePipeline('p', [patient]), { signal, timeoutMs: 3_600_000 }),
  );

  assert.is(record.error?.code, 'TEST_BROKEN');
  assert.is(record.exitCode, 130);
});

test('a reserve that leaves the stages no time is refused before anything begins', async () => {
  const store = memoryStore();
  for (const [timeoutMs, undoReserveMs] of [
    [1_000, 1_000],
    [1_000, -1],
    [0, 0],
    [Number.NaN, 0],
  ] as const) {
    const options = memoryRun(definePipeline('p', [patient]), { store, timeoutMs, undoReserveMs });
    assert.is(await codeOf(runPipeline(options)), 'BUDGET_WRONG', `${timeoutMs} ${undoReserveMs}`);
  }
  assert.equal(await store.list(''), []);
});

test.run();
