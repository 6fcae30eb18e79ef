import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { HandedOut } from '../../src/fleet.ts';
import { openFleetJournal } from '../../src/fleet/journal/fleet-journal.ts';
import { handedOutOf, handOutStands, jobOf } from '../../src/fleet/hand-out/hand-out.ts';
import { acquireLock } from '../../src/lock/lock.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';

const HANDED: HandedOut = {
  fleetRun: '20260101-000000-abcdef12',
  app: 'shop-1',
  goal: 'release',
  handOut: 7,
  image: 'sha256:1',
  token: 1,
};

test('a job is a hand-out when it has all that one has, each of its kind', () => {
  assert.equal(handedOutOf(jobOf(HANDED).value), HANDED);
  for (const value of [undefined, null, 'release', 7, {}]) assert.is(handedOutOf(value), undefined);
  for (const change of [
    { fleetRun: 1 },
    { app: undefined },
    { image: null },
    { goal: 'destroy' },
    { handOut: 1.5 },
    { token: '1' },
  ]) {
    assert.is(handedOutOf({ ...HANDED, ...change }), undefined, JSON.stringify(change));
  }
});

test('taking back comes before asking, and asking before a release', () => {
  const [back = 0, ask = 0, release = 0] = (['back', 'ask', 'release'] as const).map(
    (goal) => jobOf({ ...HANDED, goal }).priority,
  );

  assert.ok(back > ask && ask > release);
});

test('after another coordinator has taken over, only what is in the journal stands', async () => {
  const store = memoryStore();
  const clock = fakeClock();
  const handed = (handOut: number, app: string) =>
    ({ type: 'member.handed', goal: 'release', app, handOut }) as const;
  await openFleetJournal({ store, clock }, HANDED.fleetRun).append([
    handed(6, 'shop-0'),
    handed(7, 'shop-1'),
    handed(8, 'shop-2'),
  ]);

  assert.is(await handOutStands(store, HANDED), true);
  for (const change of [{ app: 'shop-2' }, { goal: 'back' }, { handOut: 8 }, { handOut: 9 }] as const) {
    assert.is(await handOutStands(store, { ...HANDED, ...change }), false, JSON.stringify(change));
  }
  // While its coordinator holds the lock, the journal is not read.
  const { signal } = new AbortController();
  const lock = { runId: HANDED.fleetRun, pipeline: 'fleet shops', waitMs: 0 };
  const { token } = await acquireLock({ store, clock, signal, ...lock });
  assert.is(await handOutStands(store, { ...HANDED, handOut: 9, token }), true);
  assert.is(await handOutStands(store, { ...HANDED, handOut: 9, token: token + 1 }), false);
});

test.run();
