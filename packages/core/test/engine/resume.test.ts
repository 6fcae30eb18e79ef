// A run that is taken up again is still itself: its address, its parameters, its first error. And a run under way says so.
import { AsyncLocalStorage } from 'node:async_hooks';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, flag, stage, text } from '../../src/index.ts';
import type { StageContext, StateStore } from '../../src/index.ts';
import { readJournal, readRecord, resumeRun, runPipeline } from '../../src/run.ts';
import { markOpen, openRuns } from '../../src/engine/open-runs.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { emptyWorld, makeThing, memoryRun, verifyThing } from './world.ts';
import { errors } from './test-errors.ts';

/** A store that takes no line any more once one with this text was written: what a kill leaves behind. */
function diesAfter(mark: string, store: StateStore): StateStore {
  let dead = false;
  return {
    ...store,
    async append(key, lines, options) {
      if (dead) throw errors.broken('the disk', 4);
      dead = lines.some((line) => line.includes(mark));
      await store.append(key, lines, options);
    },
  };
}

/** What a run was resumed for. */
async function goalsOf(store: StateStore, runId: string): Promise<readonly string[]> {
  const goals: string[] = [];
  for await (const { event } of readJournal(store, runId))
    if (event.type === 'run.resumed') goals.push(event.goal);
  return goals;
}

/** Runs what belongs to no run. */
const outside = AsyncLocalStorage.snapshot();
const bugOfNobody = (): never => {
  throw new TypeError('a bug of nobody');
};

const elsewhere = { name: 'test', app: 'demo', url: 'https://elsewhere.example' };

test('a resumed run goes on at its own address and with its own parameters', async () => {
  const store = memoryStore();
  const seen: unknown[] = [];
  const world = emptyWorld();
  const looks = stage({
    name: 'test.looks',
    params: { deep: flag('deep'), to: text('WHERE', 'where') },
    run: (_inputs, ctx) => void seen.push([ctx.run.url, ctx.run.note, ctx.params.deep, ctx.params.to]),
  });
  const pipeline = definePipeline('p', [makeThing(world, 'new'), looks]);
  const environment = { name: 'test', app: 'demo', url: 'https://demo.example', note: 'a double' };
  await runPipeline({
    ...memoryRun(pipeline, { store: diesAfter('effect.outcome', store) }),
    environment,
    params: { deep: true, to: 'there' },
  });
  const [runId = ''] = await openRuns(store);
  seen.length = 0;

  const record = await resumeRun({
    ...memoryRun(pipeline, { store }),
    environment: elsewhere,
    runId,
    goal: 'finish',
  });

  assert.is(record.exitCode, 0, record.error?.message);
  assert.is(record.url, 'https://demo.example');
  assert.is(record.note, 'a double');
  assert.equal(seen, [['https://demo.example', 'a double', true, 'there']]);
});

test('a run that was killed before its first event is ended, and not started with other params', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const runId = '20260101-000000-00000001';
  await markOpen(store, runId, '2026-01-01T00:00:00.000Z');

  const record = await resumeRun({
    ...memoryRun(definePipeline('p', [makeThing(world, 'new')]), { store }),
    runId,
    goal: 'finish',
  });

  assert.is(record.exitCode, 1);
  assert.is(record.error?.code, 'RUN_DIED');
  assert.is(world.made.size, 0);
});

test('a run that died while it took back keeps the error it failed with, and its exit code', async () => {
  for (const [exitCode, ending] of [
    [1, 1],
    [6, 6],
  ] as const) {
    const store = memoryStore();
    const world = emptyWorld();
    const fails = stage({
      name: 'test.fails',
      run() {
        throw errors.broken('the suite', exitCode);
      },
    });
    const pipeline = definePipeline('p', [makeThing(world, 'new'), fails]);
    await runPipeline(memoryRun(pipeline, { store: diesAfter('run.unwinding', store) }));
    const [runId = ''] = await openRuns(store);

    const record = await resumeRun({ ...memoryRun(pipeline, { store }), runId, goal: 'finish' });

    assert.is(record.error?.code, 'TEST_BROKEN');
    assert.is(record.error?.message, 'the suite is broken');
    assert.equal(await goalsOf(store, runId), ['undo']);
    assert.is(record.exitCode, ending);
    assert.is(world.made.size, 0);
  }
});

