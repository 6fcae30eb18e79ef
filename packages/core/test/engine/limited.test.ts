import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, limited, parallel, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { memoryRun } from './world.ts';
import { errors } from './test-errors.ts';

interface Gauge {
  now: number;
  most: number;
  readonly started: string[];
}

function gauge(): Gauge {
  return { now: 0, most: 0, started: [] };
}

/** A stage that counts how many of its kind run at the same time. */
function counting(at: Gauge, name: string, work: () => void = () => undefined) {
  return stage({
    name,
    async run(_inputs, ctx) {
      at.started.push(name);
      at.now += 1;
      at.most = Math.max(at.most, at.now);
      await ctx.clock.sleep(1);
      at.now -= 1;
      work();
    },
  });
}

test('a limited group runs no more than its limit at a time, in the order of the list', async () => {
  const at = gauge();
  const [a, b, c, d, e] = ['t.a', 't.b', 't.c', 't.d', 't.e'].map((name) => counting(at, name));
  assert.ok(a && b && c && d && e);
  const pipeline = definePipeline('p', [limited(2, parallel(a, b, c, d, e))]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 0, record.error?.message);
  assert.is(at.most, 2);
  assert.equal(at.started, ['t.a', 't.b', 't.c', 't.d', 't.e']);
});

test('a group without a limit, or with a larger one than it has members, runs all at once', async () => {
  const at = gauge();
  const group = parallel(counting(at, 't.a'), counting(at, 't.b'), counting(at, 't.c'));

  for (const pipeline of [definePipeline('p', [group]), definePipeline('p', [limited(9, group)])]) {
    at.most = 0;
    await runPipeline(memoryRun(pipeline));

    assert.is(at.most, 3);
  }
});

test('a member that fails does not keep the waiting ones from running: all problems are reported', async () => {
  const at = gauge();
  const broken = (name: string) =>
    counting(at, name, () => {
      throw errors.broken(name);
    });
  const pipeline = definePipeline('p', [
    limited(1, parallel(broken('t.a'), counting(at, 't.b'), broken('t.c'))),
  ]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.error?.code, 'STAGES_FAILED');
  assert.match(record.error?.message ?? '', 't.a, t.c');
  assert.equal(
    record.stages.map(({ status }) => status),
    ['failed', 'succeeded', 'failed'],
  );
});

test('a cancel starts no member that was waiting', async () => {
  const at = gauge();
  const controller = new AbortController();
  const first = counting(at, 't.a', () => controller.abort(errors.broken('cancelled', 130)));
  const pipeline = definePipeline('p', [
    limited(1, parallel(first, counting(at, 't.b'), counting(at, 't.c'))),
    counting(at, 't.d'),
  ]);

  const record = await runPipeline(memoryRun(pipeline, { signal: controller.signal }));

  assert.is(record.exitCode, 130);
  assert.equal(at.started, ['t.a']);
  assert.equal(
    record.stages.map(({ status }) => status),
    ['succeeded', 'skipped', 'skipped', 'skipped'],
  );
});

test('a member that ends the run early has those skipped that were waiting', async () => {
  const at = gauge();
  const done = stage({ name: 't.done', run: (_inputs, ctx) => ctx.finish('nothing to do') });
  const options = memoryRun(definePipeline('p', [limited(1, parallel(done, counting(at, 't.b')))]));

  const record = await runPipeline(options);

  assert.is(record.exitCode, 0);
  assert.equal(at.started, []);
  assert.ok(options.seen.some((event) => event.type === 'stage.skipped' && event.reason === 'nothing to do'));
});

test('when the journal fails, no waiting member is started and none is left running', async () => {
  const at = gauge();
  const memory = memoryStore();
  const store = {
    ...memory,
    append: (...args: Parameters<typeof memory.append>) =>
      args[1].some((line) => line.includes('"stage.succeeded"'))
        ? Promise.reject(errors.broken('the disk', 4))
        : memory.append(...args),
  };
  const group = parallel(counting(at, 't.a'), counting(at, 't.b'), counting(at, 't.c'), counting(at, 't.d'));
  const pipeline = definePipeline('p', [limited(2, group)]);

  const record = await runPipeline(memoryRun(pipeline, { store }));

  assert.is(record.exitCode, 4);
  assert.is(at.now, 0);
  assert.equal(at.started, ['t.a', 't.b']);
});

test('a limit that would let nothing run is refused', () => {
  for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => limited(limit, parallel()),
      (error: unknown) => error instanceof Error && 'code' in error && error.code === 'GROUP_LIMIT',
      String(limit),
    );
  }
});

test.run();
