import * as v from 'valibot';
import { z } from 'zod';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, definePipeline, flag, json, optional, stage } from '../../src/index.ts';
import type { EffectContext } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import type { AnyStage } from '../../src/run.ts';
import { fakeClock, runStage } from '../../src/testing/index.ts';
import { emptyWorld, makeThing, memoryRun, thing } from './world.ts';
import { errors } from './test-errors.ts';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}

test('only transient errors are tried again', async () => {
  let tries = 0;
  const flaky = stage({
    name: 'test.flaky',
    retry: { retries: 3, minDelayMs: 1 },
    run() {
      tries += 1;
      if (tries < 3) throw errors.flaky();
    },
  });
  let hopeless = 0;
  const definite = stage({
    name: 'test.definite',
    retry: { retries: 3, minDelayMs: 1 },
    run() {
      hopeless += 1;
      throw errors.broken('it');
    },
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [flaky, definite])));

  assert.is(tries, 3);
  assert.is(hopeless, 1);
  assert.is(record.stages[0]?.attempts, 3);
  assert.is(record.error?.code, 'TEST_BROKEN');
});

test('a stage that takes too long is stopped with a message', async () => {
  const slow = stage({
    name: 'test.slow',
    timeoutMs: 20,
    run: (_inputs, ctx) => ctx.clock.sleep(60_000, ctx.signal),
  });

  assert.is(codeOf((await runStage(slow)).error), 'STAGE_TIMED_OUT');
});

test('a stage must return what it provides', async () => {
  const returning = (value: unknown) =>
    runStage(
      stage({ name: 'test.returns', provides: { thing }, run: () => value as { thing: { name: string } } }),
    );

  for (const wrong of [{}, null, 7, { thing: { name: 'x' }, more: 1 }, { thing: () => 1 }, { thing: 10n }]) {
    assert.is(codeOf((await returning(wrong)).error), 'STAGE_OUTPUT', typeof wrong);
  }
  assert.equal((await returning({ thing: { name: 'x' } })).outputs, { thing: { name: 'x' } });
});

test('a codec that refuses a value fails the stage that returned it', async () => {
  const small = artifact<'small', number>('small', {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'number' && value < 10 ? { value } : { issues: [{ message: 'too big' }] },
    },
  });
  const run = await runStage(stage({ name: 'test.big', provides: { small }, run: () => ({ small: 11 }) }));

  assert.is(codeOf(run.error), 'STAGE_OUTPUT');
  assert.match(String(run.error), /too big/);
});

test('an output that a journal would change is refused, with the path of each member', async () => {
  const value: unknown = { name: 'x', sizes: [1, Number.NaN], at: new Date(0), note: undefined };
  const run = await runStage(
    stage({ name: 'test.lossy', provides: { thing }, run: () => ({ thing: value as { name: string } }) }),
  );

  assert.is(codeOf(run.error), 'STAGE_OUTPUT');
  const { message } = run.error as Error;
  assert.match(message, "'thing.sizes[1]' is NaN");
  assert.match(message, "'thing.at' is a Date, which JSON turns into text: return its toISOString()");
  assert.not.match(message, 'note');
});

test('a member that is undefined is as good as absent', async () => {
  const value = { name: 'x', note: undefined };
  const run = await runStage(
    stage({ name: 'test.sparse', provides: { thing }, run: () => ({ thing: value }) }),
  );

  assert.equal(run.outputs, { thing: { name: 'x' } });
});

test('a codec that makes a date of its text again may have a date', async () => {
  const when = artifact('when', z.object({ at: z.coerce.date() }));
  const run = await runStage(
    stage({ name: 'test.when', provides: { when }, run: () => ({ when: { at: new Date(0) } }) }),
  );

  assert.is(run.error, undefined);
  assert.equal(run.outputs, { when: { at: new Date(0) } });
});

for (const [which, good] of [
  ['what it returned', 0],
  ['what it needs', 1],
] as const) {
  test(`a codec that never answers for ${which} ends its stage when its time is up, and what was changed is taken back`, async () => {
    const world = emptyWorld();
    const clock = fakeClock();
    let asked = 0;
    const mute = artifact<'mute', string>('mute', {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => (asked++ < good ? { value: String(value) } : new Promise(() => undefined)),
      },
    });
    const gives = stage({
      name: 'test.gives',
      timeoutMs: 1_000,
      provides: { mute },
      run: () => ({ mute: 'x' }),
    });
    const takes = stage({ name: 'test.takes', timeoutMs: 1_000, needs: { mute }, run: () => undefined });

    const ended = runPipeline(
      memoryRun(definePipeline('p', [makeThing(world, 'new'), gives, takes]), { clock }),
    );
    for (let seconds = 0; seconds < 60; seconds += 1) await clock.advance(1_000);
    const record = await ended;

    assert.is(record.error?.code, 'STAGE_TIMED_OUT');
    assert.is(record.exitCode, 1, record.error?.message);
    assert.is(world.made.size, 0);
  });
}

test('a codec that changes its own values again is refused', async () => {
  const loud = artifact(
    'loud',
    z.string().transform((text) => `${text}!`),
  );
  const run = await runStage(stage({ name: 'test.loud', provides: { loud }, run: () => ({ loud: 'hear' }) }));

  assert.is(codeOf(run.error), 'STAGE_OUTPUT');
  assert.match((run.error as Error).message, 'its codec changes it again');
});

test('a stage that throws something else is named as the one at fault', async () => {
  const run = await runStage(
    stage({
      name: 'test.throws',
      run() {
        throw new TypeError('x is not a function');
      },
    }),
  );

  assert.is(codeOf(run.error), 'STAGE_THREW');
  assert.match(String(run.error), /test\.throws.*x is not a function/);
});