test('a run that died right after something threw is taken back with that error, also when it was to be finished', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  let tries = 0;
  const throws = stage({
    name: 'test.throws',
    run: (_inputs, ctx) => {
      tries += 1;
      if (tries > 1) return undefined;
      outside(() => setTimeout(bugOfNobody, 1));
      return ctx.clock.sleep(60_000, ctx.signal);
    },
  });
  const pipeline = definePipeline('p', [makeThing(world, 'new'), throws]);
  await runPipeline(memoryRun(pipeline, { store: diesAfter('run.threw', store) }));
  const [runId = ''] = await openRuns(store);

  const record = await resumeRun({ ...memoryRun(pipeline, { store }), runId, goal: 'finish' });

  assert.is(record.error?.code, 'UNCAUGHT_ERROR');
  assert.is(record.exitCode, 1);
  assert.is(world.made.size, 0);
});

test('a verification by a killed process is repeated', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const pipeline = definePipeline('p', [makeThing(world, 'new', 'old'), verifyThing(world, ['old'])]);
  await runPipeline(memoryRun(pipeline, { store: diesAfter('verify.succeeded', store) }));
  const [runId = ''] = await openRuns(store);

  const record = await resumeRun({ ...memoryRun(pipeline, { store }), runId, goal: 'undo' });

  assert.is(record.exitCode, 3);
  assert.equal(world.calls, ['verify new', 'undo new', 'verify old', 'undo new', 'verify old']);
});

test('a run under way has status running, no exit code, and says what it is doing and since when', async () => {
  const store = memoryStore();
  const clock = fakeClock({ start: '2026-03-01T10:00:00Z' });
  const told: unknown[] = [];
  const look = async ({ run }: StageContext): Promise<void> => {
    await clock.advance(23_000);
    told.push(await readRecord(store, run.id, clock));
  };
  const world = emptyWorld();
  const looks = stage({ name: 'test.looks', run: (_inputs, ctx) => look(ctx) });
  const later = stage({ name: 'test.later', run: () => undefined });

  for (const elements of [
    definePipeline('p', [makeThing(world, 'new'), looks, later]),
    definePipeline('reads', [looks, later]),
  ]) {
    const record = await runPipeline(memoryRun(elements, { store, clock }));
    assert.is((await readRecord(store, record.runId)).status, 'succeeded');
  }

  for (const record of told as Awaited<ReturnType<typeof readRecord>>[]) {
    assert.is(record.status, 'running');
    assert.not.ok('exitCode' in record);
    assert.not.ok('endedAt' in record);
    if (record.status !== 'running') return;
    assert.is(record.activity[0]?.stage, 'test.looks');
    assert.is(record.activity[0]?.doing, 'run');
    assert.is(
      record.durationMs,
      Date.parse(record.activity[0]?.since ?? '') - Date.parse(record.startedAt) + 23_000,
    );
    assert.equal(
      record.stages.slice(-2).map(({ name, status }) => [name, status]),
      [
        ['test.looks', 'running'],
        ['test.later', 'waiting'],
      ],
    );
  }
  assert.is(told.length, 2);
});

test('a run whose process is gone is not under way', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const pipeline = definePipeline('p', [makeThing(world, 'new')]);
  await runPipeline(memoryRun(pipeline, { store: diesAfter('effect.intent', store) }));
  const [runId = ''] = await openRuns(store);

  const record = await readRecord(store, runId);

  assert.is(record.status, 'needs-attention');
  assert.equal(
    record.stages.map(({ status }) => status),
    ['cancelled'],
  );
});

test('a person who declines cancels the run: exit code 130, and no stage has failed', async () => {
  const asks = stage({
    name: 'test.asks',
    run: async (_inputs, ctx) => {
      if (!(await ctx.confirm('sure?'))) ctx.decline('release 7 still serves, and is broken');
    },
  });
  const never = stage({ name: 'test.never', run: () => undefined });

  const record = await runPipeline({
    ...memoryRun(definePipeline('p', [asks, never])),
    confirm: async () => false,
  });

  assert.is(record.exitCode, 130);
  assert.is(record.status, 'cancelled');
  assert.is(record.error?.code, 'DECLINED');
  assert.match(record.error?.message ?? '', 'release 7 still serves, and is broken');
  assert.equal(
    record.stages.map(({ status }) => status),
    ['cancelled', 'skipped'],
  );
});

test.run();
