import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, definePipeline, dynamic, flag, json, optional, stage, when } from '../../src/index.ts';
import { planPipeline } from '../../src/run.ts';
import type { AnyStage, RunOptions } from '../../src/run.ts';
import { rejects } from '../../src/testing/index.ts';
import { memoryRun } from './world.ts';
import { errors } from './test-errors.ts';

const before = artifact('before', json<string>());
const built = artifact('built', json<string>());
const released = artifact('released', json<string>());
const calls: string[] = [];

const look = stage({ name: 'p.look', provides: { before }, run: () => ({ before: 'v1' }) });
const build = stage({
  name: 'p.build',
  describe: 'build it',
  needs: { before },
  provides: { built },
  irreversible: 'images are harmless',
  run: () => (calls.push('build'), { built: 'v2' }),
  plan: ({ before }, ctx) => [{ effect: 'build', describe: `build what follows ${before}: ${ctx.dryRun}` }],
});
const release = stage({
  name: 'p.release',
  needs: { built, before: optional(before) },
  provides: { released },
  run: () => (calls.push('release'), { released: 'v2' }),
  undo: () => undefined,
  plan: () => [{ effect: 'release', describe: 'never asked' }],
});
const verify = stage({
  name: 'p.verify',
  verifies: true,
  needs: { released },
  run: () => void calls.push('verify'),
});

function planOf(stages: readonly AnyStage[], more: Partial<RunOptions> = {}) {
  return planPipeline(memoryRun(definePipeline('p', dynamic(stages)), more));
}

test('a plan says what each stage would change, as far as it can be known, and changes nothing', async () => {
  calls.length = 0;
  const options = memoryRun(definePipeline('p', [look, build, release, verify]));

  const plan = await planPipeline(options);

  assert.equal(plan.stages, [
    { name: 'p.look', describe: 'p.look', mode: 'read-only', effects: [], foreseeable: true, waitsFor: [] },
    {
      name: 'p.build',
      describe: 'build it',
      mode: 'irreversible',
      effects: [{ effect: 'build', describe: 'build what follows v1: true' }],
      foreseeable: true,
      waitsFor: [],
    },
    {
      name: 'p.release',
      describe: 'p.release',
      mode: 'undoable',
      effects: [],
      foreseeable: false,
      waitsFor: ['built'],
      note: "not foreseeable until 'built' is known",
    },
    {
      name: 'p.verify',
      describe: 'p.verify',
      mode: 'read-only',
      effects: [],
      foreseeable: true,
      waitsFor: [],
      note: 'verifies what the run has done',
    },
  ]);
  assert.equal(plan.problems, []);
  assert.equal(calls, []);
  assert.equal(await options.store.list(''), []);
  assert.equal(options.seen, []);
});

test('a stage says what it costs in traffic by what is known, also when its changes cannot be foreseen', async () => {
  const move = stage({
    name: 'p.move',
    needs: { built, before },
    irreversible: 'for a test',
    run: () => undefined,
    traffic: ({ built, before }) => ({
      says: `${built ?? 'what is built'} follows ${before}`,
      interrupts: true,
    }),
  });
  const quiet = stage({
    name: 'p.quiet',
    irreversible: 'for a test',
    run: () => undefined,
    plan: () => [],
    traffic: () => undefined,
  });

  const { stages } = await planOf([look, build, move, quiet]);

  assert.is(stages[2]?.foreseeable, false);
  assert.equal(
    stages.map(({ traffic }) => traffic),
    [undefined, undefined, { says: 'what is built follows v1', interrupts: true }, undefined],
  );
});

test('the hash is the same for the same plan, and another when anything done changes', async () => {
  const param = stage({ name: 'p.param', params: { fast: flag('fast') }, run: () => undefined });
  const other = { ...build, body: { ...build.body, plan: () => [{ effect: 'build', describe: 'other' }] } };

  const first = await planOf([look, build]);

  assert.match(first.hash, /^[0-9a-f]{12}$/);
  assert.is((await planOf([look, build])).hash, first.hash);
  const environment = { name: 'staging', app: 'demo', url: 'https://demo.example' };
  const hashes = [
    first.hash,
    (await planOf([look, other])).hash,
    (await planOf([look, build], { environment })).hash,
    (await planOf([look, build, param])).hash,
    (await planOf([look, build, param], { params: { fast: true } })).hash,
  ];
  assert.is(new Set(hashes).size, hashes.length);
});

