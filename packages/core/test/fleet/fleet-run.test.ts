import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { adoptFleet, defineFleet, fleetState, planFleet, startFleet, wave } from '../../src/fleet.ts';
import type { Dispenser, Fleet, FleetPorts, FleetRun, FleetState, MemberEnd } from '../../src/fleet.ts';
import type { StateStore } from '../../src/index.ts';
import { jobOf, handOutStands, handedOutOf } from '../../src/fleet/hand-out/hand-out.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { KILLED, dyingStore, eventsOf, mortalClock, standIns, workOff } from './stand-ins.ts';
import type { StandIns } from './stand-ins.ts';

const RUN = '20261128-120000-abcdef12';
const LEASE_MS = 31_000;

const fleet = defineFleet('shops', {
  members: shops(12),
  build: deploy,
  pipeline: deploy,
  waves: [wave('first', { count: 3 }), wave('second', { count: 4, bake: '10m' }), wave('rest')],
  atOnce: 3,
  tolerate: 1,
  skip: [{ app: 'shop-012', because: 'board demo' }],
});

/** What a test of a run needs. */
interface Parts {
  readonly store: StateStore;
  readonly dispenser: Dispenser;
  readonly world: StandIns;
  readonly clock: ReturnType<typeof fakeClock>;
}

async function parts(decide: (app: string, goal: string) => MemberEnd): Promise<Parts> {
  return {
    store: memoryStore(),
    dispenser: await memoryPlace().open(),
    world: standIns(decide),
    clock: fakeClock({ start: '2026-11-28T12:00:00Z' }),
  };
}

function portsOf(parts: Parts, change: Partial<FleetPorts> = {}): FleetPorts {
  return { ...parts, signal: new AbortController().signal, ...change };
}

async function begin(fleet: Fleet, ports: FleetPorts): Promise<FleetRun> {
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: ports.clock.now() });
  return startFleet(fleet, plan, { runId: RUN }, ports);
}

/** Drives a run to its end. `upset` happens after each round of work. */
async function drive(
  run: FleetRun,
  parts: Parts,
  upset: () => Promise<void> = async () => {},
): Promise<FleetState> {
  for (let rounds = 0; rounds < 200; rounds += 1) {
    const waiting = await run.advance();
    if (waiting === undefined) {
      await run.close();
      return fleetState(await eventsOf(parts.store, RUN));
    }
    await workOff(parts.store, parts.dispenser, parts.world);
    await upset();
    if (waiting.until !== undefined) await parts.clock.advance(waiting.until - parts.clock.now());
  }
  throw new Error('the run does not end');
}

function statusesOf(state: FleetState): readonly string[] {
  return [...state.members.values()].map(({ app, status }) => `${app} ${status}`).toSorted();
}

/** Each hand-out was run once, and no member twice at the same time. */
function assertOnce({ world }: Parts): void {
  assert.equal(world.collisions, []);
  assert.equal(
    [...world.runs].filter(([, count]) => count !== 1),
    [],
  );
}

test('a good release reaches every member once, wave by wave, and the journal tells it', async () => {
  const all = await parts(() => 'good');

  const state = await drive(await begin(fleet, portsOf(all)), all);

  assert.is(state.ended?.exitCode, 0);
  const expected = [...shops(11).map(({ app }) => `${app} good`), 'shop-012 skipped'];
  assert.equal(statusesOf(state), expected);
  assert.is(all.world.builds(), 1);
  assertOnce(all);
  const handed = (await eventsOf(all.store, RUN)).filter(({ type }) => type === 'member.handed');
  assert.is(handed.length, 11);
});

test('a coordinator that is told to end journals how members have ended, and hands out nothing more', async () => {
  const all = await parts(() => 'good');
  const run = await begin(fleet, portsOf(all));
  await run.advance();
  await workOff(all.store, all.dispenser, all.world);

  await run.collect();
  await run.close();

  const types = (await eventsOf(all.store, RUN)).map(({ type }) => type);
  assert.is(types.at(-1), 'member.ended');
  assert.is(
    types.filter((type) => type === 'member.handed').length,
    types.filter((type) => type === 'member.ended').length,
  );
});

test('when nothing was tried on any member, the fleet ends without a verdict on the image, and without success', async () => {
  const all = await parts(() => 'refused');

  const state = await drive(await begin(fleet, portsOf(all)), all);

  assert.is(state.ended?.exitCode, 6);
  assert.match(state.ended?.because ?? '', "wave 'first' gave too little evidence; 3 members need a person");
  assert.equal([state.held, state.stopped], [false, undefined]);
  assertOnce(all);
});

test('a broken release is stopped in the first wave, which has no more bad members than the plan said', async () => {
  const all = await parts((_app, goal) => (goal === 'release' ? 'bad' : 'back'));

  const state = await drive(await begin(fleet, portsOf(all)), all);

  assert.is(state.ended?.exitCode, 3);
  assert.is(state.stopped?.wave, 'first');
  assert.ok(state.held);
  assert.is(all.world.runs.size, 2);
  assertOnce(all);
});

