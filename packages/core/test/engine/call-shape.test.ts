// JavaScript and casts let a stage call the engine with the wrong shape. Each gives a sentence, and an effect is refused before it changes anything.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import type { StageContext } from '../../src/index.ts';
import { planPipeline, runPipeline } from '../../src/run.ts';
import { memoryStore } from '../../src/testing/index.ts';

/** A context as JavaScript sees it. */
type Loose = Record<keyof StageContext | 'effect', (...args: unknown[]) => unknown>;

const environment = { name: 'test', app: 'test', url: 'https://test.example' };

/** Runs a stage whose body was not checked by the compiler; returns `CODE message` or the status. */
async function ended(body: object, how: 'run' | 'plan' = 'run'): Promise<string> {
  const pipeline = definePipeline('p', [stage({ name: 'test.a', run: () => undefined, ...body })]);
  const options = { pipeline, environment, store: memoryStore() };
  if (how === 'plan') {
    const { problems } = await planPipeline(options);
    return problems.map(({ code, message }) => `${code} ${message}`).join('\n');
  }
  const { error, exitCode, status } = await runPipeline(options);
  return error === undefined ? status : `${error.code} ${error.message} (${exitCode})`;
}

const changing = (run: (ctx: Loose) => unknown): object => ({
  irreversible: 'a test',
  run: (_: unknown, ctx: unknown) => run(ctx as Loose),
});

const reading = (run: (ctx: Loose) => unknown): object => ({
  run: (_: unknown, ctx: unknown) => run(ctx as Loose),
});

test('an effect of the wrong shape is refused, with every problem, before it is applied', async () => {
  let applied = 0;
  const apply = (): void => void (applied += 1);

  assert.is(
    await ended(changing((ctx) => ctx.effect('e', { describe: 'do it', apply }))),
    "STAGE_CALL in stage 'test.a', ctx.effect('e', …): 'observe' is undefined, not a function (1)",
  );
  assert.is(
    await ended(changing((ctx) => ctx.effect(4, { target: 5, apply, observe: 'no' }))),
    "STAGE_CALL in stage 'test.a', ctx.effect(4, …): its id is 4, not a text; 'target' is 5, not a text; 'describe' is undefined, not a text; 'observe' is 'no', not a function (1)",
  );
  assert.match(await ended(changing((ctx) => ctx.effect('e'))), "'apply' is undefined, not a function");
  assert.is(applied, 0);
});

test('a check without a verdict is refused', async () => {
  const check = { id: 'a', target: 'b', critical: true, message: 'c', evidence: {} };

  assert.is(
    await ended(reading((ctx) => ctx.check({ ...check, verdict: 'ok' }))),
    "STAGE_CALL in stage 'test.a', ctx.check(…): 'verdict' is 'ok', not one of pass, warn, fail, skip, inconclusive (1)",
  );
  assert.match(await ended(reading((ctx) => ctx.check())), "'id' is undefined, not a text");
  assert.is(await ended(reading((ctx) => ctx.check({ ...check, verdict: 'pass' }))), 'succeeded');
});

test('a document without text is refused', async () => {
  assert.is(
    await ended(reading((ctx) => ctx.output({ title: 'a' }))),
    "STAGE_CALL in stage 'test.a', ctx.output(…): 'text' is undefined, not a text (1)",
  );
});

test('plan answers with a list of effects', async () => {
  const planned = (answer: unknown): Promise<string> =>
    ended({ irreversible: 'a test', plan: () => answer }, 'plan');

  assert.is(
    await planned(undefined),
    "STAGE_CALL in stage 'test.a', plan: it answered undefined, not a list",
  );
  assert.match(
    await planned([{ effect: 'e' }]),
    "its list holds { effect: 'e' }, not { effect, describe, target? }",
  );
  assert.is(await planned([{ effect: 'e', describe: 'do it' }]), '');
});

test('a line of a log or of progress never fails a stage', async () => {
  const lines = reading((ctx) => {
    const log = ctx.log as unknown as { readonly info: (message: unknown) => void };
    log.info(42);
    log.info(undefined);
    ctx.progress({ done: 3 });
  });

  assert.is(await ended(lines), 'succeeded');
});

test.run();