test('no stage can change what another one sees', async () => {
  const make = stage({ name: 'a', provides: { thing }, run: () => ({ thing: { name: 'kept' } }) });
  const spoil = stage({
    name: 'b',
    needs: { thing },
    run(inputs) {
      inputs.thing.name = 'spoilt';
    },
  });
  let seen = '';
  const read = stage({
    name: 'c',
    needs: { thing },
    run(inputs) {
      seen = inputs.thing.name;
    },
  });

  await runPipeline(memoryRun(definePipeline('p', [make, spoil, read])));

  assert.is(seen, 'kept');
});

test('an optional need that nothing provides is undefined', async () => {
  const seen: unknown[] = [];
  const read = stage({
    name: 'r',
    needs: { thing: optional(thing) },
    run: (inputs) => void seen.push(inputs.thing),
  });

  await runStage(read);

  assert.equal(seen, [undefined]);
});

test('a secret shows in no event, in any of its forms', async () => {
  const value = 'correct horse battery staple';
  const leaky = stage({
    name: 'test.leaky',
    provides: { out: artifact('out', json<string>()) },
    run(_inputs, ctx) {
      const secret = ctx.secret(value);
      ctx.log.info(`raw ${secret.reveal()} and ${String(secret)}`);
      ctx.progress(`base64 ${Buffer.from(`x${value}y`).toString('base64')}`);
      throw errors.broken(encodeURIComponent(value));
    },
  });

  const { events } = await runStage(leaky);

  const shown = JSON.stringify(events);
  assert.not.match(shown, /battery/);
  assert.not.match(shown, /YmF0dGVye/);
  assert.match(shown, /\[redacted\]/);
});

test('the outcome of an effect whose apply fails is found out by observing', async () => {
  let changed = false;
  const unsure = stage({
    name: 'test.unsure',
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        async apply() {
          changed = true;
          throw errors.broken('the reply was lost');
        },
        observe: async () => (changed ? { status: 'done', value: null } : { status: 'not-done' }),
      }),
  });

  const run = await runStage(unsure);

  assert.is(run.error, undefined);
  const outcome = run.events.find((event) => event.type === 'effect.outcome');
  assert.is(outcome?.outcome, 'done');
});

test('an effect that can be neither applied nor observed ends the run for a person', async () => {
  const dark = stage({
    name: 'test.dark',
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'turn the wheel',
        apply: () => Promise.reject(errors.broken('gone')),
        observe: () => Promise.reject(errors.broken('gone')),
      }),
  });

  const record = await runPipeline(memoryRun(definePipeline('p', [dark])));

  assert.is(record.exitCode, 4);
  assert.is(record.error?.code, 'EFFECT_UNKNOWN');
  assert.match(record.error?.message ?? '', /turn the wheel/);
});

test('a run that promised to change nothing refuses effects and takes no lock', async () => {
  const change = stage({
    name: 'test.change',
    params: { look: flag('only look', { readOnly: true }) },
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        apply: async () => null,
        observe: async () => ({ status: 'not-done' }),
      }),
  });
  const options = { ...memoryRun(definePipeline('p', [change])), params: { look: true } };

  const record = await runPipeline(options);

  assert.is(record.error?.code, 'EFFECT_REFUSED');
  assert.equal(await options.store.list('lock/'), []);
});

test('a stage that only looks is refused an effect, in the words of the compiler', async () => {
  let changed = false;
  const spec = {
    name: 'test.sneaky',
    async run(_inputs: object, ctx: EffectContext) {
      await ctx.effect('x', {
        describe: 'change it',
        apply: async () => void (changed = true),
        observe: async () => ({ status: 'not-done' }),
      });
    },
  };

  // As a JavaScript user calls it.
  const run = await runStage((stage as (given: object) => AnyStage)(spec));

  assert.is(codeOf(run.error), 'STAGE_ONLY_LOOKS');
  assert.match(
    (run.error as Error).message,
    "(change it): a stage that only looks has no effect: give it 'undo', or 'irreversible' with the reason why its change is kept",
  );
  assert.not.ok(changed);
});

test('a listener that throws, hangs or is slow changes nothing', async () => {
  const fine = stage({ name: 'test.fine', run: () => undefined });
  const options = memoryRun(definePipeline('p', [fine]));
  const listeners = [
    {
      name: 'throws',
      handle: () => {
        throw new Error('listener bug');
      },
    },
    { name: 'rejects', handle: () => Promise.reject(new Error('listener bug')) },
    ...(options.listeners ?? []),
  ];

  const record = await runPipeline({ ...options, listeners });

  assert.is(record.exitCode, 0);
  const failed = options.seen.filter((event) => event.type === 'listener.failed');
  assert.equal(failed.map((event) => event.listener).sort(), ['rejects', 'throws']);
});

for (const [library, schema] of Object.entries({
  zod: z.object({ ref: z.string() }),
  valibot: v.object({ ref: v.string() }),
})) {
  test(`a value that a schema of ${library} refuses fails its stage with what the library says`, async () => {
    const image = artifact('image', schema);
    const wrong: unknown = { ref: 7 };
    const build = stage({
      name: 'test.build',
      provides: { image },
      run: () => ({ image: wrong as { ref: string } }),
    });

    const record = await runPipeline(memoryRun(definePipeline('p', [build])));

    assert.is(record.exitCode, 1);
    assert.is(record.error?.code, 'STAGE_OUTPUT');
    assert.match(record.error?.message ?? '', /'image\.ref': .*string/);
  });
}

test.run();
