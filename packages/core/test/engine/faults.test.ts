// What must hold when something beside the plan goes wrong: the journal, the lock, a listener, or the stage itself.
import { mock } from 'node:test';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, parallel, stage, when } from '../../src/index.ts';
import { readRecord, resumeRun, runPipeline } from '../../src/run.ts';
import type { StateStore } from '../../src/index.ts';
import type { RunRecord } from '../../src/run.ts';
import { openRuns } from '../../src/engine/open-runs.ts';
import { memoryStore, rejects } from '../../src/testing/index.ts';
import { manualClock } from '../manual-clock.ts';
import { emptyWorld, makeThing, memoryRun, verifyThing } from './world.ts';
import { errors } from './test-errors.ts';

const fine = stage({ name: 'test.fine', run: () => undefined });

/** A store whose appends fail once a line with this text is to be written. */
function fullAt(text: string, store: StateStore = memoryStore()): StateStore {
  return {
    ...store,
    append: (key, lines, options) =>
      lines.some((line) => line.includes(text))
        ? Promise.reject(errors.broken('the disk', 4))
        : store.append(key, lines, options),
  };
}

test('a condition that throws fails its stage, and what was changed is taken back', async () => {
  const world = emptyWorld();
  const condition = (): never => {
    throw new TypeError('condition bug');
  };
  const pipeline = definePipeline('p', [makeThing(world, 'new'), when(condition, fine)]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.error?.code, 'STAGE_THREW');
  assert.is(record.exitCode, 1);
  assert.is(world.made.size, 0);
});

test('a run that gets no lock still has a story, and can be read about', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const inside: RunRecord[] = [];
  const blocked = memoryRun(definePipeline('p', [makeThing(emptyWorld(), 'x')]), { store });
  const holds = stage({
    name: 'test.hold',
    run: async () => void inside.push(await runPipeline(blocked)),
  });

  await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new'), holds]), { store }));

  const [record] = inside;
  assert.is(record?.exitCode, 5);
  assert.is(record?.status, 'locked');
  assert.match(record?.error?.message ?? '', '(p, in stage test.hold) holds the lock since');
  assert.equal(
    blocked.seen.map(({ type }) => type),
    ['run.started', 'run.ended'],
  );
  assert.equal(await readRecord(store, record?.runId ?? ''), record);
});

test('a journal that cannot be written fails the run, leaves no stage running, and leaves the run to the next one', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  let running = 0;
  const slow = stage({
    name: 'test.slow',
    async run(_inputs, ctx) {
      running += 1;
      await ctx.clock.sleep(30);
      running -= 1;
    },
  });
  const spoils = stage({
    name: 'test.spoils',
    run: (_inputs, ctx) => ctx.log.info('the last straw'),
  });
  const pipeline = definePipeline('p', [makeThing(world, 'new'), parallel(spoils, slow)]);

  const record = await runPipeline(memoryRun(pipeline, { store: fullAt('the last straw', store) }));

  assert.is(record.exitCode, 4);
  assert.is(record.error?.code, 'TEST_BROKEN');
  assert.is(running, 0);
  assert.is((await openRuns(store)).length, 1);

  const next = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new'), fine]), { store }));
  assert.is(next.exitCode, 0);
  assert.equal(world.calls, ['undo new']);
  assert.equal(await openRuns(store), []);
});

test('a verdict that cannot be written needs a person, and the next run settles it', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const pipeline = definePipeline('p', [makeThing(world, 'new')]);

  const record = await runPipeline(memoryRun(pipeline, { store: fullAt('"run.ended"', store) }));

  assert.is(record.exitCode, 4);
  assert.is(record.error?.code, 'TEST_BROKEN');
  const [runId = ''] = await openRuns(store);
  assert.match(record.error?.hint ?? '', `resume the run: \`paintbox-deploy resume ${runId} --env`);
  assert.is((await resumeRun({ ...memoryRun(pipeline, { store }), runId, goal: 'undo' })).exitCode, 0);
  assert.ok(world.made.has('new'));
});

