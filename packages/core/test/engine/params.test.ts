// The params of a run are checked and resolved before anything is started, for every host.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, flag, isDeployError, stage, text } from '../../src/index.ts';
import type { DeployError } from '../../src/index.ts';
import { listRuns, planPipeline, readJournal, resumeRun, runPipeline } from '../../src/run.ts';
import type { RunOptions } from '../../src/run.ts';
import { killedRun } from './killed-run.ts';
import { memoryStore, rejects, runStage } from '../../src/testing/index.ts';
import { emptyWorld, makeThing, memoryRun } from './world.ts';

const params = {
  force: flag('do not ask', { env: 'DEMO_FORCE' }),
  look: flag('only look', { readOnly: true, env: 'DEMO_LOOK' }),
  to: text('VERSION', 'where to', { env: 'DEMO_TO' }),
};

function telling(seen: unknown[]) {
  return stage({ name: 'test.tell', params, run: (_inputs, ctx) => void seen.push({ ...ctx.params }) });
}

async function refusedBy(work: Promise<unknown>): Promise<DeployError> {
  const error = await rejects(work);
  if (isDeployError(error)) return error;
  throw error;
}

test('a host is told every wrong param at once, and nothing is started', async () => {
  const pipeline = definePipeline('p', [makeThing(emptyWorld(), 'a'), telling([])]);
  const given = { forse: true, to: 7, force: 'yes', look: true } as unknown as { readonly look: boolean };
  const options = memoryRun(pipeline, { params: given, env: { DEMO_TO: 'v1' } });
  const sentences = [
    "there is no param 'forse'",
    "param 'to' is 7, not a text",
    'param \'force\' is "yes", not a switch',
  ];

  for (const start of [runPipeline, planPipeline]) {
    const error = await refusedBy(start(options));
    assert.equal([error.code, error.exitCode], ['PARAMS_WRONG', 2]);
    assert.equal(
      error.problems.map(({ message }) => message),
      sentences,
    );
    assert.is(error.problems[0]?.hint, "did you mean 'force'?");
  }
  assert.equal([await listRuns(options.store), options.seen.length], [[], 0]);
});

test('a wrong variable is refused where it counts, and only there', async () => {
  const pipeline = definePipeline('p', [telling([])]);
  const env = { DEMO_FORCE: 'perhaps' };

  const error = await refusedBy(runPipeline(memoryRun(pipeline, { env })));
  assert.match(error.message, "the variable DEMO_FORCE cannot be 'perhaps'");
  assert.is((await runPipeline(memoryRun(pipeline, { env, params: { force: false } }))).exitCode, 0);
});

test('a text that its stage cannot use is refused before the run, given or from a variable', async () => {
  const hintFor = (text: string): string | undefined => (/^\d+s$/.test(text) ? undefined : 'write 90s');
  const asked = stage({
    name: 'test.asked',
    params: { watch: text('DURATION', 'how long', { env: 'DEMO_WATCH', hintFor }) },
    run: () => {},
  });
  const pipeline = definePipeline('p', [makeThing(emptyWorld(), 'a'), asked]);

  for (const given of [{ params: { watch: 'ages' } }, { env: { DEMO_WATCH: 'ages' } }]) {
    const options = memoryRun(pipeline, given);
    const { code, exitCode, message, problems } = await refusedBy(runPipeline(options));
    assert.equal([code, exitCode, problems[0]?.hint], ['PARAMS_WRONG', 2, 'write 90s']);
    assert.match(message, "cannot be 'ages'");
    assert.is(options.seen.length, 0, 'nothing was started');
  }
  const right = memoryRun(pipeline, { params: { watch: '90s' }, env: { DEMO_WATCH: 'ages' } });
  assert.is((await runPipeline(right)).exitCode, 0);
});

