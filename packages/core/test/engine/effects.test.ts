// Rules for effects: each is awaited, identified by its target, and observed only when its request may have been sent.
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, parallel, stage } from '../../src/index.ts';
import type { EffectContext, RunEvent } from '../../src/index.ts';
import { resumeRun, runPipeline } from '../../src/run.ts';
import { fakeClock, memoryStore, runStage } from '../../src/testing/index.ts';
import { openRuns } from '../../src/engine/open-runs.ts';
import { codeOf } from '../codes.ts';
import { shelf } from './shelf.ts';
import { memoryRun } from './world.ts';
import { errors } from './test-errors.ts';

function of<T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
): readonly Extract<RunEvent, { readonly type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { readonly type: T }> => event.type === type);
}

test('an effect that was not awaited fails its stage, is named, and has its outcome', async () => {
  const { made, put } = shelf();
  const careless = stage({
    name: 'test.careless',
    irreversible: 'test',
    run(_inputs, ctx) {
      void ctx.effect(
        'put',
        put('a lamp', () => new Promise((resolve) => setTimeout(resolve, 30))),
      );
    },
  });

  const { error, events } = await runStage(careless);

  assert.is(await codeOf(Promise.reject(error)), 'EFFECT_NOT_AWAITED');
  assert.match(
    String(error),
    "stage 'test.careless' ended while it was still changing something: put a lamp there",
  );
  assert.equal(made, ['a lamp']);
  assert.is(of(events, 'effect.outcome')[0]?.outcome, 'done');
});

test('the change of an effect that was not awaited is taken back', async () => {
  const { made, put } = shelf();
  const careless = stage({
    name: 'test.careless',
    run(_inputs, ctx) {
      void ctx.effect('put', put('a lamp'));
    },
    undo: () => void made.splice(0),
    observe: async () => (made.length > 0 ? { status: 'done', value: null } : { status: 'not-done' }),
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [careless])));

  assert.is(record.error?.code, 'EFFECT_NOT_AWAITED');
  assert.is(record.exitCode, 1);
  assert.equal(made, []);
});

test('an effect that is left and never ends is in doubt, and a person is needed', async () => {
  const clock = fakeClock();
  const { put } = shelf();
  const careless = stage({
    name: 'test.careless',
    run(_inputs, ctx) {
      void ctx.effect(
        'put',
        put('a lamp', () => new Promise(() => undefined)),
      );
    },
    undo: () => undefined,
    observe: async () => ({ status: 'not-done' }),
  });
  const running = runPipeline(memoryRun(definePipeline('p', [careless]), { clock }));

  await clock.advance(10_000);
  await clock.advance(10_000);
  const record = await running;

  assert.is(record.exitCode, 4);
  assert.is(record.error?.code, 'EFFECT_UNKNOWN');
});

test('when one of several effects fails its stage, the others are told to stop and their outcomes are known', async () => {
  const { made, put } = shelf();
  let told: unknown;
  const several = stage({
    name: 'test.several',
    async run(_inputs, ctx) {
      await Promise.all([
        ctx.effect('put', {
          ...put('a lamp'),
          async apply({ clock, signal }) {
            await clock.sleep(60_000, signal).catch((error: unknown) => (told = error));
            made.push('a lamp');
            return 'a lamp';
          },
        }),
        ctx.effect(
          'put',
          put('a chair', () => Promise.reject(errors.broken('the chair'))),
        ),
      ]);
    },
    undo: () => void made.splice(0),
    observe: async () => (made.length > 0 ? { status: 'done', value: null } : { status: 'not-done' }),
  });

  const options = memoryRun(definePipeline('p', [several]));
  const record = await runPipeline(options);

  assert.is(record.error?.code, 'TEST_BROKEN');
  assert.is(record.exitCode, 1);
  assert.match(String(told), 'the chair is broken');
  assert.equal(
    of(options.seen, 'effect.outcome').map(({ target, outcome }) => [target, outcome]),
    [
      ['a chair', 'not-done'],
      ['a lamp', 'done'],
    ],
  );
  assert.equal(made, []);
});

for (const word of ['finish', 'decline'] as const) {
  test(`ctx.${word} does not excuse an effect that is still open`, async () => {
    const { made, put } = shelf();
    const hasty = stage({
      name: 'test.hasty',
      run(_inputs, ctx) {
        void ctx.effect(
          'put',
          put('a lamp', () => ctx.clock.sleep(20)),
        );
        ctx[word]('enough');
      },
      undo: () => void made.splice(0),
      observe: async () => (made.length > 0 ? { status: 'done', value: null } : { status: 'not-done' }),
    });

    const record = await runPipeline(memoryRun(definePipeline('p', [hasty])));

    assert.is(record.error?.code, 'EFFECT_NOT_AWAITED');
    assert.is(record.exitCode, 1);
    assert.equal(made, []);
  });
}

test('an effect that is refused but not awaited ends the run, not the process', async () => {
  const { put } = shelf();
  const careless = stage({
    name: 'test.careless',
    irreversible: 'test',
    run(_inputs, ctx) {
      void ctx.effect(
        'put',
        put('a lamp', () => Promise.reject(errors.broken('the lamp'))),
      );
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [careless])));

  assert.is(record.error?.code, 'EFFECT_NOT_AWAITED');
  assert.is(record.exitCode, 1);
});

