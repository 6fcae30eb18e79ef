import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nextStep } from '../../src/fleet/lead/next-step.ts';
import { stopOutlook } from '../../src/fleet/lead/take-back.ts';
import { fleetState } from '../../src/fleet.ts';
import type { MemberEnd } from '../../src/fleet.ts';
import { makeRun } from './made-fleets.ts';
import type { MadeRun } from './made-fleets.ts';

const MINUTE_MS = 60_000;

/** The next step in a few words. */
function said(run: MadeRun): string {
  const step = nextStep(run.state, run.now);
  switch (step.type) {
    case 'hand':
      return `${step.goal} ${step.apps.join(' ')}`;
    case 'judge':
      return `judge ${step.wave}${step.final ? ' for good' : ''}`;
    case 'wait':
      return `wait${step.until === undefined ? '' : ` ${(step.until - run.now) / MINUTE_MS} min`}: ${step.because}`;
    case 'end':
      return `end ${step.exitCode}: ${step.because}`;
    case 'open':
    case 'stop':
      return `${step.type} ${step.wave}`;
    default:
      return step.type;
  }
}

function take(run: MadeRun, verdict?: 'good' | 'bad' | 'inconclusive'): string {
  const words = said(run);
  run.take(nextStep(run.state, run.now), verdict);
  return words;
}

/** The members' present hand-outs end. */
function end(run: MadeRun, ends: Readonly<Record<string, MemberEnd>>): void {
  for (const [app, how] of Object.entries(ends)) {
    const handOut = run.state.members.get(app)?.handOut?.number ?? 0;
    run.add({ type: 'member.ended', app, handOut, end: how, run: `run-${app}`, last: null, because: '' });
  }
}

test('what a stop would lead to is what it leads to', () => {
  for (const [takeBack, back, asked] of [
    ['wave', ['b1'], ['a1']],
    ['all', ['a1', 'b1'], []],
    ['none', [], []],
  ] as const) {
    const run = makeRun({ takeBack, waves: [{ members: 1 }, { members: 3, atOnce: 2 }, { members: 1 }] });
    assert.equal(stopOutlook(run.state).back, [], 'nobody has begun');
    take(run);
    take(run);
    end(run, { a1: 'good' });
    take(run);
    take(run);
    take(run);
    end(run, { b1: 'good' });
    const outlook = stopOutlook(run.state);

    assert.equal(
      [outlook.back, outlook.asked, outlook.underWay].map((members) => members.map(({ app }) => app)),
      [back, asked, ['b2']],
    );
  }
});

test('a good release goes through its waves: strict first, then as many at once as the fleet allows', () => {
  const run = makeRun({ image: null, waves: [{ members: 2 }, { members: 4 }] });

  assert.is(take(run), 'build');
  assert.is(take(run), 'open wave-1');
  assert.is(take(run), 'release a1');
  assert.is(said(run), "wait: wave 'wave-1' has 1 member under way");
  end(run, { a1: 'good' });
  assert.is(take(run), 'release a2');
  end(run, { a2: 'good' });
  assert.is(take(run), 'judge wave-1 for good');
  assert.is(take(run), 'open wave-2');
  assert.is(take(run), 'release b1 b2 b3');
  end(run, { b2: 'good' });
  assert.is(take(run), 'release b4');
  end(run, { b1: 'good', b3: 'good', b4: 'good' });
  assert.is(take(run), 'judge wave-2 for good');
  assert.is(take(run), 'end 0: every wave is good');
});

for (const untried of ['refused', 'moved'] as const) {
  test(`a member that nothing was tried on (${untried}) counts neither as bad nor as done: the others go on, and a person is needed at the end`, () => {
    const run = makeRun({ waves: [{ members: 2 }, { members: 1 }] });

    assert.is(take(run), 'open wave-1');
    assert.is(take(run), 'release a1');
    end(run, { a1: untried });
    assert.is(take(run), 'release a2');
    end(run, { a2: 'good' });
    assert.is(take(run), 'judge wave-1 for good');
    assert.is(take(run), 'open wave-2');
    assert.is(take(run), 'release b1');
    end(run, { b1: 'good' });
    assert.is(take(run), 'judge wave-2 for good');
    assert.is(
      take(run),
      'end 4: every wave is good, and 1 member needs a person: it does not have the release',
    );
  });
}

