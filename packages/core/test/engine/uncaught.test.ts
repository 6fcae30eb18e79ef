// Whatever throws while a run is open, and wherever: the run is ended, taken back and judged; the process lives.
import { EventEmitter } from 'node:events';
import { createServer, connect } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import type { Listener, StageContext } from '../../src/index.ts';
import { isRunOpen, lockStatus, planPipeline, runPipeline } from '../../src/run.ts';
import { memoryStore, runStage } from '../../src/testing/index.ts';
import { emptyWorld, makeThing, memoryRun, verifyThing } from './world.ts';

const bug = (): never => {
  throw new TypeError('x is not a function');
};

/** Waits for what never comes, unless it is told to stop. */
function forever({ signal }: StageContext): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Waits for what never comes, whatever it is told. */
const stubborn = (): Promise<never> => new Promise(() => undefined);

/** Started outside of every run, so that nothing says whose its callbacks are. */
async function strangeServer(onData: () => void): Promise<Server> {
  const server = createServer((socket) => socket.on('data', onData).on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const WAYS: Readonly<Record<string, () => unknown>> = {
  'in a timer': () => setTimeout(bug, 1),
  'in an immediate': () => setImmediate(bug),
  'in a promise nobody awaits': () => void Promise.resolve().then(bug),
  'in an event handler': () => setTimeout(() => new EventEmitter().on('x', bug).emit('x'), 1),
  'as an event called error': () =>
    setTimeout(() => new EventEmitter().emit('error', new TypeError('x is not a function')), 1),
};

for (const [where, throws] of Object.entries(WAYS)) {
  test(`a stage whose library throws ${where} fails at once, though it waits for an answer`, async () => {
    const world = emptyWorld();
    const store = memoryStore();
    const calls = stage({
      name: 'test.calls',
      run() {
        throws();
        return stubborn();
      },
    });

    const record = await runPipeline(
      memoryRun(definePipeline('p', [makeThing(world, 'new', 'old'), calls, verifyThing(world, ['old'])]), {
        store,
      }),
    );

    assert.is(record.exitCode, 3, record.error?.message);
    assert.is(record.error?.code, 'STAGE_THREW');
    assert.match(record.error?.message ?? '', 'test.calls');
    assert.match(record.error?.message ?? '', 'x is not a function');
    assert.is(world.made.size, 0);
    assert.is((await lockStatus(store))?.held, false);
  });
}

test('an uncaught error fails the run: it is stopped and taken back', async () => {
  const world = emptyWorld();
  const server = await strangeServer(bug);
  const calls = stage({
    name: 'test.calls',
    async run(_inputs, ctx) {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', () => undefined).write('hello');
      await forever(ctx).finally(() => socket.destroy());
    },
  });

  const options = memoryRun(definePipeline('p', [makeThing(world, 'new'), calls]));
  const record = await runPipeline(options);
  server.close();

  assert.is(record.exitCode, 1, record.error?.message);
  assert.is(record.error?.code, 'UNCAUGHT_ERROR');
  assert.match(record.error?.message ?? '', 'TypeError: x is not a function');
  assert.is(world.made.size, 0);
  assert.is(options.seen.filter(({ type }) => type === 'run.threw').length, 1);
});

for (const [came, exitCode] of [
  [true, 1],
  [false, 1],
] as const) {
  test(`the outcome of a change whose callback throws is observed: it was ${came ? '' : 'not '}made`, async () => {
    const world = emptyWorld();
    const changes = stage({
      name: 'test.changes',
      run: async (_inputs, ctx) =>
        void (await ctx.effect('x', {
          describe: 'x',
          apply() {
            if (came) world.made.add('x');
            setTimeout(bug, 1);
            return stubborn();
          },
          observe: async () =>
            world.made.has('x') ? { status: 'done', value: null } : { status: 'not-done' },
        })),
      undo: () => void world.made.delete('x'),
      observe: async () => (world.made.has('x') ? { status: 'done', value: null } : { status: 'not-done' }),
    });

    const options = memoryRun(definePipeline('p', [changes]));
    const record = await runPipeline(options);

    assert.is(record.exitCode, exitCode, record.error?.message);
    assert.is(record.error?.code, 'STAGE_THREW');
    assert.is(record.stages[0]?.status, came ? 'undone' : 'failed');
    assert.is(world.made.size, 0);
    const outcome = options.seen.find((event) => event.type === 'effect.outcome');
    assert.is(outcome?.outcome, came ? 'done' : 'not-done');
  });
}

test('an undo whose library throws is an undo that failed', async () => {
  const world = emptyWorld();
  const made = makeThing(world, 'new');
  const undo = () => {
    setTimeout(bug, 1);
    return stubborn();
  };
  const fails = stage({ name: 'test.fails', run: bug });

  const record = await runPipeline(
    memoryRun(definePipeline('p', [{ ...made, body: { ...made.body, undo } }, fails])),
  );

  assert.is(record.exitCode, 4);
  assert.is(record.stages[0]?.status, 'undo-failed');
  assert.match(record.stages[0]?.error?.message ?? '', 'x is not a function');
});

test('an uncaught error during an undo does not stop the undo', async () => {
  const world = emptyWorld();
  const server = await strangeServer(bug);
  const made = makeThing(world, 'new');
  const undo: NonNullable<typeof made.body.undo> = async (outputs, inputs, ctx) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined).write('hello');
    await ctx.clock.sleep(50);
    socket.destroy();
    return made.body.undo?.(outputs, inputs, ctx);
  };
  const fails = stage({ name: 'test.fails', run: bug });

  const options = memoryRun(definePipeline('p', [{ ...made, body: { ...made.body, undo } }, fails]));
  const record = await runPipeline(options);
  server.close();

  assert.is(record.exitCode, 1);
  assert.is(record.error?.code, 'STAGE_THREW');
  assert.is(world.made.size, 0);
  assert.is(options.seen.filter(({ type }) => type === 'run.threw').length, 1);
});