test('an effect begun after its stage had ended changes nothing, also from another member of the group', async () => {
  const { made, put } = shelf();
  const leaked: EffectContext['effect'][] = [];
  const leaks = stage({
    name: 'test.leaks',
    irreversible: 'test',
    run: (_inputs, ctx) => void leaked.push((id, effect) => ctx.effect(id, effect)),
  });
  const uses = stage({
    name: 'test.uses',
    async run(_inputs, ctx) {
      await ctx.clock.sleep(10, ctx.signal);
      await leaked[0]?.('put', put('a lamp'));
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [parallel(leaks, uses)])));

  assert.is(record.error?.code, 'EFFECT_NOT_AWAITED');
  assert.match(record.error?.message ?? '', "wanted to make the effect 'put' after it had ended");
  assert.equal(made, []);
});

test('effects of one name on two targets are two, and the same one twice is refused', async () => {
  const { made, put } = shelf();
  const twice = stage({
    name: 'test.twice',
    irreversible: 'test',
    async run(_inputs, ctx) {
      const names = await Promise.all([ctx.effect('put', put('a lamp')), ctx.effect('put', put('a chair'))]);
      assert.equal(names, ['a lamp', 'a chair']);
      await ctx.effect('put', put('a lamp'));
    },
  });

  const { error, events } = await runStage(twice);

  assert.is(await codeOf(Promise.reject(error)), 'EFFECT_REPEATED');
  assert.match(String(error), "'put' on 'a lamp' twice");
  assert.equal(made, ['a lamp', 'a chair']);
  assert.equal(
    of(events, 'effect.outcome').map(({ target }) => target),
    ['a lamp', 'a chair'],
  );
});

test('the outcome of one target is never taken for that of another one at the next try', async () => {
  const { made, put } = shelf();
  const choices = ['a lamp', 'a chair'];
  const chooses = stage({
    name: 'test.chooses',
    irreversible: 'test',
    retry: { retries: 1, minDelayMs: 1 },
    async run(_inputs, ctx) {
      const name = choices.shift() ?? '';
      const said = await ctx.effect('put', put(name));
      if (choices.length > 0) throw errors.flaky();
      ctx.log.info(said);
    },
  });

  const { error, events } = await runStage(chooses);

  assert.is(error, undefined);
  assert.equal(made, ['a lamp', 'a chair']);
  assert.is(of(events, 'stage.log')[0]?.message, 'a chair');
});

test('a killed effect is settled for its own target when the run is taken up again', async () => {
  const { made, put } = shelf();
  const store = memoryStore();
  const dies = new AbortController();
  const makes = (names: readonly string[]) =>
    definePipeline('p', [
      stage({
        name: 'test.makes',
        irreversible: 'test',
        async run(_inputs, ctx) {
          for (const name of names) await ctx.effect('put', put(name));
        },
      }),
    ]);
  // Every write after the intent fails: what a kill leaves behind.
  const dying = {
    ...store,
    append: (...args: Parameters<typeof store.append>) =>
      dies.signal.aborted ? Promise.reject(errors.broken('the disk')) : store.append(...args),
  };
  const first = memoryRun(makes(['a lamp']), {
    store: dying,
    listeners: [{ name: 'kill', handle: ({ type }) => void (type === 'effect.outcome' && dies.abort()) }],
  });
  await runPipeline(first);
  const [runId = ''] = await openRuns(store);

  const record = await resumeRun({
    ...memoryRun(makes(['a chair', 'a lamp']), { store }),
    runId,
    goal: 'finish',
  });

  assert.is(record.exitCode, 0, record.error?.message);
  assert.equal(made, ['a lamp', 'a chair']);
});

for (const answer of [undefined, null, true, 'done', {}, { status: 'gone' }]) {
  test(`an observe that answers ${inspect(answer)} leaves the outcome in doubt`, async () => {
    const mute = stage({
      name: 'test.mute',
      irreversible: 'test',
      run: (_inputs, ctx) =>
        ctx.effect('x', {
          describe: 'make x',
          apply: () => Promise.reject(new Error('the answer was lost')),
          // What JavaScript lets pass.
          observe: async () => answer as unknown as { readonly status: 'not-done' },
        }),
    });

    const record = await runPipeline(memoryRun(definePipeline('p', [mute])));

    assert.is(record.exitCode, 4, record.error?.message);
    assert.is(record.error?.code, 'EFFECT_UNKNOWN');
    assert.match(record.error?.message ?? '', inspect(answer));
  });
}

test('an irreversible stage of a failed run says what it keeps', async () => {
  const { put } = shelf();
  const keeps = stage({
    name: 'test.keeps',
    irreversible: 'keys are kept',
    run: async (_inputs, ctx) => void (await ctx.effect('put', put('a key'))),
  });
  const fails = stage({
    name: 'test.fails',
    run() {
      throw errors.broken('it');
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [keeps, fails])));

  assert.is(record.exitCode, 1);
  assert.equal(record.kept, [{ stage: 'test.keeps', why: 'keys are kept', changes: ['put a key there'] }]);
});

test.run();
