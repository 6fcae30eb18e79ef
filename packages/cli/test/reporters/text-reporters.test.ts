import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBody } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPaint } from '../../src/paint.ts';
import { automatic } from '../../src/reporters/automatic.ts';
import { annotation } from '../../src/reporters/annotation.ts';
import { githubReporter } from '../../src/reporters/github.ts';
import { plainReporter } from '../../src/reporters/plain.ts';
import { closing, events, info, keep, started, succeeded } from './events.ts';

const test = suite('text reporters');
const paint = createPaint(false);
const check = (verdict: 'pass' | 'fail', message: string): EventBody => ({
  type: 'check',
  stage: 'a',
  check: { id: 'jwks.keys', target: 'https://x', verdict, critical: true, message, evidence: {} },
});

function told(verbose: boolean, ...bodies: readonly EventBody[]): readonly string[] {
  const output = keep();
  const reporter = plainReporter({ output, paint, verbose, closing });
  for (const event of events(...bodies)) void reporter.handle(event);
  reporter.release();
  return output.text().trimEnd().split('\n');
}

test('plain lines tell what matters; passed checks and debug lines only when asked for', () => {
  const debug: EventBody = { type: 'stage.log', stage: 'a', level: 'debug', message: 'detail' };
  const bodies = [started('a'), debug, check('pass', 'fine'), succeeded('a')];

  assert.equal(told(false, ...bodies), ['start   a  does a', 'ok      a  1.2 s  1 pass']);
  assert.equal(told(true, ...bodies).length, 4);
});

test('a finding is told once: a stage that failed for it says only how many there are', () => {
  const error = { code: 'CHECKS_FAILED', message: 'jwks.keys: it is empty', hint: null, docs: null };
  const failed: EventBody = { type: 'stage.failed', stage: 'a', durationMs: 1_234, error };

  assert.equal(told(false, started('a'), check('fail', 'it is empty'), failed), [
    'start   a  does a',
    '  fail jwks.keys  it is empty  https://x',
    'FAIL    a  1.2 s  CHECKS_FAILED  1 fail',
  ]);
  assert.equal(
    told(false, started('a'), failed).at(-1),
    'FAIL    a  1.2 s  CHECKS_FAILED: jwks.keys: it is empty',
  );
});

test('progress is told once in five seconds', () => {
  const progress = Array.from({ length: 12 }, (_, index): EventBody => ({
    type: 'stage.progress',
    stage: 'a',
    message: `${index}`,
  }));

  assert.equal(
    told(false, ...progress).map((line) => line.trim()),
    ['a  0', 'a  5', 'a  10'],
  );
});

test('text from elsewhere cannot move the cursor, recolour or reorder lines', () => {
  const [line] = told(false, info('a', 'one\u001b[2J\u001b]0;title\u0007\u202etwo\rthree'));

  assert.is(line, '        a  onetwothree');
});

test('a silent run says that it is alive and what it last said', async () => {
  const output = keep();
  const reporter = plainReporter({ output, paint, verbose: false, closing, heartbeatMs: 20 });
  for (const event of events(started('a'), { type: 'stage.progress', stage: 'a', message: 'building' }))
    void reporter.handle(event);
  await sleep(70);
  for (const event of events(succeeded('a'), {
    type: 'run.ended',
    status: 'succeeded',
    exitCode: 0,
    durationMs: 1,
  }))
    void reporter.handle(event);
  const after = output.text();
  await sleep(50);

  assert.match(after, /still running: a \(\d+\.\d s, building\)/);
  assert.is(output.text(), after);
});

test('a dead run that is settled first is told as such, and the reporter goes on', () => {
  const lines = told(
    false,
    { type: 'run.resumed', token: 2, goal: 'undo' },
    { type: 'undo.started', stage: 'a' },
    { type: 'undo.succeeded', stage: 'a', outputs: {}, proven: true },
    { type: 'run.ended', status: 'failed', exitCode: 1, durationMs: 5 },
    started('b'),
  );
  assert.equal(lines, [
    'resuming run run-1, to undo it',
    'undo    a',
    'undone  a  and seen to be gone',
    'run run-1 ended: failed',
    'start   b  does b',
  ]);
});

test('annotations escape everything that could end them or start another command', () => {
  assert.is(
    annotation('error', 'a:b,c', '100%\n::set-env::x'),
    '::error title=a%3Ab%2Cc::100%25%0A::set-env::x',
  );
});

test('GitHub gets one group per stage, also for stages that run side by side', () => {
  const output = keep();
  const reporter = githubReporter({ output, paint, verbose: false, closing });
  const bodies = [
    started('a'),
    started('b'),
    info('b', 'from b'),
    info('a', 'from a'),
    succeeded('b'),
    succeeded('a'),
  ];
  for (const event of events(...bodies)) void reporter.handle(event);
  reporter.release();

  assert.equal(output.text().trimEnd().split('\n'), [
    '::group::a',
    'start   a  does a',
    '        a  from a',
    'ok      a  1.2 s',
    '::endgroup::',
    '::group::b',
    'start   b  does b',
    '        b  from b',
    'ok      b  1.2 s',
    '::endgroup::',
  ]);
});

test('lines of a stage cannot give the runner commands', () => {
  const output = keep();
  const reporter = githubReporter({ output, paint, verbose: false, closing });
  for (const event of events(info('a', 'x\n  ::error::fake\n::add-mask::y ##[error]z')))
    void reporter.handle(event);

  assert.not.match(output.text(), /^\s*::(error|add-mask)::/m);
  assert.not.match(output.text(), '##[');
});

test('auto is a terminal only for people at one', () => {
  assert.is(automatic({ write() {}, isTTY: true }, {}), 'tty');
  assert.is(automatic({ write() {}, isTTY: true }, { CI: 'true' }), 'plain');
  assert.is(automatic({ write() {}, isTTY: true }, { TERM: 'dumb' }), 'plain');
  assert.is(automatic({ write() {}, isTTY: true, columns: 0 }, {}), 'plain');
  assert.is(automatic({ write() {} }, {}), 'plain');
  assert.is(automatic({ write() {} }, { CI: 'true', GITHUB_ACTIONS: 'true' }), 'github');
});

test.run();