test('of several members that nothing was tried on, all need a person', () => {
  const run = makeRun({ waves: [{ members: 3, strict: false }] });

  take(run);
  take(run);
  end(run, { a1: 'refused', a2: 'moved', a3: 'good' });
  take(run);

  assert.is(
    take(run),
    'end 4: every wave is good, and 2 members need a person: they do not have the release',
  );
});

test('a wave that nothing was tried on ends without a verdict on the release', () => {
  const run = makeRun({ waves: [{ members: 1 }, { members: 1 }] });

  take(run);
  take(run);
  end(run, { a1: 'refused' });
  take(run, 'inconclusive');

  assert.is(take(run), "end 6: wave 'wave-1' gave too little evidence; 1 member needs a person");
});

test('a wave with a gate waits for a person before its image is built', () => {
  const run = makeRun({ image: null, waves: [{ members: 1, gate: true }] });

  assert.is(said(run), "wait: wave 'wave-1' waits for approval");
  run.add({ type: 'gate.approved', wave: 'wave-1', who: 'ada', because: 'the demo is over' });

  assert.is(take(run), 'build');
  assert.is(take(run), 'open wave-1');
});

test('a bake counts from the last end; the wave is judged at once and again after it', () => {
  const run = makeRun({ waves: [{ members: 1, bakeMs: 30 * MINUTE_MS }] });
  take(run);
  take(run);
  run.now += 7 * MINUTE_MS;
  end(run, { a1: 'good' });

  assert.is(take(run), 'judge wave-1');
  assert.is(said(run), "wait 30 min: wave 'wave-1' bakes");
  run.now += 29 * MINUTE_MS;
  assert.is(said(run), "wait 1 min: wave 'wave-1' bakes");
  run.now += MINUTE_MS;
  assert.is(take(run), 'judge wave-1 for good');
});

test('too little evidence before the bake is over is no end; after it, nothing more is handed out', () => {
  const run = makeRun({ waves: [{ members: 1, bakeMs: MINUTE_MS }, { members: 1 }] });
  take(run);
  take(run);
  end(run, { a1: 'good' });

  take(run, 'inconclusive');
  assert.is(said(run), "wait 1 min: wave 'wave-1' bakes");
  run.now += MINUTE_MS;
  take(run, 'inconclusive');
  assert.is(take(run), "end 6: wave 'wave-1' gave too little evidence");
});

test('starts are spaced where the fleet says so', () => {
  const run = makeRun({ startEveryMs: MINUTE_MS, waves: [{ members: 3, strict: false }] });
  take(run);

  assert.is(take(run), 'release a1');
  assert.is(said(run), 'wait 1 min: starts are 60 s apart');
  run.now += MINUTE_MS;
  assert.is(take(run), 'release a2');
});

test('a wave is handed out only in its hours, and taken back at any', () => {
  const run = makeRun({ waves: [{ members: 3, strict: false, atOnce: 2, only: 'sat 11-13 UTC' }] });
  assert.is(take(run), 'open wave-1');
  assert.is(take(run), 'release a1 a2');
  run.now += 90 * MINUTE_MS;
  end(run, { a1: 'good' });

  assert.is(said(run), `wait ${(7 * 24 - 2.5) * 60} min: wave 'wave-1' is served sat 11-13 UTC`);
  end(run, { a2: 'bad' });
  for (const _ of 'jsh') take(run);
  assert.is(take(run), 'back a1');
});

test('a paused fleet hands out nothing until it goes on; what is under way ends', () => {
  const run = makeRun({ waves: [{ members: 2, strict: false, atOnce: 1 }] });
  take(run);
  take(run);
  run.add({ type: 'fleet.paused', who: 'ada', because: 'lunch' });
  end(run, { a1: 'good' });

  assert.is(said(run), 'wait: a person has paused the fleet');
  run.add({ type: 'fleet.continued', who: 'ada', because: 'back' });
  assert.is(take(run), 'release a2');
});

