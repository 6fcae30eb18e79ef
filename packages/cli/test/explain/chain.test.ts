import type { RunEvent } from '@paintbox/deploy-core';
import { runState } from '@paintbox/deploy-core/run';
import type { EventBody } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { causalChain } from '../../src/explain/chain.ts';
import { reasonOf } from '../../src/explain/verdict.ts';
import { sampleRecord } from '../reports/sample-record.ts';

const test = suite('the causal chain');
const error = { code: 'A_B', message: 'the wire was cut', hint: null, docs: null };

function events(...bodies: readonly EventBody[]): readonly RunEvent[] {
  return bodies.map((body, index) => ({
    ts: '2026-11-23T06:15:30.000Z',
    runId: 'r',
    seq: index + 1,
    ...body,
  }));
}

const intent: EventBody = { type: 'effect.intent', stage: 'a.one', effect: 'push', describe: 'push it' };
const ended: EventBody = { type: 'run.ended', status: 'needs-attention', exitCode: 4, durationMs: 1, error };
const record = { ...sampleRecord, exitCode: 4, status: 'needs-attention', error } as const;

test('a change in doubt is told in the words in which it was announced', () => {
  const all = events(
    intent,
    { type: 'effect.outcome', stage: 'a.one', effect: 'push', outcome: 'unknown', error },
    ended,
  );

  assert.match(
    causalChain(all)[0]?.sentence ?? '',
    'not known whether a.one did this: push it: the wire was cut [A_B]',
  );
  assert.match(reasonOf(record, runState(all)).because, 'neither be confirmed nor ruled out');
});

test('each target of one effect is told by its own name, and what is kept is an exception', () => {
  const made = (target: string): readonly EventBody[] => [
    { type: 'effect.intent', stage: 'fly.boot', effect: 'make', target, describe: `make ${target}` },
  ];
  const done = (target: string): EventBody => ({
    type: 'effect.outcome',
    stage: 'fly.boot',
    effect: 'make',
    target,
    outcome: 'done',
  });
  const all = events(...made('machine a'), ...made('machine b'), done('machine a'), done('machine b'));

  assert.equal(
    causalChain(all).map(({ sentence }) => sentence),
    ['fly.boot did this: make machine a', 'fly.boot did this: make machine b'],
  );
  const failed = { ...record, exitCode: 1, status: 'failed' } as const;
  const verdict = events({ ...ended, status: 'failed', exitCode: 1 });
  const kept = [{ stage: 'fly.build', why: 'harmless', changes: ['build the image'] }];
  assert.match(
    reasonOf({ ...failed, kept }, runState(verdict)).now,
    'as it was before the run, except for what is kept: build the image',
  );
});

test('a change that was not made is no change that stands', () => {
  const all = events(
    intent,
    { type: 'effect.outcome', stage: 'a.one', effect: 'push', outcome: 'not-done', error },
    ended,
  );

  assert.is(causalChain(all)[0]?.kind, 'not-changed');
  assert.match(reasonOf({ ...record, error }, runState(all)).now, 'changed nothing that it could take back');
});

test('what a failed undo or verification means is said before anything else', () => {
  const undo = events(intent, { type: 'undo.failed', stage: 'a.one', error }, ended);
  const verify = events(
    { type: 'undo.started', stage: 'a.one' },
    { type: 'undo.succeeded', stage: 'a.one', outputs: {}, proven: true },
    { type: 'verify.failed', stage: 'b.suite', error },
    ended,
  );

  assert.match(reasonOf(record, runState(undo)).because, 'taking back what a.one had changed did not work');
  assert.match(reasonOf(record, runState(verify)).because, 'what was put back did not pass b.suite');
});

test('an undo that nothing proved needs a person, and says so', () => {
  const all = events(
    { type: 'undo.started', stage: 'a.one' },
    { type: 'undo.succeeded', stage: 'a.one', outputs: {}, proven: false },
    ended,
  );

  assert.match(causalChain(all)[0]?.sentence ?? '', 'nobody could look');
  assert.match(reasonOf(record, runState(all)).because, 'nothing could prove it');
});

test('undone changes are not listed; changes of other stages still are', () => {
  const other: EventBody = { ...intent, stage: 'b.two', describe: 'keep it' };
  const all = events(
    intent,
    other,
    { type: 'undo.succeeded', stage: 'a.one', outputs: {}, proven: true },
    { ...ended, exitCode: 130 },
  );

  assert.match(reasonOf({ ...record, exitCode: 0 }, runState(all)).now, 'this is done: keep it');
});

test('every exit code has a reason and a state of the world', () => {
  for (const exitCode of [0, 1, 2, 3, 4, 5, 6, 7, 70, 130, 143] as const) {
    const { because, now } = reasonOf({ ...record, exitCode }, runState(events({ ...ended, exitCode })));
    assert.ok(because.length > 10 && now.length > 10, String(exitCode));
  }
});

test('a failing listener, a retry and another process that took over are part of the story', () => {
  const kinds = causalChain(
    events(
      { type: 'stage.retrying', stage: 'a.one', attempt: 2, error },
      { type: 'listener.failed', listener: 'slack', error },
      { type: 'run.resumed', token: 2, goal: 'undo' },
      { type: 'stage.succeeded', stage: 'a.one', durationMs: 1, outputs: {}, finished: 'nothing to do' },
    ),
  ).map(({ kind }) => kind);

  assert.equal(kinds, ['retried', 'listener-failed', 'resumed', 'finished']);
});

test('text from elsewhere cannot move the cursor or add lines', () => {
  const [link] = causalChain(
    events({
      type: 'stage.failed',
      stage: 'a.one',
      durationMs: 1,
      error: { ...error, message: 'bad\n\u001b[2Jworse' },
    }),
  );

  assert.match(link?.sentence ?? '', 'bad worse');
});

test.run();
