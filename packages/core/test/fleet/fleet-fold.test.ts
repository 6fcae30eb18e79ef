/** What a journal of a fleet's run means, where more than one reading would do for a run that goes well. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetRecord, fleetState } from '../../src/fleet.ts';
import type { FleetEvent, MemberEnd } from '../../src/fleet.ts';
import { nextStep } from '../../src/fleet/lead/next-step.ts';
import { makeRun } from './made-fleets.ts';
import type { MadeRun } from './made-fleets.ts';

const MINUTE_MS = 60_000;

function take(run: MadeRun): void {
  run.take(nextStep(run.state, run.now));
}

function end(run: MadeRun, app: string, how: MemberEnd, handOut?: number): void {
  const number = handOut ?? run.state.members.get(app)?.handOut?.number ?? 0;
  run.add({ type: 'member.ended', app, handOut: number, end: how, run: null, last: null, because: how });
}

function statusOf(run: MadeRun, app: string): string {
  const { status, because } = run.state.members.get(app) ?? { status: 'unknown', because: '' };
  return `${status} ${because}`;
}

test('a wave has the members of all pages, and one that is skipped says why', () => {
  const [started, page] = makeRun({ waves: [{ members: 5 }] }).events;
  if (started === undefined || page?.type !== 'fleet.members') throw new Error('a run begins so');
  const members = (from: number, to: number): FleetEvent => ({
    ...page,
    members: page.members.slice(from, to),
  });
  const out = { app: 'z9', labels: {}, wave: null, skipped: 'board demo' };

  const state = fleetState([started, members(0, 2), members(2, 5), { ...page, members: [out] }]);

  assert.equal(state.waves.get('wave-1')?.members, ['a1', 'a2', 'a3', 'a4', 'a5']);
  assert.equal(fleetRecord(state)?.members.at(-1)?.because, 'board demo');
});

test('an end that is told twice, or of an earlier hand-out, changes nothing', () => {
  const run = makeRun({ waves: [{ members: 1 }, { members: 1 }] });
  take(run);
  take(run);
  end(run, 'a1', 'good');
  end(run, 'a1', 'bad');
  assert.is(statusOf(run, 'a1'), 'good good');
  for (const _ of 'joh') take(run);
  end(run, 'b1', 'bad');
  for (const _ of 'jsh') take(run);

  // It is asked now, and somebody tells once more how its release ended.
  take(run);
  assert.is(run.state.members.get('a1')?.handOut?.goal, 'ask');
  end(run, 'a1', 'bad', 1);
  assert.is(statusOf(run, 'a1'), 'running good');
  end(run, 'a1', 'good');
  assert.is(statusOf(run, 'a1'), 'good good');
});

test('a wave has ended when its last release has; what is asked or taken back afterwards does not move that', () => {
  const run = makeRun({ waves: [{ members: 2, strict: false, atOnce: 1 }, { members: 1 }] });
  const endedAt = (): number | undefined => run.state.waves.get('wave-1')?.endedAt;
  take(run);
  take(run);
  end(run, 'a1', 'good');
  assert.is(endedAt(), undefined);
  take(run);
  run.now += MINUTE_MS;
  end(run, 'a2', 'good');
  const last = run.now;
  assert.is(endedAt(), last);

  for (const _ of 'joh') take(run);
  end(run, 'b1', 'bad');
  for (const _ of 'jsh') take(run);
  run.now += MINUTE_MS;
  take(run);
  end(run, 'a1', 'bad');
  take(run);
  end(run, 'a1', 'back');

  assert.is(statusOf(run, 'a1'), 'back back');
  assert.is(endedAt(), last);
});

test('a fleet is stopped for its first reason, and a word that was journaled is known', () => {
  const run = makeRun({ waves: [{ members: 1 }] });

  run.add({ type: 'fleet.paused', who: 'ada', because: 'lunch', said: 'word-1' });
  run.add({ type: 'fleet.stopped', wave: 'wave-1', because: ['the first'] });
  run.add({ type: 'fleet.stopped', wave: 'wave-1', because: ['the second'] });

  assert.equal(run.state.stopped?.because, ['the first']);
  assert.equal([...run.state.heard], ['word-1']);
});

test('a member that a service throttles is handed out three times more, and is then a case for a person', () => {
  const run = makeRun({ waves: [{ members: 1 }] });
  take(run);

  for (let times = 1; times <= 4; times += 1) {
    assert.is(run.state.members.get('a1')?.status, 'waiting', `before ${times}`);
    take(run);
    end(run, 'a1', 'throttled');
    run.now += 2 * MINUTE_MS;
  }

  assert.is(run.state.members.get('a1')?.status, 'refused');
});

test.run();
