import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  adoptFleet,
  defineFleet,
  fleetState,
  leadJob,
  planFleet,
  startFleet,
  wave,
  workFleet,
} from '../../src/fleet.ts';
import { coreErrors } from '../../src/core-errors.ts';
import { memberEnd } from '../../src/fleet/members/member-end.ts';
import type { Dispenser, FleetRun, HandedOut, MemberEnd, WorkFleetOptions } from '../../src/fleet.ts';
import type { HandOutGoal } from '../../src/fleet/journal/fleet-event.ts';
import { exitCodes } from '../../src/run.ts';
import { jobOf } from '../../src/fleet/hand-out/hand-out.ts';
import { acquireLock } from '../../src/lock/lock.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { eventsOf, standIns } from './stand-ins.ts';

/** A hand-out of the coordinator that holds the lock, which has the token 1. */
function handed(handOut: number): HandedOut {
  return { fleetRun: 'run', app: `shop-${handOut}`, goal: 'release', handOut, image: 'sha256:1', token: 1 };
}

interface Work {
  readonly dispenser: Dispenser;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly stop: () => void;
  readonly worked: Promise<void>;
}

/** A worker over hand-outs that were put in. */
async function working(
  jobs: readonly HandedOut[],
  run: WorkFleetOptions['run'],
  change: Partial<WorkFleetOptions> = {},
): Promise<Work> {
  const clock = fakeClock();
  const store = memoryStore();
  const stop = new AbortController();
  const { signal } = stop;
  await acquireLock({ store, clock, runId: 'run', pipeline: 'fleet shops', waitMs: 0, signal });
  const dispenser = change.dispenser ?? (await memoryPlace().open());
  await dispenser.put(jobs.map(jobOf));
  const lead = (): Promise<never> => Promise.reject(new Error('there is no run to lead'));
  const worked = workFleet({ store, clock, signal, run, lead, ...change, dispenser });
  return { dispenser, clock, stop: () => stop.abort(), worked };
}

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
}

test('a worker runs so many members at the same time as it may, and each once', async () => {
  let live = 0;
  let most = 0;
  const seen: string[] = [];
  const { worked, stop, dispenser, clock } = await working(
    [1, 2, 3, 4, 5].map(handed),
    async ({ app }) => {
      most = Math.max(most, (live += 1));
      await turns(3);
      live -= 1;
      seen.push(app);
    },
    { atOnce: 2 },
  );

  while (seen.length < 5) {
    await turns();
    await clock.advance(1_000);
  }
  stop();
  await worked;

  assert.equal(seen.toSorted(), ['shop-1', 'shop-2', 'shop-3', 'shop-4', 'shop-5']);
  assert.is(most, 2);
  assert.is(await dispenser.take(), undefined);
});

test('when a member ends, the next one begins at once: no look is waited for', async () => {
  const shop = defineFleet('shops', {
    members: shops(6),
    pipeline: deploy,
    waves: [wave('first', { count: 2 }), wave('rest')],
    atOnce: 2,
  });
  const [clock, store, stop] = [fakeClock(), memoryStore(), new AbortController()];
  const dispenser = await memoryPlace({ now: () => clock.now() }).open();
  const world = standIns(() => 'good');
  const ports = { store, clock, dispenser, world, signal: stop.signal };
  const plan = await planFleet(shop, { environment: 'production', env: {}, now: 0, image: 'sha256:1' });
  await (await startFleet(shop, plan, { runId: 'run' }, ports)).close();
  const began = clock.now();
  const worked = workFleet({
    ...ports,
    atOnce: 2,
    run: (handed) => world.run(handed),
    lead: (fleetRun) => adoptFleet(shop, fleetRun, ports),
  });

  await turns(500);
  const state = fleetState(await eventsOf(store, 'run'));
  stop.abort();
  await worked;

  assert.is(state.ended?.exitCode, 0);
  assert.is(clock.now(), began);
});

test('a worker that is stopped takes nothing more, tells its member, and gives the hand-out back', async () => {
  let told = false;
  const { worked, stop, dispenser } = await working(
    [handed(1), handed(2)],
    (_handed, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          told = true;
          reject(new Error('cancelled'));
        });
      }),
  );
  await turns();

  stop();
  await worked;

  assert.ok(told);
  assert.is((await dispenser.take())?.key, 'run/2/shop-2');
  assert.is(await dispenser.take(), undefined, 'the first comes later');
});

