import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, dynamic, errorTable, isDeployError, stage } from '../../src/index.ts';
import type { Effect, StateStore } from '../../src/index.ts';
import { handOutEnd, membersWorld, runHandOut } from '../../src/fleet.ts';
import type { HandedOut } from '../../src/fleet.ts';
import { listRuns, runPipeline } from '../../src/run.ts';
import { memoryStore, rejects } from '../../src/testing/index.ts';
import { systemClock } from '../../src/engine/system.ts';
import { currentEntry } from '../../src/lock/lock.ts';
import { HANDED, member } from './hand-out-member.ts';
import { eventsOf } from './run-events.ts';

/** The state as a process leaves it that is killed after so many lines of its journal. */
async function killedAfter(store: StateStore, runId: string, lines: number): Promise<StateStore> {
  const left = memoryStore();
  const all: string[] = [];
  for await (const line of store.lines(`runs/${runId}.jsonl`)) all.push(line);
  await left.append(`runs/${runId}.jsonl`, all.slice(0, lines), { durable: true });
  await left.create(`open/${runId}`, '2026-01-01T00:00:00.000Z');
  return left;
}

test('a hand-out tells which services asked its run to call less often, each once', async () => {
  const store = memoryStore();
  const slowly = stage({
    name: 'app.slowly',
    run(_inputs, ctx) {
      for (const service of ['Fly.io', 'AWS', 'Fly.io']) ctx.throttled(service);
    },
  });
  await runHandOut({ ...member(store, []), pipeline: definePipeline('deploy', [slowly]) }, HANDED);

  assert.equal((await handOutEnd(store, HANDED))?.throttledBy, ['Fly.io', 'AWS']);
});

test('a run that gave up because of it comes again, unless what it changed could not be put back', async () => {
  const shop = errorTable('shop', {
    SHOP_BUSY: { exitCode: 1, throttled: true, means: 'It is busy.', do: 'wait' },
  } as const);
  const shipping: Effect<null> = {
    describe: 'ship',
    apply: async () => null,
    observe: async () => ({ status: 'done', value: null }),
  };
  const endOf = async (goal: HandedOut['goal'], undo?: () => void): Promise<string | undefined> => {
    const store = memoryStore();
    const usual = member(store, []);
    const ship = stage({
      name: 'app.ship',
      async run(_inputs, ctx) {
        if (undo !== undefined) await ctx.effect('ship', shipping);
        throw shop.error('SHOP_BUSY', 'busy');
      },
      undo: undo ?? (() => undefined),
      observe: async () => ({ status: 'not-done' }),
    });
    const handed = { ...HANDED, goal };
    await runHandOut({ ...usual, pipeline: definePipeline('deploy', [ship]) }, handed);
    return (await handOutEnd(store, handed))?.end;
  };
  const stuck = (): never => {
    throw new Error('it does not go back');
  };

  assert.equal(
    [await endOf('release'), await endOf('release', () => undefined), await endOf('release', stuck)],
    ['throttled', 'throttled', 'person'],
  );
  assert.equal(
    [await endOf('back'), await endOf('ask'), await endOf('back', stuck)],
    ['throttled', 'throttled', 'person'],
  );
});

test('a hand-out that is run twice has one run, and the record of it', async () => {
  const store = memoryStore();
  const changes: string[] = [];

  assert.is(await handOutEnd(store, HANDED), undefined);
  const first = await runHandOut(member(store, changes), HANDED);
  const second = await runHandOut(member(store, changes), HANDED);

  assert.is(second.runId, first.runId);
  assert.equal(changes, ['one', 'two']);
  assert.is((await currentEntry(store))?.entry.runId, first.runId);
  const end = await handOutEnd(store, HANDED);
  assert.equal([end?.end, end?.run], ['good', first.runId]);
  assert.match(end?.last ?? '', /^[0-9a-f]{64}$/);
});

test('another hand-out of the same member is another run', async () => {
  const store = memoryStore();
  const changes: string[] = [];

  await runHandOut(member(store, changes), HANDED);
  await runHandOut(member(store, changes), { ...HANDED, handOut: 8 });

  assert.is((await listRuns(store)).length, 2);
});

test('a hand-out whose process was killed after any line is finished by the same run, and each change is made once', async () => {
  const whole = memoryStore();
  const record = await runHandOut(member(whole, []), HANDED);
  const events = await eventsOf(whole, record.runId);
  for (let lines = 1; lines < events.length; lines += 1) {
    const store = await killedAfter(whole, record.runId, lines);
    // What the journal says was done was done.
    const changes = events
      .slice(0, lines)
      .flatMap((event) =>
        event.type === 'effect.outcome' && event.outcome === 'done' ? [event.effect] : [],
      );

    const finished = await runHandOut(member(store, changes), HANDED);

    assert.equal(changes, ['one', 'two'], `after ${lines} lines`);
    assert.is(finished.runId, record.runId);
    assert.is((await handOutEnd(store, HANDED))?.end, 'good');
  }
});

test('a killed run of a hand-out is taken back by a run for something else, and the hand-out is still open', async () => {
  const whole = memoryStore();
  const record = await runHandOut(member(whole, []), HANDED);
  const store = await killedAfter(whole, record.runId, 4);
  const changes = ['one'];

  await runPipeline(member(store, changes));
  assert.is(changes.includes('undone'), true);
  assert.is(await handOutEnd(store, HANDED), undefined);

  await runHandOut(member(store, changes), HANDED);
  assert.is((await handOutEnd(store, HANDED))?.end, 'good');
});