test('a release that is bad in a later wave is taken back there, and asked of earlier members', async () => {
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: 0 });
  const second = new Set(plan.waves[1]?.members.map(({ app }) => app));
  const first = plan.waves[0]?.members.map(({ app }) => app) ?? [];
  const all = await parts((app, goal) => {
    if (goal === 'back') return 'back';
    if (goal === 'ask') return app === first[0] ? 'bad' : 'good';
    return second.has(app) && app !== [...second][0] ? 'bad' : 'good';
  });

  const state = await drive(await begin(fleet, portsOf(all)), all);

  assert.is(state.ended?.exitCode, 3);
  const of = (app: string | undefined): string | undefined => state.members.get(app ?? '')?.status;
  assert.equal(first.map(of), ['back', 'good', 'good']);
  assert.is(of([...second][0]), 'back');
  assertOnce(all);
});

test('the queue is dropped after every round of work: the same end, from the journal', async () => {
  const all = await parts(() => 'good');

  const state = await drive(await begin(fleet, portsOf(all)), all, () => all.dispenser.drop());

  assert.is(state.ended?.exitCode, 0);
  assertOnce(all);
});

test('jobs that the queue loses before anybody takes them are put in again', async () => {
  const all = await parts(() => 'good');
  let drops = 0;
  const losing: Dispenser = {
    ...all.dispenser,
    async put(jobs) {
      await all.dispenser.put(jobs);
      drops += 1;
      if (drops % 2 === 0) await all.dispenser.drop();
    },
  };

  const state = await drive(await begin(fleet, portsOf(all, { dispenser: losing })), all);

  assert.is(state.ended?.exitCode, 0);
  assertOnce(all);
});

/** A release that fails on one member of the last wave, and one whose second wave is bad: every kind of step happens. */
const DECISIONS: Readonly<Record<string, (app: string, goal: string) => MemberEnd>> = {
  good: () => 'good',
  bad: (app, goal) =>
    goal === 'release'
      ? Number(app.slice(-2)) % 2 === 0
        ? 'bad'
        : 'good'
      : goal === 'back'
        ? 'back'
        : 'bad',
};
for (const [name, decide] of Object.entries(DECISIONS)) {
  for (const kind of ['before', 'after'] as const) {
    test(`a coordinator that is killed ${kind} any write is replaced, with the same end as without (${name})`, async () => {
      const whole = await parts(decide);
      const expected = await drive(await begin(fleet, portsOf(whole)), whole);

      let from = 1;
      for (; ; from += 1) {
        const all = await parts(decide);
        const store = dyingStore(all.store, from, kind);
        const clock = mortalClock(all.clock);
        let run: FleetRun | undefined;
        let killed = false;
        try {
          run = await begin(fleet, portsOf(all, { store, clock }));
          await drive(run, all);
        } catch (error) {
          if (error !== KILLED) throw error;
          killed = true;
        }
        if (!killed) break;
        clock.kill();
        const early = adoptFleet(fleet, RUN, portsOf(all));
        assert.is(await codeOf(early), 'LOCK_HELD', 'while its lease lasts, nobody takes over');
        await all.clock.advance(LEASE_MS);
        const begun = (await eventsOf(all.store, RUN)).length > 0;
        // A run without a first line is no run: another one may begin.
        const next = begun ? await adoptFleet(fleet, RUN, portsOf(all)) : await begin(fleet, portsOf(all));
        const state = await drive(next, all);

        assert.equal(statusesOf(state), statusesOf(expected), `killed at write ${from}`);
        assert.is(state.ended?.exitCode, expected.ended?.exitCode, `killed at write ${from}`);
        assertOnce(all);
      }
      assert.ok(from > 15, `only ${from} writes`);
    });
  }
}

test('a coordinator that dies between the journal and the queue has lost nothing', async () => {
  const all = await parts(() => 'good');
  const clock = mortalClock(all.clock);
  let puts = 0;
  const dying: Dispenser = {
    ...all.dispenser,
    async put(jobs) {
      puts += 1;
      if (puts === 4) throw new Error('killed');
      await all.dispenser.put(jobs);
    },
  };
  const first = await begin(fleet, portsOf(all, { dispenser: dying, clock }));
  let died = '';
  await drive(first, all).catch((error: unknown) => (died = String(error)));
  assert.is(died, 'Error: killed');
  clock.kill();
  await all.clock.advance(LEASE_MS);

  const state = await drive(await adoptFleet(fleet, RUN, portsOf(all)), all);

  assert.is(state.ended?.exitCode, 0);
  assertOnce(all);
});

test('a coordinator that slept past its lease changes nothing, and what it puts in is not run', async () => {
  const all = await parts(() => 'good');
  const slept = mortalClock(all.clock);
  const first = await begin(fleet, portsOf(all, { clock: slept }));
  await first.advance();
  slept.kill();
  await all.clock.advance(LEASE_MS);
  const second = await adoptFleet(fleet, RUN, portsOf(all));

  assert.is(await codeOf(first.say({ type: 'fleet.paused', who: 'ada', because: 'late' })), 'LOCK_LOST');
  const given = {
    fleetRun: RUN,
    app: 'shop-005',
    goal: 'release',
    handOut: 99,
    image: 'sha256:built',
    token: 1,
  } as const;
  assert.is(await handOutStands(all.store, given), false);
  await all.dispenser.put([jobOf(given)]);

  const state = await drive(second, all);
  assert.is(state.ended?.exitCode, 0);
  assert.is(all.world.runs.has('99 shop-005'), false);
  assertOnce(all);
});

