// JavaScript throws anything: undefined, objects without a text, errors whose message throws. None of it ends the process, passes for a success or keeps an undo from running.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DeployError, definePipeline, stage } from '../../src/index.ts';
import { lockStatus, runPipeline } from '../../src/run.ts';
import { memoryStore, rejects } from '../../src/testing/index.ts';
import { emptyWorld, makeThing, memoryRun } from './world.ts';

const unreadable = (member: 'name' | 'message'): Error =>
  Object.defineProperty(new Error('x'), member, {
    get() {
      throw new Error('a getter threw');
    },
  });

const gathersItself = new DeployError('TEST_CIRCLE', 'a circle', { problems: [] });
Object.assign(gathersItself, { problems: [gathersItself] });

const ODD: Readonly<Record<string, unknown>> = {
  undefined,
  null: null,
  'a symbol': Symbol('x'),
  'an object without a text': Object.create(null),
  'an error whose message throws': unreadable('message'),
  'an error whose name throws': unreadable('name'),
  'an error that gathers itself': gathersItself,
  'an error with the name of ours': Object.assign(new Error('x'), {
    name: 'DeployError',
    code: 1n,
    problems: 'no',
  }),
};

for (const [what, value] of Object.entries(ODD)) {
  const throwIt = (): never => {
    // oxlint-disable-next-line typescript/only-throw-error -- libraries do
    throw value;
  };

  test(`a stage that throws ${what} fails, and what was changed is taken back`, async () => {
    const world = emptyWorld();
    const throws = stage({ name: 'test.throws', run: throwIt });

    const record = await runPipeline(memoryRun(definePipeline('p', [makeThing(world, 'new'), throws])));

    assert.is(record.exitCode, 1, record.error?.message);
    assert.is(world.made.size, 0);
  });

  test(`a callback of nobody that throws ${what} fails the run, and not the process`, async () => {
    const world = emptyWorld();
    const store = memoryStore();
    const waits = stage({
      name: 'test.waits',
      run: (_inputs, { signal }) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    });
    setTimeout(throwIt, 20);

    const record = await runPipeline(
      memoryRun(definePipeline('p', [makeThing(world, 'new'), waits]), { store }),
    );

    assert.is(record.error?.code, 'UNCAUGHT_ERROR');
    assert.is(record.exitCode, 1, record.error?.message);
    assert.is(world.made.size, 0);
    assert.is((await lockStatus(store))?.held, false);
  });

  test(`an undo that throws ${what} needs a person`, async () => {
    const stuck = stage({
      name: 'test.stuck',
      async run(_inputs, ctx) {
        await ctx.effect('x', {
          describe: 'x',
          apply: async () => null,
          observe: async () => ({ status: 'not-done' }),
        });
        throw new TypeError('the first error');
      },
      undo: throwIt,
    });

    const record = await runPipeline(memoryRun(definePipeline('p', [stuck])));

    assert.is(record.exitCode, 4);
    assert.match(record.error?.message ?? '', 'the first error');
  });

  test(`a listener that throws ${what} changes nothing`, async () => {
    const fine = stage({ name: 'test.fine', run: () => new Promise<void>((done) => setTimeout(done, 5)) });
    const bad = [
      { name: 'throws', handle: throwIt },
      { name: 'rejects', handle: async () => throwIt() },
      { name: 'opens', open: throwIt },
    ];
    const options = memoryRun(definePipeline('p', [fine]));

    const record = await runPipeline({ ...options, listeners: [...(options.listeners ?? []), ...bad] });

    assert.is(record.exitCode, 0, record.error?.message);
    const failed = options.seen.flatMap((event) =>
      event.type === 'listener.failed' ? [event.listener] : [],
    );
    assert.equal(failed.sort(), ['opens', 'rejects', 'throws']);
  });

  for (const operation of ['list', 'create', 'append'] as const) {
    test(`a run is no success when ${operation} of its store rejects with ${what}`, async () => {
      const store = { ...memoryStore(), [operation]: async () => throwIt() };
      const options = memoryRun(definePipeline('p', [makeThing(emptyWorld(), 'new')]), { store });

      await rejects(runPipeline(options));

      const end = options.seen.at(-1);
      assert.is(end?.type === 'run.ended' && end.exitCode, 70);
    });
  }
}

test.run();
