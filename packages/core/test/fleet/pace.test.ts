/** A service that asks to call less often slows a fleet down, and says nothing of the release. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../../../test/seeded.ts';
import type { FleetEventBody, FleetState, MemberEnd } from '../../src/fleet.ts';
import { atPace } from '../../src/fleet/journal/pace.ts';
import { nextStep } from '../../src/fleet/lead/next-step.ts';
import { appOf, makeRun } from './made-fleets.ts';
import type { MadeRun } from './made-fleets.ts';

const SLOW = { throttledBy: ['Fly.io'] };

/** Takes steps until a member is waited for, or the run has ended. */
function goOn(run: MadeRun): void {
  while (run.state.ended === undefined) {
    const step = nextStep(run.state, run.now);
    if (step.type === 'wait' && step.for !== 'time') return;
    if (step.type === 'wait') run.now = step.until ?? Infinity;
    else run.take(step);
  }
}

function running({ state }: MadeRun): readonly string[] {
  return [...state.members.values()].filter(({ status }) => status === 'running').map(({ app }) => app);
}

function end(run: MadeRun, app: string, how: MemberEnd, said: typeof SLOW | object = {}): void {
  const handOut = run.state.members.get(app)?.handOut?.number ?? 0;
  const body: FleetEventBody = {
    type: 'member.ended',
    app,
    handOut,
    end: how,
    run: `run-${handOut}`,
    last: null,
    because: how,
    ...said,
  };
  run.add(body);
}

function statusOf({ members }: FleetState, app: string): string | undefined {
  return members.get(app)?.status;
}

const OPEN = { strict: false, atOnce: 8 };

test('a run that was asked to call less often halves how many run at once, and those that were under way do not halve it again', () => {
  const run = makeRun({ waves: [{ ...OPEN, members: 30 }] });
  goOn(run);
  assert.is(running(run).length, 8);

  for (const app of running(run).slice(0, 5)) {
    end(run, app, 'good', SLOW);
    goOn(run);
  }

  assert.is(run.state.pace?.atOnce, 4);
  assert.equal(run.state.pace?.askedBy, ['Fly.io']);
  assert.is(running(run).length, 4, 'one came as soon as there were fewer than four');
});

test('after each round that went without, one more runs at once, until nobody is slowed down', () => {
  const run = makeRun({ waves: [{ ...OPEN, members: 200 }] });
  goOn(run);
  const [first = ''] = running(run);
  end(run, first, 'good', SLOW);
  const paces: number[] = [];
  for (let ends = 0; ends < 60; ends += 1) {
    goOn(run);
    const [app = ''] = running(run);
    end(run, app, 'good');
    paces.push(atPace(8, run.state.pace));
  }

  assert.equal([...new Set(paces)], [4, 5, 6, 7, 8]);
  assert.is(run.state.pace, undefined);
  goOn(run);
  assert.is(running(run).length, 8);
});

test('a member whose run ended for that comes again, and is neither bad nor good', () => {
  const run = makeRun({ waves: [{ members: 2, tolerate: 0 }] });
  goOn(run);
  end(run, appOf(0, 0), 'throttled', SLOW);

  assert.is(statusOf(run.state, appOf(0, 0)), 'waiting');
  goOn(run);
  assert.equal(running(run), [appOf(0, 0)]);
  end(run, appOf(0, 0), 'good');
  goOn(run);
  end(run, appOf(0, 1), 'good');
  goOn(run);
  assert.is(run.state.ended?.exitCode, 0);
});

test('after a run gave up, nobody is handed out for a minute', () => {
  const run = makeRun({ waves: [{ ...OPEN, members: 20 }] });
  goOn(run);
  const [first = ''] = running(run);
  end(run, first, 'throttled', SLOW);
  for (const app of running(run)) end(run, app, 'good');

  const step = nextStep(run.state, run.now);
  assert.is(step.type === 'wait' && step.for, 'time');
  assert.is(step.type === 'wait' && step.until, run.now + 60_000);
  assert.match(step.type === 'wait' ? step.because : '', 'Fly.io asked to call less often');
  run.now += 60_000;
  assert.is(nextStep(run.state, run.now).type, 'hand');
});

test('one that never gets through is a case for a person, and the fleet ends', () => {
  const run = makeRun({ waves: [{ members: 2, tolerate: 0 }] });
  for (let tries = 0; tries < 4; tries += 1) {
    goOn(run);
    end(run, appOf(0, 0), 'throttled', SLOW);
  }

  assert.is(statusOf(run.state, appOf(0, 0)), 'refused');
  goOn(run);
  end(run, appOf(0, 1), 'good');
  goOn(run);
  assert.is(run.state.ended?.exitCode, 4);
});

test('taking back goes on until it is done, also of a member that failed what it was asked', () => {
  const run = makeRun({ waves: [{ members: 1 }, { members: 1 }, { members: 1 }] });
  for (const wave of [0, 1, 2]) {
    goOn(run);
    end(run, appOf(wave, 0), wave === 2 ? 'bad' : 'good');
  }
  goOn(run);
  // Both earlier members are asked; the first is bad, the other could not be asked.
  end(run, appOf(0, 0), 'bad');
  end(run, appOf(1, 0), 'throttled', SLOW);
  goOn(run);
  assert.is(run.state.members.get(appOf(0, 0))?.handOut?.goal, 'back');
  end(run, appOf(0, 0), 'throttled', SLOW);
  goOn(run);
  assert.is(run.state.members.get(appOf(0, 0))?.handOut?.goal, 'back');
  end(run, appOf(0, 0), 'back');
  goOn(run);
  assert.is(run.state.members.get(appOf(1, 0))?.handOut?.goal, 'ask');
  end(run, appOf(1, 0), 'good');
  goOn(run);

  assert.is(run.state.ended?.exitCode, 3);
  assert.equal([statusOf(run.state, appOf(0, 0)), statusOf(run.state, appOf(1, 0))], ['back', 'good']);
});

test('through a storm that throttles whatever runs beside three others, everybody is released', () => {
  const random = seeded(429);
  const run = makeRun({ waves: [{ ...OPEN, members: 300 }] });
  let most = 0;
  for (let turn = 0; run.state.ended === undefined; turn += 1) {
    assert.ok(turn < 3_000, 'it ends');
    goOn(run);
    const now = running(run);
    if (turn > 20) most = Math.max(most, now.length);
    const app = now[Math.floor(random() * now.length)];
    if (app !== undefined) end(run, app, 'good', now.length > 4 ? SLOW : {});
  }

  assert.is(run.state.ended.exitCode, 0);
  assert.ok(most <= 5, `${most} at once after it has learned`);
});

test.run();
