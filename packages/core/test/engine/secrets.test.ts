// What is secret never gets into a journal, and never changes what a journal says.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, definePipeline, json, stage } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import { runStage } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { shelf } from './shelf.ts';
import { errors } from './test-errors.ts';
import { memoryRun } from './world.ts';

const stringArtifact = artifact('out', json<string>());

test('a result that holds a secret is refused, because a resumed run would see it masked', async () => {
  const leaky = stage({
    name: 'test.leaky',
    irreversible: 'test',
    run: (_inputs, ctx) =>
      ctx.effect('x', {
        describe: 'x',
        apply: async () => ({ token: ctx.secret('correct horse').reveal() }),
        observe: async () => ({ status: 'not-done' }),
      }),
  });

  const { error, events } = await runStage(leaky);

  assert.is(await codeOf(Promise.reject(error)), 'EFFECT_VALUE');
  assert.not.match(JSON.stringify(events), /correct horse/);
});

for (const [when, early] of [
  ['known before', true],
  ['learned by apply', false],
] as const) {
  test(`an effect whose target holds a secret that was ${when} is refused, because a resumed run could not know it again`, async () => {
    const { made, put } = shelf();
    const named = stage({
      name: 'test.named',
      run(_inputs, ctx) {
        const learn = async (): Promise<void> => void ctx.secret('correct horse');
        if (early) void learn();
        return ctx.effect('put', put('correct horse', learn));
      },
      undo: () => void made.splice(0),
      observe: async () => (made.length > 0 ? { status: 'done', value: null } : { status: 'not-done' }),
    });

    const record = await runPipeline(memoryRun(definePipeline('p', [named])));

    assert.is(record.error?.code, 'EFFECT_NAMES_SECRET');
    assert.is(record.exitCode, 1, record.error?.message);
    assert.not.match(JSON.stringify(record), 'correct horse');
    assert.equal(made, []);
  });
}

test('a secret that is a word of the engine, or the name of a stage or artifact, changes nothing', async () => {
  const { made, put } = shelf();
  const words = ['effect.outcome', 'not-done', 'succeeded', 'outcome', 'outputs', 'test.words', 'the-out'];
  const out = artifact('the-out', json<string>());
  const works = stage({
    name: 'test.words',
    provides: { out },
    async run(_inputs, ctx) {
      for (const word of words) ctx.secret(word);
      return { out: await ctx.effect('put', put('a lamp')) };
    },
    undo: () => void made.splice(0),
    observe: async () => (made.length > 0 ? { status: 'done', value: null } : { status: 'not-done' }),
  });
  const needs = stage({
    name: 'test.needs',
    needs: { out },
    run(inputs) {
      assert.is(inputs.out, 'a lamp');
    },
  });
  const fails = stage({
    name: 'test.fails',
    run() {
      throw errors.broken('it');
    },
  });

  const good = await runPipeline(memoryRun(definePipeline('p', [works, needs])));
  made.splice(0);
  const bad = await runPipeline(memoryRun(definePipeline('p', [works, needs, fails])));

  assert.is(good.status, 'succeeded');
  assert.equal(
    good.stages.map(({ name, status }) => [name, status]),
    [
      ['test.words', 'succeeded'],
      ['test.needs', 'succeeded'],
    ],
  );
  assert.is(bad.exitCode, 1, bad.error?.message);
  assert.equal(made, []);
});

test('an output that holds a secret is refused for the same reason', async () => {
  const leaky = stage({
    name: 'test.leaky',
    provides: { out: stringArtifact },
    run: (_inputs, ctx) => ({ out: ctx.secret('correct horse').reveal() }),
  });

  const { error } = await runStage(leaky);

  assert.is(await codeOf(Promise.reject(error)), 'STAGE_OUTPUT');
  assert.match(String(error), "'out' holds a secret");
});

test.run();
