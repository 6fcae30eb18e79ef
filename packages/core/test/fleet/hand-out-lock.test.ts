/** A hand-out and the lock of its member, which other runs want as well. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import type { StateStore } from '../../src/index.ts';
import { handOutEnd, runHandOut } from '../../src/fleet.ts';
import { runPipeline } from '../../src/run.ts';
import type { RunOptions } from '../../src/engine/run-options.ts';
import { systemClock } from '../../src/engine/system.ts';
import { memoryStore, rejects } from '../../src/testing/index.ts';
import { HANDED, member } from './hand-out-member.ts';

/** A run by hand that holds the lock of the member until it is let go. */
async function byHand(options: RunOptions): Promise<() => Promise<unknown>> {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const long = stage({
    name: 'app.long',
    irreversible: 'a test',
    async run() {
      begun.resolve();
      await end.promise;
    },
  });
  const run = runPipeline({ ...options, pipeline: definePipeline('by-hand', [long]) });
  await begun.promise;
  return () => {
    end.resolve();
    return run;
  };
}

test('a hand-out whose app another run holds has moved', async () => {
  const store = memoryStore();
  const options = member(store, []);
  const letGo = await byHand(options);

  const record = await runHandOut(options, HANDED);

  assert.is(record.status, 'locked');
  assert.is((await handOutEnd(store, HANDED))?.end, 'moved');
  await letGo();
});

test('state that does not answer when the lock is taken is no end of the hand-out: it is tried again', async () => {
  const store = memoryStore();
  const away: StateStore = {
    ...store,
    list: (prefix) => (prefix === 'lock/' ? Promise.reject(new Error('away')) : store.list(prefix)),
  };

  assert.match(String(await rejects(runHandOut(member(away, []), HANDED))), 'away');
  assert.is(await handOutEnd(store, HANDED), undefined);
});

test('a hand-out waits for another run as long as it was told to', async () => {
  const store = memoryStore();
  const clock = { ...systemClock, sleep: () => new Promise<void>(setImmediate) };
  const options = { ...member(store, []), clock, lockWaitMs: 60_000 };
  const letGo = await byHand(options);

  const running = runHandOut(options, HANDED);
  await new Promise(setImmediate);
  await letGo();

  assert.is((await running).status, 'succeeded');
});

test('beside another run, a hand-out that has ended says so, and one that only looks is done', async () => {
  const store = memoryStore();
  const options = member(store, []);
  const first = await runHandOut(options, HANDED);
  const letGo = await byHand(options);
  const look = definePipeline('validate', [stage({ name: 'app.look', run: () => undefined })]);

  assert.is((await runHandOut(options, HANDED)).runId, first.runId);
  const looked = await runHandOut({ ...options, pipeline: look }, { ...HANDED, handOut: 8 });

  assert.is(looked.status, 'succeeded');
  await letGo();
});

test('a worker that is stopped while it waits for another run leaves the hand-out to the next one', async () => {
  const store = memoryStore();
  const worker = new AbortController();
  const options = { ...member(store, []), lockWaitMs: 60_000, signal: worker.signal };
  const letGo = await byHand(member(store, []));

  const running = rejects(runHandOut(options, HANDED));
  worker.abort();
  await running;

  assert.is(await handOutEnd(store, HANDED), undefined);
  await letGo();
  await runHandOut(member(store, []), HANDED);
  assert.is((await handOutEnd(store, HANDED))?.end, 'good');
});

test.run();