test('a bad wave: stop first, what is under way ends, hold, take back, ask earlier waves, and take back who fails', () => {
  const run = makeRun({
    waves: [{ members: 2, tolerate: 1 }, { members: 3, strict: false }, { members: 5 }],
  });
  take(run);
  take(run);
  end(run, { a1: 'good', a2: 'good' });
  take(run);
  take(run);
  take(run);
  end(run, { b1: 'good', b2: 'bad' });

  assert.is(take(run), 'judge wave-2 for good');
  assert.is(take(run), 'stop wave-2');
  assert.is(take(run), 'hold');
  assert.is(said(run), 'wait: 1 member is under way');
  end(run, { b3: 'good' });
  assert.is(take(run), 'back b3 b1');
  end(run, { b1: 'back', b3: 'back' });
  assert.is(take(run), 'ask a1 a2');
  end(run, { a1: 'good', a2: 'bad' });
  assert.is(take(run), 'back a2');
  end(run, { a2: 'back' });
  assert.is(take(run), 'end 3: what the bad wave changed is proven back');
  const statuses = [...run.state.members.values()].map(({ app, status }) => `${app} ${status}`);
  assert.equal(statuses.slice(0, 5), ['a1 good', 'a2 back', 'b1 back', 'b2 bad', 'b3 back']);
  assert.is(
    statuses.slice(5).every((status) => status.endsWith('waiting')),
    true,
  );
});

test('a member that cannot be taken back stops no other, and needs a person', () => {
  const run = makeRun({ waves: [{ members: 3, strict: false, atOnce: 3 }] });
  take(run);
  take(run);
  end(run, { a1: 'good', a2: 'bad', a3: 'good' });
  take(run);
  take(run);
  take(run);

  assert.is(take(run), 'back a3 a1');
  end(run, { a3: 'person', a1: 'back' });
  assert.is(take(run), 'end 4: 1 member needs a person');
});

test("takeBack 'all' takes every wave back without asking, 'none' leaves the members as they are and says so", () => {
  for (const [takeBack, steps] of [
    ['all', ['back b1 a1', 'end 3: what the bad wave changed is proven back']],
    ['none', ['end 4: 1 member of the bad wave keeps the new release, as the fleet says']],
  ] as const) {
    const run = makeRun({ takeBack, waves: [{ members: 1 }, { members: 2, strict: false }] });
    take(run);
    take(run);
    end(run, { a1: 'good' });
    for (const _ of 'jo') take(run);
    take(run);
    end(run, { b1: 'good', b2: 'bad' });
    for (const _ of 'jsh') take(run);

    assert.is(take(run), steps[0], takeBack);
    end(run, { a1: 'back', b1: 'back' });
    if (steps[1] !== undefined) assert.is(take(run), steps[1], takeBack);
  }
});

test('a bad wave of which nothing stands needs nothing taken back', () => {
  const run = makeRun({ waves: [{ members: 2 }] });
  take(run);
  take(run);
  end(run, { a1: 'bad' });

  assert.is(take(run), 'judge wave-1 for good');
  assert.is(take(run), 'stop wave-1');
  assert.is(take(run), 'hold');
  assert.is(take(run), 'end 3: what the bad wave changed is proven back');
  assert.is(run.state.members.get('a2')?.status, 'waiting');
});

test('a bad wave stops the fleet for the reasons of its judgement', () => {
  const run = makeRun({ waves: [{ members: 1 }] });
  take(run);
  take(run);
  end(run, { a1: 'bad' });
  take(run);
  take(run);

  assert.equal(run.state.stopped, { wave: 'wave-1', because: ['1 bad'] });
});

test('a wave is not opened before its hours, nor its image built', () => {
  const run = makeRun({ image: null, waves: [{ members: 1, only: 'sat 14-15 UTC' }] });

  assert.is(said(run), "wait 120 min: wave 'wave-1' is served sat 14-15 UTC");
  run.now += 120 * MINUTE_MS;
  assert.is(take(run), 'build');
});

test('a run whose coordinator died before it had frozen the members ends with nothing done', () => {
  const { events } = makeRun({ waves: [{ members: 2 }] });

  const step = nextStep(fleetState(events.slice(0, 1)), 0);

  assert.equal([step.type, step.type === 'end' && step.exitCode], ['end', 1]);
});

test('what an ended run is asked has no next step', () => {
  const run = makeRun({ waves: [{ members: 1 }] });
  run.add({ type: 'fleet.ended', exitCode: 0, because: 'done' });

  assert.is(said(run), 'wait: the run of the fleet has ended');
});

test.run();