test('a stage that fails is a problem of the plan, and so is one whose plan throws', async () => {
  const broken = stage({
    name: 'p.broken',
    provides: { released },
    run() {
      throw errors.broken('preflight');
    },
  });
  const throws = stage({
    name: 'p.throws',
    irreversible: 'test',
    run: () => undefined,
    plan() {
      throw new TypeError('plan bug');
    },
  });

  const plan = await planOf([broken, verify, throws, look]);

  assert.equal(
    plan.problems.map(({ code }) => code),
    ['TEST_BROKEN', 'STAGE_THREW'],
  );
  assert.is(plan.stages.length, 4);
});

test('a plan marks stages with unannounced changes, and says why a stage is skipped', async () => {
  const silent = stage({ name: 'p.silent', irreversible: 'test', run: () => undefined });
  const done = stage({ name: 'p.done', run: (_inputs, ctx) => ctx.finish('nothing to do') });

  const plan = await planOf([silent, when(false, verifyNothing()), done, look]);

  assert.equal(
    plan.stages.map(({ foreseeable, note }) => [foreseeable, note]),
    [
      [false, 'does not say beforehand what it changes'],
      [true, 'skipped: its condition does not hold'],
      [true, undefined],
      [true, 'skipped: nothing to do'],
    ],
  );
});

function verifyNothing() {
  return stage({ name: 'p.maybe', run: () => undefined });
}

test('while planning nothing can be written, and a question is listed instead of asked', async () => {
  const writes = stage({
    name: 'p.writes',
    run: async (_inputs, ctx) => void (await ctx.state.create('x', 'y')),
  });
  const asks = stage({ name: 'p.asks', run: async (_inputs, ctx) => void (await ctx.confirm('sure?')) });

  const plan = await planOf([writes, asks]);

  assert.equal(
    plan.problems.map(({ code }) => code),
    ['STATE_READ_ONLY'],
  );
  assert.is(plan.stages[1]?.note, 'asks: sure?');
});

test('a secret shows in no plan', async () => {
  const leaky = stage({
    name: 'p.leaky',
    irreversible: 'test',
    run: () => undefined,
    plan(_inputs, ctx) {
      ctx.secret('hunter2hunter2');
      return [{ effect: 'x', describe: 'send hunter2hunter2' }];
    },
  });

  assert.not.match(JSON.stringify(await planOf([leaky])), /hunter2/);
});

test('a cancelled plan ends with the reason', async () => {
  const signal = AbortSignal.abort(errors.broken('cancelled'));

  assert.match(String(await rejects(planOf([look], { signal }))), /cancelled is broken/);
});

test('what a stage foresees is what later stages plan with, and nothing of it is real', async () => {
  const told: string[] = [];
  const foresees = stage({
    name: 'p.build',
    provides: { built },
    irreversible: 'images are harmless',
    run: () => ({ built: 'v2' }),
    plan: () => [],
    foresee: (_inputs, ctx) => ({ built: `what ${ctx.run.id} builds` }),
  });
  const releases = stage({
    name: 'p.release',
    needs: { built },
    provides: { released },
    run: () => ({ released: 'v2' }),
    undo: () => undefined,
    plan: ({ built }) => [{ effect: 'release', describe: `release ${built}` }],
  });
  const looks = stage({ name: 'p.looks', needs: { built }, run: () => void told.push('looked') });
  const ends = stage({
    name: 'p.end',
    needs: { released: optional(released) },
    run: () => undefined,
    irreversible: 'a note',
    plan: ({ released }) => [{ effect: 'end', describe: `released: ${released ?? 'not yet'}` }],
  });

  const { stages } = await planOf([foresees, looks, releases, ends]);

  assert.equal(
    stages.map(({ name, note, foreseeable, effects }) => [name, note, foreseeable, effects[0]?.describe]),
    [
      ['p.build', undefined, true, undefined],
      ['p.looks', 'looks at what the run has made', true, undefined],
      ['p.release', undefined, true, 'release what plan builds'],
      ['p.end', undefined, true, 'released: not yet'],
    ],
  );
  assert.equal(told, []);
});

test('what is foreseen must be what the stage provides', async () => {
  const wrong = stage({
    name: 'p.wrong',
    provides: { built },
    irreversible: 'images are harmless',
    run: () => ({ built: 'v2' }),
    plan: () => [],
    foresee: () => ({}) as never,
  });

  const { problems } = await planOf([wrong]);

  assert.equal(
    problems.map(({ code }) => code),
    ['STAGE_OUTPUT'],
  );
});

test.run();
