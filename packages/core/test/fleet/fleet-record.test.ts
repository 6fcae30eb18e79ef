import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetRecord, fleetState } from '../../src/fleet.ts';
import { nextStep } from '../../src/fleet/lead/next-step.ts';
import { makeRun } from './made-fleets.ts';

test('the record of a fleet under way has no end, and says of each member what is known', () => {
  const run = makeRun({ waves: [{ members: 3, tolerate: 1 }, { members: 2 }] });
  run.take(nextStep(run.state, run.now));
  run.take(nextStep(run.state, run.now));
  run.add({
    type: 'member.ended',
    app: 'a1',
    handOut: 1,
    end: 'moved',
    run: null,
    last: null,
    because: 'locked',
  });

  const record = fleetRecord(run.state);

  assert.is(record?.schema, 'paintbox.fleet/1');
  assert.is(record?.status, 'running');
  assert.is('exitCode' in (record ?? {}), false);
  assert.equal(
    record?.members.map(({ app, outcome }) => `${app} ${outcome}`),
    ['a1 person', 'a2 running', 'a3 waiting', 'b1 waiting', 'b2 waiting'],
  );
  assert.equal(
    record?.waves.map(({ name, status, mostBad }) => `${name} ${status} ${mostBad}`),
    ['wave-1 open 2', 'wave-2 waiting 2'],
  );
});

test('the record of an ended fleet is the same whenever it is made from the journal', () => {
  const run = makeRun({ waves: [{ members: 1 }] });
  run.take(nextStep(run.state, run.now));
  run.take(nextStep(run.state, run.now));
  run.add({
    type: 'member.ended',
    app: 'a1',
    handOut: 1,
    end: 'bad',
    run: 'run-1',
    last: 'f',
    because: 'broken',
  });
  for (let step = nextStep(run.state, run.now); step.type !== 'wait'; step = nextStep(run.state, run.now))
    run.take(step);

  const record = fleetRecord(run.state);

  assert.equal(fleetRecord(fleetState(run.events)), record);
  assert.equal([record?.status, record?.exitCode, record?.held], ['rolled-back', 3, true]);
  assert.equal(record?.members, [
    { app: 'a1', labels: {}, wave: 'wave-1', runId: 'run-1', outcome: 'bad', because: 'broken' },
  ]);
  assert.equal(record?.waves[0]?.judgement?.because, ['1 bad']);
});

test('a run without events has no record', () => {
  assert.is(fleetRecord(fleetState([])), undefined);
});

test('the record of a thousand members is small enough for one page', () => {
  const run = makeRun({ waves: [{ members: 1_000 }] });

  const bytes = JSON.stringify(fleetRecord(run.state)).length;

  assert.ok(bytes < 150_000, `${bytes}`);
});

test.run();
