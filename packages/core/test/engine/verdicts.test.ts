import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeployError, definePipeline, parallel, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { emptyWorld, makeThing, memoryRun, verifyThing } from './world.ts';
import { errors } from './test-errors.ts';

test('a pipeline whose stages all succeed ends with 0 and a record of each', async () => {
  const world = emptyWorld();
  const pipeline = definePipeline('deploy', [makeThing(world, 'new'), verifyThing(world, ['new'])]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 0);
  assert.is(record.status, 'succeeded');
  assert.equal(
    record.stages.map(({ name, status, attempts }) => [name, status, attempts]),
    [
      ['test.make', 'succeeded', 1],
      ['test.verify', 'succeeded', 1],
    ],
  );
});

test('a failed verification undoes the change, verifies what was put back, and ends with 3', async () => {
  const world = emptyWorld();
  const pipeline = definePipeline('deploy', [makeThing(world, 'new', 'old'), verifyThing(world, ['old'])]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 3);
  assert.is(record.status, 'rolled-back');
  assert.equal(world.calls, ['verify new', 'undo new', 'verify old']);
  assert.is(record.stages[0]?.status, 'undone');
  assert.is(record.error?.code, 'TEST_BROKEN');
});

test('a rollback that does not pass the same verification needs a person', async () => {
  const world = emptyWorld();
  const pipeline = definePipeline('deploy', [makeThing(world, 'new', 'old'), verifyThing(world, [])]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 4);
  assert.is(record.status, 'needs-attention');
});

test('an undo that leaves nothing to verify, and is observed, ends with 1', async () => {
  const world = emptyWorld();
  const pipeline = definePipeline('deploy', [makeThing(world, 'new'), verifyThing(world, [])]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 1);
  assert.equal(world.calls, ['verify new', 'undo new']);
  assert.is(world.made.size, 0);
});

test('an undo that neither observing nor verifying proves needs a person', async () => {
  const unproven = stage({
    name: 'test.unproven',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        apply: async () => null,
        observe: async () => ({ status: 'not-done' }),
      }),
    undo: () => undefined,
  });
  const fail = stage({
    name: 'test.fail',
    run() {
      throw errors.broken('it');
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('deploy', [unproven, fail])));

  assert.is(record.exitCode, 4);
});

test('an undo after which the change still stands needs a person', async () => {
  const world = emptyWorld();
  const sticky = { ...makeThing(world, 'new') };
  const body = { ...sticky.body, undo: () => undefined };
  const pipeline = definePipeline('deploy', [{ ...sticky, body }, verifyThing(world, [])]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 4);
  assert.is(record.stages[0]?.status, 'undo-failed');
  assert.is(record.stages[0]?.error?.code, 'UNDO_FAILED');
});

test('with noRollback a failed change is left standing and needs a person', async () => {
  const world = emptyWorld();
  const pipeline = definePipeline('deploy', [makeThing(world, 'new', 'old'), verifyThing(world, ['old'])]);

  const record = await runPipeline({ ...memoryRun(pipeline), noRollback: true });

  assert.is(record.exitCode, 4);
  assert.ok(world.made.has('new'));
});

test('a failure before any change ends with the exit code of its error', async () => {
  const fail = stage({
    name: 'test.fail',
    run() {
      throw errors.broken('it', 2);
    },
  });

  assert.is((await runPipeline(memoryRun(definePipeline('deploy', [fail])))).exitCode, 2);
});

test('an inconclusive verdict undoes the change and ends with 6', async () => {
  const world = emptyWorld();
  const doubt = stage({
    name: 'test.doubt',
    run() {
      throw errors.broken('nobody knows', 6);
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('deploy', [makeThing(world, 'new'), doubt])));

  assert.is(record.exitCode, 6);
  assert.is(record.status, 'inconclusive');
  assert.is(world.made.size, 0);
});

test('a group lets all its members finish and reports every problem', async () => {
  const failing = (name: string) =>
    stage({
      name,
      run() {
        throw errors.broken(name);
      },
    });
  const pipeline = definePipeline('deploy', [parallel(failing('a.one'), failing('b.two'))]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 1);
  assert.is(record.error?.code, 'STAGES_FAILED');
  assert.equal(
    record.error?.problems?.map(({ message }) => message),
    ['a.one is broken', 'b.two is broken'],
  );
});

test('finish ends the run well and skips the rest with the reason', async () => {
  const done = stage({ name: 'test.done', run: (_inputs, ctx) => ctx.finish('nothing to do') });
  const never = stage({
    name: 'test.never',
    run() {
      throw errors.broken('it');
    },
  });

  const options = memoryRun(definePipeline('deploy', [done, never]));
  const record = await runPipeline(options);

  assert.is(record.exitCode, 0);
  assert.is(record.stages[1]?.status, 'skipped');
  const skipped = options.seen.find((event) => event.type === 'stage.skipped');
  assert.is(skipped?.reason, 'nothing to do');
});

test('a cancelled run unwinds and ends with the exit code of the reason', async () => {
  const world = emptyWorld();
  const controller = new AbortController();
  const wait = stage({
    name: 'test.wait',
    async run(_inputs, ctx) {
      controller.abort(new DeployError('CANCELLED', 'SIGTERM', { exitCode: 143 }));
      await ctx.clock.sleep(60_000, ctx.signal);
    },
  });
  const pipeline = definePipeline('deploy', [makeThing(world, 'new'), wait]);

  const record = await runPipeline({ ...memoryRun(pipeline), signal: controller.signal });

  assert.is(record.exitCode, 143);
  assert.is(record.status, 'cancelled');
  assert.is(world.made.size, 0);
  assert.is(record.stages[1]?.status, 'cancelled');
});

test.run();
