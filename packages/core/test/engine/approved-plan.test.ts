// What must hold for a run that was given the plan a person approved.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, definePipeline, dynamic, json, stage } from '../../src/index.ts';
import { planPipeline, readRecord, runPipeline } from '../../src/run.ts';
import type { Artifact } from '../../src/index.ts';
import type { AnyStage, ApprovedPlan } from '../../src/run.ts';
import { memoryRun } from './world.ts';
import { errors } from './test-errors.ts';

const label: Artifact<'label', string> = artifact('label', json<string>());

/** Makes some things, and plans what it is told to plan. */
function making(
  name: string,
  made: string[],
  makes: readonly string[],
  plans: readonly string[] | undefined,
) {
  const listed = plans?.map((effect) => ({ effect, describe: `make ${effect}` }));
  return stage({
    name,
    async run(_inputs, ctx) {
      for (const each of makes) {
        await ctx.effect(each, {
          describe: `make ${each}`,
          apply: async () => void made.push(each),
          observe: async () =>
            made.includes(each) ? { status: 'done', value: undefined } : { status: 'not-done' },
        });
      }
    },
    ...(listed === undefined ? {} : { plan: () => listed }),
    undo: () => void (made.length = 0),
    observe: async () => (made.length > 0 ? { status: 'done', value: undefined } : { status: 'not-done' }),
  });
}

async function planned(stages: readonly AnyStage[]): Promise<ApprovedPlan> {
  // A plan is passed on as text, as a file of it would be.
  const plan = await planPipeline(memoryRun(definePipeline('p', dynamic(stages))));
  return JSON.parse(JSON.stringify(plan)) as ApprovedPlan;
}

test('a run that does what was planned is as it would be without a plan, and says that it kept to it', async () => {
  const made: string[] = [];
  const stages = [making('test.make', made, ['a', 'b'], ['a', 'b'])] as const;
  const plan = await planned(stages);
  const options = memoryRun(definePipeline('p', stages), { plan });

  const record = await runPipeline(options);

  assert.is(record.exitCode, 0, record.error?.message);
  assert.equal(made, ['a', 'b']);
  assert.equal(record.plan, { hash: plan.hash, neverCame: [], notForeseen: [] });
  assert.equal(await readRecord(options.store, record.runId), record);
});

test('a change that was not planned is refused before its intent, and what was changed is taken back', async () => {
  const made: string[] = [];
  const stages = [making('test.make', made, ['a', 'surprise'], ['a', 'b'])] as const;
  const plan = await planned(stages);
  const options = memoryRun(definePipeline('p', stages), { plan });

  const record = await runPipeline(options);

  assert.is(record.error?.code, 'EFFECT_NOT_PLANNED');
  assert.match(record.error?.message ?? '', `plan ${plan.hash} does not list: make surprise`);
  assert.is(record.exitCode, 1);
  assert.equal(made, []);
  assert.equal(
    options.seen.flatMap((event) => (event.type === 'effect.intent' ? [event.effect] : [])),
    ['a'],
  );
  assert.equal(record.plan?.neverCame, [{ stage: 'test.make', effect: 'b' }]);
});

test('a stage that the plan does not have may change nothing', async () => {
  const made: string[] = [];
  const plan = await planned([making('test.make', made, ['a'], ['a'])]);
  const other = making('test.other', made, ['a'], ['a']);

  const record = await runPipeline(memoryRun(definePipeline('p', [other]), { plan }));

  assert.is(record.error?.code, 'EFFECT_NOT_PLANNED');
  assert.equal(made, []);
});

test('a planned change that never came is named, also when the run failed before it', async () => {
  const made: string[] = [];
  const failing = stage({
    name: 'test.fail',
    run() {
      throw errors.broken('it');
    },
  });
  const early = making('test.early', made, [], ['a']);
  const late = making('test.late', made, ['z'], ['z']);
  const plan = await planned([early, late]);

  const record = await runPipeline(memoryRun(definePipeline('p', [early, failing, late]), { plan }));

  assert.is(record.exitCode, 1);
  assert.equal(record.plan?.neverCame, [
    { stage: 'test.early', effect: 'a' },
    { stage: 'test.late', effect: 'z' },
  ]);
});

test('stages that could not be foreseen are exempt, and named', async () => {
  const made: string[] = [];
  const silent = making('test.silent', made, ['a'], undefined);
  const first = stage({
    name: 'test.first',
    provides: { label },
    irreversible: 'test',
    plan: () => [],
    run: () => ({ label: 'x' }),
  });
  const waits = stage({
    name: 'test.waits',
    needs: { label },
    irreversible: 'test',
    plan: () => [],
    run: (_inputs, ctx) =>
      ctx.effect('late', {
        describe: 'late',
        apply: async () => void made.push('late'),
        observe: async () => ({ status: 'not-done' }),
      }),
  });
  const stages = [silent, first, waits] as const;

  const record = await runPipeline(
    memoryRun(definePipeline('p', [silent, first, waits]), { plan: await planned(stages) }),
  );

  assert.is(record.exitCode, 0, record.error?.message);
  assert.equal(made, ['a', 'late']);
  assert.equal(record.plan?.notForeseen, ['test.silent', 'test.waits']);
});

test.run();