test('a worker that may end takes nothing more, and lets its member go on to its end', async () => {
  const ending = new AbortController();
  const end = Promise.withResolvers<void>();
  let told = false;
  const { worked, dispenser } = await working(
    [handed(1), handed(2)],
    async (_handed, signal) => {
      await end.promise;
      told = signal.aborted;
    },
    { ending: ending.signal },
  );
  await turns();

  ending.abort();
  await turns();
  end.resolve();
  await worked;

  assert.not(told);
  assert.is((await dispenser.take())?.key, 'run/2/shop-2');
  assert.is(await dispenser.take(), undefined, 'the first is done');
});

test('a member goes on to its end when its hand-out was given to somebody else: who has its lock decides', async () => {
  const whole = await memoryPlace().open();
  const dispenser: Dispenser = { ...whole, renew: async () => false };
  const end = Promise.withResolvers<void>();
  let aborted: boolean | undefined;
  const { worked, stop, clock } = await working(
    [handed(1)],
    async (_handed, signal) => {
      await end.promise;
      aborted = signal.aborted;
    },
    { dispenser },
  );
  await turns();

  await clock.advance(dispenser.renewEveryMs);
  await turns();
  end.resolve();
  await turns();
  stop();
  await worked;

  assert.is(aborted, false);
});

test('a coordinator whose job was given to somebody else gives the fleet back', async () => {
  const whole = await memoryPlace().open();
  const dispenser: Dispenser = { ...whole, renew: async () => false };
  let closed = false;
  const run: FleetRun = {
    runId: 'run',
    state: fleetState([]),
    advance: async () => ({
      type: 'wait',
      for: 'members',
      until: undefined,
      because: 'a member is under way',
    }),
    collect: async () => undefined,
    say: async () => undefined,
    stop: async () => undefined,
    close: async () => void (closed = true),
  };
  await whole.put([leadJob('run')]);
  const { worked, stop, clock } = await working([], async () => undefined, {
    dispenser,
    lead: async () => run,
  });
  await turns();
  assert.is(closed, false);

  await clock.advance(dispenser.renewEveryMs);
  await turns();

  assert.is(closed, true);
  stop();
  await worked;
});

test('a dispenser that cannot be reached takes no member away', async () => {
  const whole = await memoryPlace().open();
  const dispenser: Dispenser = { ...whole, renew: () => Promise.reject(new Error('no answer')) };
  const end = Promise.withResolvers<void>();
  let aborted = false;
  const { worked, stop, clock } = await working(
    [handed(1)],
    async (_handed, signal) => {
      await end.promise;
      aborted = signal.aborted;
    },
    { dispenser },
  );
  await turns();

  await clock.advance(dispenser.renewEveryMs * 5);
  end.resolve();
  await turns();
  stop();
  await worked;

  assert.is(aborted, false);
  assert.is(await whole.take(), undefined, 'it is done');
});

test('a hand-out whose run fails without a verdict is tried again', async () => {
  const attempts: number[] = [];
  // The dispenser in memory has the machine's clock: what is given back is there at once.
  const whole = await memoryPlace().open();
  const dispenser: Dispenser = { ...whole, later: (job) => whole.later(job, 0) };
  const { worked, stop, clock } = await working(
    [handed(1)],
    async (_handed, _signal, attempt) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error('its process was killed');
    },
    { dispenser },
  );

  while (attempts.length < 2) {
    await turns();
    await clock.advance(1_000);
  }
  await turns();
  stop();
  await worked;

  assert.equal(attempts, [1, 2]);
  assert.is(await whole.take(), undefined);
});