test('a person approves, pauses and goes on, and the journal says who and why', async () => {
  const gated = defineFleet('shops', {
    members: shops(3),
    pipeline: deploy,
    build: deploy,
    waves: [wave('first', { count: 1, gate: 'approve' }), wave('rest')],
  });
  const all = await parts(() => 'good');
  const run = await begin(gated, portsOf(all));

  assert.match((await run.advance())?.because ?? '', 'waits for approval');
  assert.is(all.world.builds(), 0);
  await run.say({ type: 'gate.approved', wave: 'first', who: 'ada', because: 'read the plan' });
  await run.say({ type: 'fleet.paused', who: 'bob', because: 'incident elsewhere' });
  assert.match((await run.advance())?.because ?? '', 'paused');
  await run.say({ type: 'fleet.continued', who: 'bob', because: 'over' });

  const state = await drive(run, all);
  assert.is(state.ended?.exitCode, 0);
  assert.is(state.waves.get('first')?.approvedBy, 'ada');
});

test('an image that was taken back is held: refused before anything is handed out, unless it is asked for again', async () => {
  const all = await parts((_app, goal) => (goal === 'release' ? 'bad' : 'back'));
  await drive(await begin(fleet, portsOf(all)), all);
  const options = { environment: 'production', env: {}, now: 0, image: 'sha256:built' };
  const plan = await planFleet(fleet, options);
  const runId = '20261128-130000-abcdef12';

  assert.is(await codeOf(startFleet(fleet, plan, { runId }, portsOf(all))), 'FLEET_IMAGE_HELD');
  // One that is built anew is known only then.
  const rebuilt = await startFleet(fleet, { ...plan, image: null }, { runId }, portsOf(all));
  assert.is(await rebuilt.advance(), undefined);
  assert.match(rebuilt.state.ended?.because ?? '', 'the image sha256:built is held');
  assert.is(rebuilt.state.handOuts, 0);
  await rebuilt.close();
  const again = await startFleet(
    fleet,
    plan,
    { runId: '20261128-140000-abcdef12', again: true },
    portsOf(all),
  );
  await all.dispenser.drop();
  await again.advance();
  assert.is(again.state.handOuts > 0, true);
  // Members are told, because each knows the image as bad, too.
  assert.is(handedOutOf((await all.dispenser.take())?.value)?.again, true);
});

test('a second run does not begin beside one that has not ended; a person can stop that one, which takes its wave back', async () => {
  const all = await parts((_app, goal) => (goal === 'back' ? 'back' : 'good'));
  const first = await begin(fleet, portsOf(all));
  await first.advance();
  await first.close();
  const plan = await planFleet(fleet, { environment: 'production', env: {}, now: 0 });

  const second = startFleet(fleet, plan, { runId: '20261128-130000-abcdef12' }, portsOf(all));
  assert.is(await codeOf(second), 'FLEET_UNFINISHED');

  const adopted = await adoptFleet(fleet, RUN, portsOf(all));
  await workOff(all.store, all.dispenser, all.world);
  await adopted.stop('ada', 'wrong image');
  const state = await drive(adopted, all);
  assert.is(state.ended?.exitCode, 3);
  assert.equal(state.stopped?.because, ['ada stopped it: wrong image']);
  assert.is(
    [...state.members.values()].some(({ status }) => status === 'good'),
    false,
  );
  await (
    await startFleet(fleet, plan, { runId: '20261128-130000-abcdef12', again: true }, portsOf(all))
  ).close();
});

test('a run that is stopped before its first wave began ends with nothing done and nothing held', async () => {
  const gated = defineFleet('shops', {
    members: shops(2),
    pipeline: deploy,
    build: deploy,
    waves: [wave('all', { gate: 'approve' })],
  });
  const all = await parts(() => 'good');
  const run = await begin(gated, portsOf(all));
  await run.advance();

  await run.stop('ada', 'not today');

  assert.is(await run.advance(), undefined);
  assert.is(run.state.ended?.exitCode, 1);
  assert.is(run.state.held, false);
});

test('a fleet of five thousand is frozen in pages, and no line holds all of it', async () => {
  const many = defineFleet('many', {
    members: shops(5_000),
    pipeline: deploy,
    build: deploy,
    waves: [wave('all')],
  });
  const all = await parts(() => 'good');

  const run = await begin(many, portsOf(all));
  await run.close();

  const lengths: number[] = [];
  for await (const line of all.store.lines(`runs/${RUN}.jsonl`)) lengths.push(line.length);
  assert.is(lengths.length, 26);
  assert.ok(Math.max(...lengths) < 30_000, `${Math.max(...lengths)}`);
  assert.is(run.state.members.size, 5_000);
});

test.run();