test('a release that fails ends its hand-out with the reason, and the coordinator sees its evidence', async () => {
  const store = memoryStore();

  await runHandOut(member(store, [], true), HANDED);

  const end = await handOutEnd(store, HANDED);
  assert.is(end?.end, 'bad');
  assert.match(end?.because ?? '', 'STAGE_THREW: ');
  const world = membersWorld({ stateOf: () => store, build: () => Promise.reject(new Error('none')) });
  const record = await world.recordOf({ app: 'shop', run: end?.run ?? null });
  assert.is(record?.error?.code, 'STAGE_THREW');
  assert.is(await world.recordOf({ app: 'shop', run: null }), undefined);
});

test('a worker that is set up wrongly says nothing of the release, and nor does a bug of ours, unless something was changed', async () => {
  const errors = errorTable('test-worker', {
    TEST_SETTING: { exitCode: 2, means: 'A variable is missing.', do: 'set it' },
    TEST_BUG: { exitCode: 70, means: 'A bug.', do: 'report it' },
  } as const);
  const endWith = async (code: 'TEST_SETTING' | 'TEST_BUG', changes: boolean): Promise<unknown> => {
    const store = memoryStore();
    const options = member(store, []);
    const error = errors.error(code, 'it cannot go on');
    const wrong = stage({ name: 'app.wrong', run: () => Promise.reject(error) });
    const release = options.pipeline.stages.slice(0, 1);
    const pipeline = definePipeline('deploy', dynamic(changes ? [...release, wrong] : [wrong, ...release]));
    await runHandOut({ ...options, pipeline }, HANDED);
    return (await handOutEnd(store, HANDED))?.end;
  };

  for (const code of ['TEST_SETTING', 'TEST_BUG'] as const) {
    assert.is(await endWith(code, false), 'refused', code);
    assert.is(await endWith(code, true), 'bad', code);
  }
});

/** A store whose process is asleep from the first time it asks for the lock until it is woken. */
function sleepingBeforeLock(store: StateStore): {
  readonly store: StateStore;
  readonly asleep: Promise<void>;
  wake(): void;
} {
  const awake = Promise.withResolvers<void>();
  const asleep = Promise.withResolvers<void>();
  const list: StateStore['list'] = async (prefix) => {
    if (prefix === 'lock/') {
      asleep.resolve();
      await awake.promise;
    }
    return store.list(prefix);
  };
  return { store: { ...store, list }, asleep: asleep.promise, wake: () => awake.resolve() };
}

test('a worker that slept between its look and the lock changes nothing of a hand-out that has ended, and been taken back', async () => {
  const store = memoryStore();
  const changes: string[] = [];
  const sleeper = sleepingBeforeLock(store);

  const late = runHandOut(member(sleeper.store, changes), HANDED);
  await sleeper.asleep;
  const first = await runHandOut(member(store, changes), HANDED);
  const back = await runHandOut(member(store, changes), { ...HANDED, handOut: 8 });
  sleeper.wake();

  assert.is((await late).runId, first.runId);
  assert.equal(changes, ['one', 'two', 'one', 'two']);
  assert.equal((await listRuns(store)).toSorted(), [first.runId, back.runId].toSorted());
});

test('a hand-out that another worker is about to begin is not called moved', async () => {
  const store = memoryStore();
  const awake = Promise.withResolvers<void>();
  const sleeper: StateStore = {
    ...store,
    // It has the lock, and does not get to its first word.
    append: (...line) => awake.promise.then(() => store.append(...line)),
  };
  const first = runHandOut(member(sleeper, []), HANDED);
  while ((await store.list('lock/')).length === 0) await new Promise(setImmediate);

  const error = await rejects(runHandOut(member(store, []), HANDED));

  assert.is(isDeployError(error) && error.code, 'LOCK_HELD');
  assert.is(await handOutEnd(store, HANDED), undefined);
  awake.resolve();
  await first;
  assert.is((await handOutEnd(store, HANDED))?.end, 'good');
});

test('a killed run that other code began is taken back, and done anew', async () => {
  const whole = memoryStore();
  const record = await runHandOut(member(whole, []), HANDED);
  const store = await killedAfter(whole, record.runId, 4);
  const changes = ['one'];
  const options = member(store, changes);
  const more = stage({ name: 'app.more', run: () => undefined });
  const pipeline = definePipeline('deploy', dynamic([...options.pipeline.stages, more]));

  const anew = await runHandOut({ ...options, pipeline }, HANDED);

  assert.equal(changes, ['one', 'undone', 'one', 'two']);
  assert.is.not(anew.runId, record.runId);
  assert.is((await handOutEnd(store, HANDED))?.end, 'good');
});

test('a hand-out is found among runs from before the fleet', async () => {
  const store = memoryStore();
  const options = member(store, []);
  await runPipeline({ ...options, clock: { ...systemClock, now: () => Date.parse('2025-01-01T00:00:00Z') } });

  const { runId } = await runHandOut(options, HANDED);

  assert.is((await handOutEnd(store, HANDED))?.run, runId);
});

test('runs from before the fleet are not looked through', async () => {
  const store = memoryStore();
  const record = await runHandOut(member(store, []), HANDED);
  const reads: string[] = [];
  const watched: StateStore = {
    ...store,
    lines(key) {
      reads.push(key);
      return store.lines(key);
    },
  };

  await handOutEnd(watched, { ...HANDED, fleetRun: '20991231-000000-abcdef12' });

  assert.is(record.runId < '2099', true);
  assert.equal(reads, []);
});

test.run();