test('a dispenser that is away for a while is waited for; one that refuses ends the worker', async () => {
  const whole = await memoryPlace().open();
  const away = coreErrors.error('STATE_UNUSABLE', 'no answer', { transient: true });
  let takes = 0;
  const dispenser: Dispenser = {
    ...whole,
    take: () => ((takes += 1) < 4 ? Promise.reject(away) : whole.take()),
  };
  const [seen, told]: [string[], string[]] = [[], []];
  const { worked, stop, clock } = await working([handed(1)], async ({ app }) => void seen.push(app), {
    dispenser,
    away: ({ message }) => void told.push(message),
  });
  while (seen.length === 0) {
    await turns();
    await clock.advance(5_000);
  }
  stop();
  await worked;
  const refusing: Dispenser = {
    ...whole,
    take: () => Promise.reject(coreErrors.error('STATE_UNUSABLE', 'denied')),
  };
  const refused = await working([], async () => undefined, { dispenser: refusing });

  assert.equal([seen, told], [['shop-1'], ['no answer', 'no answer', 'no answer']]);
  assert.is(await codeOf(refused.worked), 'STATE_UNUSABLE');
});

test('workers lead the run as well: started once, it goes to its end by itself, and through a dropped queue', async () => {
  const shop = defineFleet('shops', {
    members: shops(9),
    pipeline: deploy,
    build: deploy,
    waves: [wave('first', { count: 2, bake: '10m' }), wave('rest')],
  });
  const clock = fakeClock({ start: '2026-11-28T12:00:00Z' });
  const store = memoryStore();
  const dispenser = await memoryPlace({ now: () => clock.now() }).open();
  const world = standIns(() => 'good');
  const ports = { store, clock, dispenser, world, signal: new AbortController().signal };
  const plan = await planFleet(shop, { environment: 'production', env: {}, now: clock.now() });
  await (await startFleet(shop, plan, { runId: 'run' }, ports)).close();
  const stop = new AbortController();
  const lead = (fleetRun: string): Promise<FleetRun> => adoptFleet(shop, fleetRun, ports);
  const run = (handed: HandedOut): Promise<void> => world.run(handed);
  const workers = [1, 2].map(() => workFleet({ store, clock, dispenser, lead, run, signal: stop.signal }));

  const ended = async (): Promise<boolean> =>
    (await eventsOf(store, 'run')).some(({ type }) => type === 'fleet.ended');
  for (let seconds = 0; !(await ended()); seconds += 1) {
    if (seconds === 20) await dispenser.drop();
    assert.ok(seconds < 3_000, 'it ends');
    await turns(5);
    await clock.advance(1_000);
  }
  stop.abort();
  await Promise.all(workers);

  const state = fleetState(await eventsOf(store, 'run'));
  assert.is(state.ended?.exitCode, 0);
  assert.equal(world.collisions, []);
  // Nobody wrote that it only looked whether the bake was over.
  assert.ok((await eventsOf(store, 'run')).filter(({ type }) => type === 'fleet.resumed').length < 10);
});

test('the exit code of a member says how its hand-out ended', () => {
  const ends = (goal: HandOutGoal): Readonly<Record<number, MemberEnd>> =>
    Object.fromEntries(exitCodes.map(({ code }) => [code, memberEnd(goal, code)]));
  const all = (end: MemberEnd): Readonly<Record<number, MemberEnd>> =>
    Object.fromEntries(exitCodes.map(({ code }) => [code, end]));

  assert.equal(ends('release'), {
    0: 'good',
    74: 'good',
    1: 'bad',
    3: 'bad',
    7: 'bad',
    4: 'person',
    // Nothing was tried, so nothing is known of the release.
    2: 'refused',
    70: 'refused',
    5: 'moved',
    // It was tried, and nobody knows how it would have ended.
    6: 'no-data',
    130: 'no-data',
    143: 'no-data',
  });
  assert.equal(ends('back'), { ...all('person'), 0: 'back', 74: 'back' });
  assert.equal(ends('ask'), { ...all('person'), 0: 'good', 74: 'good', 1: 'bad', 3: 'bad' });
});

test('a run that lacked a right says nothing of the release, unless something was changed and taken back', () => {
  const codes = [0, 1, 2, 3, 4] as const;

  assert.equal(
    codes.map((code) => memberEnd('release', code, 'rights')),
    ['good', 'refused', 'refused', 'bad', 'person'],
  );
  assert.equal(
    codes.map((code) => memberEnd('ask', code, 'rights')),
    ['good', 'person', 'person', 'bad', 'person'],
  );
  assert.is(memberEnd('back', 1, 'rights'), 'person');
});

test.run();