test('a given param beats its variable, a variable beats the default', async () => {
  const seen: unknown[] = [];
  const pipeline = definePipeline('p', [telling(seen)]);
  const env = { DEMO_FORCE: 'TRUE', DEMO_TO: 'v1' };

  await runPipeline(memoryRun(pipeline, { env }));
  await runPipeline(memoryRun(pipeline, { env, params: { force: false, to: 'v2' } }));
  await runPipeline(memoryRun(pipeline, { env: { DEMO_FORCE: '', DEMO_TO: '' } }));
  await runStage(telling(seen), {}, { env });

  assert.equal(seen, [
    { force: true, look: false, to: 'v1' },
    { force: false, look: false, to: 'v2' },
    { force: false, look: false, to: undefined },
    { force: true, look: false, to: 'v1' },
  ]);
  assert.is((await refusedBy(runStage(telling(seen), {}, { params: { too: 'v1' } }))).code, 'PARAMS_WRONG');
});

test('a read-only switch that a variable turns on makes the run read-only', async () => {
  const world = emptyWorld();
  const pipeline = definePipeline('p', [telling([]), makeThing(world, 'a')]);

  const record = await runPipeline(memoryRun(pipeline, { env: { DEMO_LOOK: '1' } }));

  assert.equal([record.error?.code, [...world.made]], ['EFFECT_REFUSED', []]);
});

test('a plan has the same hash however its params were given, and another one for other params', async () => {
  const pipeline = definePipeline('p', [telling([]), makeThing(emptyWorld(), 'a')]);
  const hashOf = async (more: Partial<RunOptions>): Promise<string> =>
    (await planPipeline(memoryRun(pipeline, more))).hash;

  const typed = await hashOf({ params: { to: 'v1' } });
  assert.is(await hashOf({ env: { DEMO_TO: 'v1' } }), typed);
  assert.is(await hashOf({ params: { to: 'v1', force: false } }), typed);
  assert.is.not(await hashOf({ env: { DEMO_TO: 'v2' } }), typed);
});

test('a param may have the name of something that every object has', async () => {
  const named = { constructor: text('NAME', 'a name'), valueOf: flag('a switch') };
  const seen: unknown[] = [];
  const tells = stage({
    name: 'test.tells',
    params: named,
    run: (_inputs, ctx) => void seen.push({ ...ctx.params }),
  });
  const pipeline = definePipeline('p', [tells]);

  await runPipeline(memoryRun(pipeline));
  await runPipeline(memoryRun(pipeline, { params: { constructor: 'x', valueOf: true } }));

  assert.equal(seen, [
    { constructor: undefined, valueOf: false },
    { constructor: 'x', valueOf: true },
  ]);
});

test('a param that JSON cannot hold is said to be wrong, too', async () => {
  const pipeline = definePipeline('p', [telling([])]);
  const given = { to: 7n, look: Number.NaN } as unknown as { readonly look: boolean };

  const error = await refusedBy(runPipeline(memoryRun(pipeline, { params: given })));

  assert.is(error.code, 'PARAMS_WRONG');
  assert.match(error.message, "param 'to' is 7n, not a text");
  assert.match(error.message, "param 'look' is NaN, not a switch");
});

test('a resumed run keeps what it started with; other params are refused, not ignored', async () => {
  const store = memoryStore();
  const seen: unknown[] = [];
  const pipeline = definePipeline('p', [makeThing(emptyWorld(), 'a'), telling(seen)]);
  const runId = await killedRun(memoryRun(pipeline, { store, env: { DEMO_TO: 'v1' } }));
  const again = memoryRun(pipeline, { store, env: { DEMO_TO: 'v2', DEMO_FORCE: 'true' } });

  const other = await refusedBy(resumeRun({ ...again, runId, goal: 'finish', params: { to: 'v3' } }));
  assert.match(other.message, 'started with "v1" for param \'to\'');
  const record = await resumeRun({ ...again, runId, goal: 'finish', params: { to: 'v1' } });

  assert.is(record.exitCode, 0, record.error?.message);
  assert.equal(seen.at(-1), { force: false, look: false, to: 'v1' });
  for await (const { event } of readJournal(store, runId)) {
    if (event.type === 'run.started') assert.equal(event.params, { force: false, look: false, to: 'v1' });
  }
});

test.run();
