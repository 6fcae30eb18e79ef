/**
 * The bound on bad members, over made-up fleets and whatever may happen to them: any order of ends, ends that are told twice or late, coordinators that
 * die at any line and hand out less than they may, pauses. Checked after every event.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../../../test/seeded.ts';
import { fleetState } from '../../src/fleet.ts';
import { nextStep } from '../../src/fleet/lead/next-step.ts';
import type { FleetEvent, MemberEnd } from '../../src/fleet.ts';
import { creditsOf, mostBad, mostInFlight } from '../../src/fleet/define/credits.ts';
import { atPace } from '../../src/fleet/journal/pace.ts';
import { waveCount } from '../../src/fleet/journal/fleet-state.ts';
import type { FleetState } from '../../src/fleet/journal/fleet-state.ts';
import { makeRun } from './made-fleets.ts';
import type { MadeRun } from './made-fleets.ts';

const CASES = 10_000;
type Random = () => number;

/** Checks every wave; false when a bound is broken. */
function keepsBounds(state: FleetState): boolean {
  return [...state.waves.values()].every((wave) => {
    const { bad, inFlight } = waveCount(state, wave);
    return bad + inFlight <= mostBad(wave) && inFlight <= mostInFlight(wave);
  });
}

/** Whoever is handed out keeps the pace that a service asked for. */
function keepsPace({ members, pace }: FleetState): boolean {
  const running = [...members.values()].filter(({ status }) => status === 'running').length;
  return running <= atPace(Infinity, pace);
}

/** An end for a hand-out, by how bad the release is. */
function endOf(random: Random, goal: string, badness: number): MemberEnd {
  if (random() < 0.05) return 'throttled';
  if (goal === 'back') return random() < 0.9 ? 'back' : 'person';
  if (random() >= badness) return random() < 0.95 ? 'good' : random() < 0.5 ? 'moved' : 'refused';
  const [first = 'bad', ...rest] = (['bad', 'bad', 'no-data', 'person'] as const).slice(
    Math.floor(random() * 4),
  );
  return goal === 'ask' && rest.length < 2 ? 'bad' : first;
}

/** One member that is under way ends, or an end is told once more. */
function endSomebody(run: MadeRun, random: Random, badness: number): void {
  const running = [...run.state.members.values()].filter(({ status }) => status === 'running');
  const member = running[Math.floor(random() * running.length)];
  if (member?.handOut === undefined) return;
  const { number, goal } = member.handOut;
  const late = random() < 0.05 && number > 1 ? number - 1 : number;
  const body = {
    app: member.app,
    handOut: late,
    end: endOf(random, goal, badness),
    run: null,
    last: null,
    because: '',
    ...(random() < 0.1 ? { throttledBy: ['Fly.io'] } : {}),
  };
  run.add({ type: 'member.ended', ...body });
  if (random() < 0.1) run.add({ type: 'member.ended', ...body });
}

function pick(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

function made(random: Random): MadeRun {
  return makeRun({
    takeBack: random() < 0.6 ? 'wave' : random() < 0.5 ? 'all' : 'none',
    waves: Array.from({ length: pick(random, 1, 4) }, (_, index) => ({
      members: pick(random, 1, 9),
      strict: index === 0 || random() < 0.3,
      tolerate: pick(random, 0, 3),
      atOnce: pick(random, 1, 6),
    })),
  });
}

/** Runs a fleet to its end, and returns what is wrong. */
function play(random: Random, ends: Map<number, number>): string | undefined {
  const run = made(random);
  const badness = random() < 0.3 ? 0 : random();
  for (let turns = 0; run.state.ended === undefined; turns += 1) {
    if (turns > 2_000) return 'it does not end';
    const step = nextStep(run.state, run.now);
    // A coordinator that dies has journaled only some of the hand-outs.
    const some =
      step.type === 'hand' && random() < 0.3
        ? step.apps.slice(0, pick(random, 0, step.apps.length))
        : undefined;
    if (step.type === 'wait' && step.for === 'time') run.now = step.until ?? run.now;
    run.take(some !== undefined && step.type === 'hand' ? { ...step, apps: some } : step);
    if (!keepsBounds(run.state)) return `broken after ${run.events.length} events`;
    if (step.type === 'hand' && !keepsPace(run.state)) return `too fast after ${run.events.length} events`;
    if (step.type === 'wait' || random() < 0.5) endSomebody(run, random, badness);
    if (!keepsBounds(run.state)) return `broken after ${run.events.length} events`;
  }
  const { exitCode } = run.state.ended;
  ends.set(exitCode, (ends.get(exitCode) ?? 0) + 1);
  return wrongAtEnd(run.state, run.events);
}

/** Every wave that was begun is over, and a fleet that is not good has said what stands where. */
function wrongAtEnd(state: FleetState, events: readonly FleetEvent[]): string | undefined {
  const members = [...state.members.values()];
  if (members.some(({ status }) => status === 'running')) return 'a member is still under way';
  if (state.ended?.exitCode === 0 && members.some(({ status }) => status === 'waiting'))
    return 'a member was left out';
  const stopped = state.stopped?.wave;
  const standing = members.filter(({ status, wave }) => status === 'good' && wave === stopped);
  if (state.ended?.exitCode === 3 && standing.length > 0)
    return 'a member of the bad wave was not taken back';
  const after = events.findIndex(({ type }) => type === 'fleet.stopped');
  const late = events
    .slice(after)
    .some((event) => event.type === 'member.handed' && event.goal === 'release');
  return after !== -1 && late ? 'a release was handed out after the stop' : undefined;
}

test(`no fleet of ${CASES} has more bad members than its plan said, at any moment`, () => {
  const random = seeded(20_261_128);
  const wrong: string[] = [];
  const ends = new Map<number, number>();

  for (let number = 0; number < CASES; number += 1) {
    const problem = play(random, ends);
    if (problem !== undefined) wrong.push(`case ${number}: ${problem}`);
  }

  assert.equal(wrong, []);
  // The cases are worth something: many end in each way.
  for (const exitCode of [0, 3, 4])
    assert.ok((ends.get(exitCode) ?? 0) > 500, `${exitCode}: ${ends.get(exitCode)}`);
});

test('nothing more is handed out once more are bad than are tolerated, in a wave of any kind', () => {
  for (const strict of [true, false]) {
    const bound = { strict, tolerate: 2, atOnce: 5 };
    assert.is(creditsOf(bound, { inFlight: 0, bad: 3 }), 0);
    assert.ok(creditsOf(bound, { inFlight: 0, bad: 2 }) > 0);
  }
});

test('the property can fail: with one credit too many, bounds are broken', () => {
  const bound = { strict: true, tolerate: 1, atOnce: 5 };

  assert.is(creditsOf(bound, { inFlight: 0, bad: 0 }), 2);
  const run = makeRun({ waves: [{ members: 5, ...bound }] });
  run.take({ type: 'open', wave: 'wave-1' });
  run.take({ type: 'hand', goal: 'release', apps: ['a1', 'a2', 'a3'] });
  assert.is(keepsBounds(run.state), false);
});

test('a journal that is read again gives the state that a live coordinator has', () => {
  const random = seeded(7);
  for (let number = 0; number < 50; number += 1) {
    const run = made(random);
    while (run.state.ended === undefined) {
      run.take(nextStep(run.state, run.now));
      run.now += 10_000;
      endSomebody(run, random, 0.3);
      assert.equal(fleetState(run.events), run.state);
    }
  }
});

test.run();