test('a holder that slept past its lease changes nothing more, and writes nothing more', async () => {
  const store = memoryStore();
  const clock = manualClock();
  const world = emptyWorld();
  const sleeps = stage({ name: 'test.sleeps', run: () => clock.pass(60_000) });
  const second = { ...makeThing(world, 'second'), name: 'test.second', provides: [] } as const;
  const pipeline = definePipeline('p', [
    makeThing(world, 'first'),
    sleeps,
    { ...second, body: { ...second.body, provides: {}, run: second.body.run } },
  ]);
  const options = memoryRun(pipeline, { store, clock });

  const record = await runPipeline(options);

  assert.is(record.exitCode, 4);
  assert.is(record.error?.code, 'LOCK_LOST');
  assert.equal([...world.made], ['first']);
  // The journal ends where the lease did, and the next run takes the change back.
  const [runId = ''] = await openRuns(store);
  assert.match(record.error?.hint ?? '', `resume the run: \`paintbox-deploy resume ${runId} --env`);
  const left = await readRecord(store, runId);
  assert.ok(left.status !== 'running' && left.endedAt < record.endedAt);
  const again = definePipeline('p', [makeThing(world, 'first')]);
  const next = await runPipeline(memoryRun(again, { store, clock }));
  assert.is(next.exitCode, 0, next.error?.message);
  assert.equal(world.calls, ['undo first']);
});

test('a holder that was paused inside a write and continues after its run is settled breaks nothing', async () => {
  const store = memoryStore();
  const clock = manualClock();
  const world = emptyWorld();
  const paused = Promise.withResolvers<void>();
  const wakes = Promise.withResolvers<void>();
  const pausing: StateStore = {
    ...store,
    async append(key, lines, options) {
      if (lines.some((line) => line.includes('"effect.intent"') && line.includes('make second'))) {
        paused.resolve();
        await wakes.promise;
      }
      return store.append(key, lines, options);
    },
  };
  const pipeline = definePipeline('p', [
    makeThing(world, 'first'),
    stage({
      name: 'test.second',
      irreversible: 'a test',
      run: (_inputs, ctx) =>
        ctx.effect('make', {
          describe: 'make second',
          apply: async () => void world.made.add('second'),
          observe: async () => ({ status: 'not-done' }),
        }),
    }),
  ]);

  const running = runPipeline(memoryRun(pipeline, { store: pausing, clock }));
  await paused.promise;
  clock.pass(60_000);
  const [runId = ''] = await openRuns(store);
  const settled = await resumeRun({ ...memoryRun(pipeline, { store, clock }), runId, goal: 'undo' });
  wakes.resolve();
  const late = await running;

  assert.is(late.error?.code, 'LOCK_LOST');
  assert.equal([...world.made], []);
  assert.equal(await readRecord(store, runId), settled);
  assert.equal(await openRuns(store), []);
});

test('an undo of a run whose stage is gone from the pipeline needs a person', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const old = definePipeline('p', [makeThing(world, 'new')]);
  await runPipeline(memoryRun(old, { store: fullAt('"stage.succeeded"', store) }));
  const [runId = ''] = await openRuns(store);

  const now = definePipeline('p', [fine]);
  const record = await resumeRun({ ...memoryRun(now, { store }), runId, goal: 'undo' });

  assert.is(record.exitCode, 4);
  assert.ok(world.made.has('new'));
});

test('a broken journal of a dead run is said once, and does not stand in the way for ever', async () => {
  const store = memoryStore();
  const pipeline = definePipeline('p', [makeThing(emptyWorld(), 'new')]);
  await store.create('open/20260101-000000-dead', '2026-01-01T00:00:00.000Z');
  await store.append('runs/20260101-000000-dead.jsonl', ['garbage'], { durable: true });

  const first = await runPipeline(memoryRun(pipeline, { store }));
  const second = await runPipeline(memoryRun(pipeline, { store }));

  assert.is(first.error?.code, 'JOURNAL_BROKEN');
  assert.is(first.exitCode, 4);
  assert.is(second.exitCode, 0);
});

