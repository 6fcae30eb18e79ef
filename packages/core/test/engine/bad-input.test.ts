// Wrong behaviour of a stage, a store or a pipeline must give a clear error, and lose nothing.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, definePipeline, json, parallel, stage } from '../../src/index.ts';
import { fileStore, runPipeline } from '../../src/run.ts';
import type { Artifact, EffectContext, StageContext } from '../../src/index.ts';
import { openRuns } from '../../src/engine/open-runs.ts';
import { stateUnusable } from '../../src/state-errors.ts';
import { faultyStore, memoryStore, runStage } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { inTempFolder } from '../temp-folder.ts';
import { emptyWorld, makeThing, memoryRun, verifyThing } from './world.ts';

const list: Artifact<'list', string[]> = artifact('list', json<string[]>());

/** A list of stages as JavaScript would give it, past the compiler. */
function untyped(stages: readonly unknown[]): [] {
  return stages as [];
}

test('stages with one name, or with none, are refused in a sentence', () => {
  const a = stage({ name: 'test.a', run: () => undefined });
  const nameless = { ...a, name: '  ' };
  const messageOf = (stages: readonly unknown[]): string => {
    try {
      definePipeline('p', untyped(stages));
      return 'accepted';
    } catch (error) {
      return String(error);
    }
  };

  assert.match(messageOf([a, a]), "two stages are named 'test.a'");
  assert.match(messageOf([a, parallel(a)]), "two stages are named 'test.a'");
  assert.match(messageOf([nameless]), 'a stage has an empty name');
});

test('a stage that changes its inputs changes its own copy only', async () => {
  const gives = stage({ name: 'test.gives', provides: { list }, run: () => ({ list: ['a'] }) });
  const seen: (readonly string[])[] = [];
  const spoils = (name: string) =>
    stage({
      name,
      needs: { list },
      run(inputs) {
        seen.push([...inputs.list]);
        inputs.list.push('spoilt');
        (inputs as { list: unknown }).list = 'gone';
      },
    });
  const pipeline = definePipeline('p', [
    gives,
    parallel(spoils('test.b'), spoils('test.c')),
    spoils('test.d'),
  ]);

  const record = await runPipeline(memoryRun(pipeline));

  assert.is(record.exitCode, 0, record.error?.message);
  assert.equal(seen, [['a'], ['a'], ['a']]);
});

test('a later change of a returned value does not change the output', async () => {
  const kept: string[] = ['a'];
  const gives = stage({ name: 'test.gives', provides: { list }, run: () => ({ list: kept }) });
  let seen: readonly string[] = [];
  const late = stage({ name: 'test.late', run: () => void kept.push('late') });
  const takes = stage({ name: 'test.takes', needs: { list }, run: (inputs) => void (seen = inputs.list) });

  await runPipeline(memoryRun(definePipeline('p', [gives, late, takes])));

  assert.equal(seen, ['a']);
});

const circle: { self?: unknown } = {};
circle.self = circle;

const UNHOLDABLE: Readonly<Record<string, unknown>> = { 'a bigint': 10n, 'a circle': circle };

for (const [name, value] of Object.entries(UNHOLDABLE)) {
  test(`an effect that returns ${name} fails its stage with a clear error, and is taken back`, async () => {
    const world = emptyWorld();
    const made = stage({
      name: 'test.made',
      run: (_inputs, ctx: EffectContext) =>
        ctx.effect('make', {
          describe: 'make it',
          async apply() {
            world.made.add('it');
            return value;
          },
          observe: async () =>
            world.made.has('it') ? { status: 'done', value: undefined } : { status: 'not-done' },
        }),
      undo: () => void world.made.delete('it'),
      observe: async () =>
        world.made.has('it') ? { status: 'done', value: undefined } : { status: 'not-done' },
    });
    const options = memoryRun(definePipeline('p', [made]));

    const record = await runPipeline(options);

    assert.is(record.error?.code, 'JOURNAL_CANNOT_HOLD');
    assert.match(record.error?.message ?? '', "a journal cannot hold 'effect.outcome' of stage 'test.made'");
    assert.is(record.exitCode, 1);
    assert.is(world.made.size, 0);
    // The numbers have no gap: the next run reads this journal.
    assert.equal(
      options.seen.map(({ seq }) => seq),
      options.seen.map((_, index) => index + 1),
    );
  });

  test(`a check whose evidence holds ${name} fails its stage with a clear error`, async () => {
    const probes = stage({
      name: 'test.probes',
      run: (_inputs, ctx: StageContext) =>
        ctx.check({
          id: 'c',
          target: 't',
          verdict: 'pass',
          critical: false,
          message: 'm',
          evidence: { value },
        }),
    });

    const { error } = await runStage(probes);

    assert.is(await codeOf(Promise.reject(error)), 'JOURNAL_CANNOT_HOLD');
  });
}

test('a date in an event is written as a date', async () => {
  const at = new Date('2026-01-01T00:00:00Z');
  const probes = stage({
    name: 'test.probes',
    run: (_inputs, ctx: StageContext) =>
      ctx.check({ id: 'c', target: 't', verdict: 'pass', critical: false, message: 'm', evidence: { at } }),
  });

  assert.equal((await runStage(probes)).checks[0]?.evidence, { at: '2026-01-01T00:00:00.000Z' });
});

for (const healthy of [true, false]) {
  test(`a disk that is full from any write on loses nothing of a ${healthy ? 'good' : 'bad'} run`, async () => {
    let writes = Infinity;
    for (let from = 1; from <= writes; from += 1) {
      const world = emptyWorld();
      const memory = memoryStore();
      const disk = stateUnusable('the folder', new Error('ENOSPC: no space left on device'));
      const store = faultyStore(memory, [{ operation: 'append', from, error: disk }]);
      const pipeline = definePipeline('p', [
        makeThing(world, 'new', 'old'),
        verifyThing(world, healthy ? ['new', 'old'] : ['old']),
      ]);
      if (writes === Infinity) {
        const whole = faultyStore(memoryStore(), []);
        await runPipeline(memoryRun(pipeline, { store: whole }));
        writes = whole.calls.filter(({ operation }) => operation === 'append').length;
        world.made.clear();
      }

      const record = await runPipeline(memoryRun(pipeline, { store }));

      const at = `full from write ${from} of ${writes}`;
      assert.is(record.exitCode, 4, at);
      assert.ok(record.error, at);
      // What the journal does not tell, the next run finds out by looking.
      const next = await runPipeline(memoryRun(pipeline, { store: memory }));
      assert.is(next.exitCode, healthy ? 0 : 3, `${at}: ${next.error?.message}`);
      assert.equal([...world.made], healthy ? ['new'] : [], at);
      assert.equal(await openRuns(memory), [], at);
    }
    assert.ok(writes >= 8, String(writes));
  });
}

test('a state folder that cannot be made stops a run before it changes anything', () =>
  inTempFolder(async (folder) => {
    const world = emptyWorld();
    // A file where the folder should be: no user, however mighty, can write below it.
    await writeFile(join(folder, 'state'), 'in the way');

    const record = await runPipeline(
      memoryRun(definePipeline('p', [makeThing(world, 'new')]), { store: fileStore(join(folder, 'state')) }),
    );

    assert.is(record.error?.code, 'STATE_UNUSABLE');
    assert.is(record.exitCode, 4);
    assert.not.match(record.error?.hint ?? '', 'resume', 'there is no run to resume');
    assert.is(world.made.size, 0);
  }));

test.run();
