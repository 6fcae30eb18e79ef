import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeClock, rejects } from '../../src/testing/index.ts';

test('sleeps end in order when time is moved, and each continues at its own time', async () => {
  const clock = fakeClock({ start: '2026-05-01T00:00:00Z' });
  const begin = clock.now();
  const woken: [string, number][] = [];
  const sleeper = async (name: string, ms: number): Promise<void> => {
    await clock.sleep(ms);
    woken.push([name, clock.now() - begin]);
  };
  const all = Promise.all([sleeper('late', 300), sleeper('early', 100)]);

  await clock.advance(99);
  assert.equal(woken, []);
  assert.is(clock.waiting, 2);
  await clock.advance(1_000);
  await all;

  assert.equal(woken, [
    ['early', 100],
    ['late', 300],
  ]);
  assert.is(clock.now() - begin, 1_099);
  assert.is(clock.sleptMs, 400);
});

test('a loop that sleeps again and again is carried through one advance', async () => {
  const clock = fakeClock();
  let turns = 0;
  const loop = (async () => {
    for (; turns < 5; turns += 1) await clock.sleep(10);
  })();

  await clock.advance(50);
  await loop;

  assert.is(turns, 5);
  assert.equal(clock.sleeps, [10, 10, 10, 10, 10]);
});

test('an abort ends a sleep with its reason, and the sleep does not count', async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  const reason = new Error('enough');

  const sleep = rejects(clock.sleep(10, controller.signal));
  controller.abort(reason);

  assert.is(await sleep, reason);
  assert.is(await rejects(clock.sleep(10, controller.signal)), reason);
  assert.equal([clock.waiting, clock.sleptMs], [0, 0]);
});

test('in auto mode nobody needs to move the time, and what was slept is counted', async () => {
  const clock = fakeClock({ auto: true });
  const begin = clock.now();

  await clock.sleep(60_000);
  await clock.sleep(5);

  assert.equal([clock.now() - begin, clock.sleptMs, clock.waiting], [60_005, 60_005, 0]);
});

test.run();