test('an uncaught error of a listener is a warning and changes nothing', async () => {
  const world = emptyWorld();
  const nervous: Listener = {
    name: 'nervous',
    handle: ({ type }) => void (type === 'stage.started' && setTimeout(bug, 1)),
  };
  const waits = stage({ name: 'test.waits', run: (_inputs, ctx) => ctx.clock.sleep(30) });
  const options = memoryRun(definePipeline('p', [makeThing(world, 'new'), waits]));

  const record = await runPipeline({ ...options, listeners: [...(options.listeners ?? []), nervous] });

  assert.is(record.exitCode, 0, record.error?.message);
  const failures = options.seen.flatMap((event) => (event.type === 'listener.failed' ? [event] : []));
  assert.equal(
    failures.map(({ listener, error }) => [listener, error.message]),
    [['nervous', 'TypeError: x is not a function']],
  );
});

test('an error that a stage throws after its end fails its own run', async () => {
  const world = emptyWorld();
  const leaves = stage({ name: 'test.leaves', run: () => void setTimeout(bug, 20) });
  const waits = stage({ name: 'test.waits', run: (_inputs, ctx) => forever(ctx) });

  const record = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new'), leaves, waits])));

  assert.is(record.error?.code, 'UNCAUGHT_ERROR');
  assert.is(record.exitCode, 1);
  assert.is(world.made.size, 0);
});

test('an uncaught error fails the run even when its last stage succeeds', async () => {
  const world = emptyWorld();
  const server = await strangeServer(bug);
  const calls = stage({
    name: 'test.calls',
    async run(_inputs, ctx) {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', () => undefined).write('hello');
      await ctx.clock.sleep(50);
      socket.destroy();
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new'), calls])));
  server.close();

  assert.is(record.error?.code, 'UNCAUGHT_ERROR');
  assert.is(record.exitCode, 1);
  assert.is(world.made.size, 0);
});

test('a stage that is tried alone, or planned, fails the same way', async () => {
  const calls = stage({
    name: 'test.calls',
    run() {
      setTimeout(bug, 1);
      return stubborn();
    },
  });

  const { error } = await runStage(calls);
  const plan = await planPipeline(memoryRun(definePipeline('p', [calls])));

  assert.match(String(error), "stage 'test.calls' threw TypeError: x is not a function");
  assert.equal(
    plan.problems.map(({ code }) => code),
    ['STAGE_THREW'],
  );
});

test('a process has our handlers only while a run is open', async () => {
  const count = (): number =>
    process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection');
  const before = count();
  let inside = 0;
  let open = false;
  const looks = stage({
    name: 'test.looks',
    run() {
      inside = count();
      open = isRunOpen();
    },
  });

  await Promise.all([1, 2].map(() => runPipeline(memoryRun(definePipeline('p', [looks])))));

  assert.is(inside, before + 2);
  assert.ok(open);
  assert.is(count(), before);
  assert.not.ok(isRunOpen());
});

test.run();