test('a run that ended early, and was killed before its verdict, is not continued', async () => {
  const store = memoryStore();
  const world = emptyWorld();
  const done = stage({ name: 'test.done', run: (_inputs, ctx) => ctx.finish('') });
  const pipeline = definePipeline('p', [done, makeThing(world, 'new')]);
  await runPipeline(memoryRun(pipeline, { store: fullAt('"stage.skipped"', store) }));
  const [runId = ''] = await openRuns(store);

  const record = await resumeRun({ ...memoryRun(pipeline, { store }), runId, goal: 'finish' });

  assert.is(record.exitCode, 0);
  assert.is(world.made.size, 0);
});

test('listeners that hang or are slow cost the run their budget and no more', async () => {
  const heard: string[] = [];
  const listeners = [
    { name: 'hangs', handle: () => new Promise<void>(() => undefined) },
    { name: 'heard', handle: (event: { type: string }) => void heard.push(event.type) },
    {
      name: 'fails late',
      handle: (event: { type: string }) =>
        event.type === 'run.ended' ? Promise.reject(new Error('listener bug')) : undefined,
      close: () => new Promise<void>(() => undefined),
    },
  ] as const;
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const running = runPipeline({ ...memoryRun(definePipeline('p', [fine])), listeners });
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    mock.timers.tick(9_999);
    let over = false;
    void running.then(() => (over = true));
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    assert.not.ok(over);
    mock.timers.tick(1);

    assert.is((await running).exitCode, 0);
    // Said after the verdict, because only then it was known.
    assert.equal(heard.slice(-2), ['run.ended', 'listener.failed']);
  } finally {
    mock.timers.reset();
  }
});

test('events of a stage after its time limit are not part of the run', async () => {
  let late: (() => void) | undefined;
  const talks = stage({
    name: 'test.talks',
    run(_inputs, ctx) {
      late = () => ctx.log.info('too late');
    },
  });
  const options = memoryRun(definePipeline('p', [talks]));

  const record = await runPipeline(options);
  late?.();

  assert.is(options.seen.at(-1)?.type, 'run.ended');
  assert.equal(await readRecord(options.store, record.runId), record);
});

test('a verifying stage is tried again after an undo, as it is in the run', async () => {
  const world = emptyWorld();
  let tries = 0;
  const good = verifyThing(world, ['old']);
  const flaky = {
    ...good,
    body: {
      ...good.body,
      retry: { retries: 1, minDelayMs: 1 },
      run: (...args: Parameters<typeof good.body.run>) => {
        tries += 1;
        if (tries === 2) throw errors.flaky();
        return good.body.run(...args);
      },
    },
  };

  const record = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new', 'old'), flaky])));

  assert.is(record.exitCode, 3, record.error?.message);
  assert.is(tries, 3);
});

test('a fault of the engine itself ends the run, closes the listeners, and is thrown', async () => {
  const clock = { ...manualClock(), now: (): number => Date.now() };
  const closed: string[] = [];
  const store: StateStore = { ...memoryStore(), list: () => Promise.reject(new TypeError('engine bug')) };
  const options = memoryRun(definePipeline('p', [makeThing(emptyWorld(), 'x')]), { store, clock });

  const error = await rejects(
    runPipeline({
      ...options,
      listeners: [
        ...(options.listeners ?? []),
        { name: 'closes', handle: () => undefined, close: async () => void closed.push('closed') },
      ],
    }),
  );

  assert.match(String(error), /engine bug/);
  assert.equal(closed, ['closed']);
  const end = options.seen.at(-1);
  assert.is(end?.type === 'run.ended' && end.exitCode, 70);
});

test.run();
