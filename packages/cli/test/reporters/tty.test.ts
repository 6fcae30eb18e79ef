import { setTimeout as sleep } from 'node:timers/promises';
import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { definePipeline, parallel, stage } from '@paintbox/deploy-core';
import type { EventBody } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPaint } from '../../src/paint.ts';
import type { Reporter } from '../../src/reporters/reporter.ts';
import { ttyReporter } from '../../src/reporters/tty.ts';
import type { Usual } from '../../src/reporters/usual.ts';
import { closing, events, info, started, succeeded } from './events.ts';

const test = suite('tty');

const runStarted: EventBody = {
  type: 'run.started',
  pipeline: 'deploy',
  pipelineHash: 'h',
  environment: 'local',
  app: 'demo',
  url: 'https://demo.example',
  stages: ['a', 'b', 'c'],
  params: {},
  token: 1,
  version: '1',
};

const pipeline = definePipeline('deploy', [
  parallel(stage({ name: 'a', run() {} }), stage({ name: 'b', run() {} })),
  stage({ name: 'c', run() {} }),
]);

function terminal(
  columns = 60,
  usual: Usual = new Map(),
): {
  readonly reporter: Reporter;
  readonly text: () => string;
  readonly raw: () => string;
  readonly feed: (...bodies: readonly EventBody[]) => void;
} {
  let written = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const output = Object.assign(stream, {
    isTTY: true,
    columns,
    rows: 10,
  }) as unknown as NodeJS.WriteStream;
  const reporter = ttyReporter({
    output,
    paint: createPaint(false),
    verbose: false,
    closing,
    pipeline,
    usual: Promise.resolve(usual),
  });
  return {
    reporter,
    text: () => stripVTControlCharacters(written),
    raw: () => written,
    feed: (...bodies) => events(...bodies).forEach((event) => void reporter.handle(event)),
  };
}

/** What stays on the screen: each step's last title is written when its group is done. */
const lastLineOf = (text: string, name: string): string =>
  text
    .split('\n')
    .findLast((line) => line.includes(name))
    ?.trim() ?? '';

/** Waits until the screen shows something: how soon it does is the machine's affair. */
async function shows(text: () => string, pattern: RegExp): Promise<void> {
  for (let tries = 0; !pattern.test(text()); tries += 1) {
    if (tries === 200) throw new Error(`the screen does not show ${pattern}: ${text()}`);
    await sleep(25);
  }
}

test('steps that run together are drawn together and end with how they ended', async () => {
  const { reporter, text, feed } = terminal();
  feed(started('a'), started('b'), { type: 'stage.progress', stage: 'b', message: 'half way' });
  await shows(text, /a\n {2}› does a\n.*b\n {2}› half way/);
  feed(succeeded('a'), {
    type: 'stage.failed',
    stage: 'b',
    durationMs: 9,
    error: { code: 'B', message: 'broke', hint: null, docs: null },
  });
  feed(
    { type: 'undo.started', stage: 'a' },
    { type: 'undo.succeeded', stage: 'a', outputs: {}, proven: true },
  );
  feed({ type: 'run.ended', status: 'failed', exitCode: 1, durationMs: 9 });
  await reporter.close();

  assert.is(lastLineOf(text(), '✔ a'), '✔ a  1.2 s');
  assert.match(text(), /✖ b {2}0\.0 s\n {2}B: broke\n/);
  assert.match(lastLineOf(text(), '✔ undo a'), 'undone, and seen to be gone');
});

test('findings break between words and go on moved in, and a target that the message names is not said twice', async () => {
  const { reporter, text, feed } = terminal(40);
  const target = 'https://demo.example/';
  feed(
    started('c'),
    {
      type: 'check',
      stage: 'c',
      check: {
        id: 'accessibility',
        target,
        verdict: 'fail',
        critical: true,
        message: `redirects without end: ${target}`,
        hint: 'correct the redirect, or name a page that answers',
        evidence: {},
      },
    },
    {
      type: 'stage.failed',
      stage: 'c',
      durationMs: 9,
      error: { code: 'C', message: 'c', hint: null, docs: null },
    },
  );
  await reporter.close();

  const rows = text()
    .split('\n')
    .map((row) => row.trimEnd());
  assert.equal(rows.slice(rows.lastIndexOf('  fail accessibility  redirects without')).slice(0, 5), [
    '  fail accessibility  redirects without',
    '    end: https://demo.example/',
    '    do correct the redirect, or name a',
    '      page that answers',
    '',
  ]);
});

test('a question has the screen to itself, and drawing goes on afterwards', async () => {
  const { reporter, text, feed } = terminal();
  feed(started('c'));
  await shows(text, /› does c/);
  const before = Promise.withResolvers<boolean>();
  const answered = reporter.aside(() => before.promise);
  await shows(text, /… c/);
  const asked = text();
  await sleep(250);
  assert.is(text(), asked, 'nothing is drawn while the question stands');
  before.resolve(true);
  assert.is(await answered, true);
  feed(succeeded('c'));
  await reporter.close();

  assert.is(lastLineOf(text(), '✔ c'), '✔ c  1.2 s');
});

test('members of a group without events are not shown and do not block others', async () => {
  const { reporter, text, feed } = terminal();
  feed(started('b'));
  await shows(text, /› does b/);
  feed(succeeded('b'), started('c'));
  await shows(text, /› does c/);
  assert.not.match(text(), /^. a/m);
  feed(succeeded('c'));
  await reporter.close();
});

test('a question that comes as a step is about to be drawn is asked all the same', async () => {
  const { reporter, feed } = terminal();
  feed(started('c'));
  for (let turn = 0; turn < 20; turn += 1) {
    const asked = reporter.aside(() => true);
    for (let step = 0; step < turn; step += 1) await Promise.resolve();
    const again = reporter.aside(() => true);
    assert.equal(await Promise.all([asked, again]), [true, true]);
  }
  feed(succeeded('c'));
  await reporter.close();
});

test('below the steps it stands how far the run is, what is to come, and how long that usually takes', async () => {
  const { reporter, text, feed } = terminal(
    80,
    new Map([
      ['b', 90_000],
      ['c', 30_000],
    ]),
  );
  feed(runStarted, started('a'), succeeded('a'), started('b'));
  await shows(text, /b {2}\d+ s, usually 1 min 30 s/);
  await shows(text, /1\/3 done, \d+ s so far; about (2 min 0|1 min 5\d) s to come: c 30 s/);
  feed(succeeded('b'), started('c'), succeeded('c'));
  await reporter.close();

  assert.not.match(text().slice(text().lastIndexOf('✔ c')), 'so far', 'it does not stay');
});

test('what a step found stays below it, what is wrong first; a warning that was shown is not repeated', async () => {
  const { reporter, text, feed } = terminal(80);
  const warn = (stage: string): EventBody => ({
    type: 'stage.log',
    stage,
    level: 'warn',
    message: 'it is old',
  });
  feed(started('a'), started('b'), info('a', 'the key signs from 14:03'), warn('a'), warn('b'));
  feed({
    type: 'stage.failed',
    stage: 'b',
    durationMs: 9,
    error: {
      code: 'B',
      message: 'two are missing',
      hint: null,
      docs: null,
      problems: [
        { code: 'B_TOKEN', message: 'no token', hint: 'set TOKEN', docs: null },
        { code: 'B_FILE', message: 'no file', hint: null, docs: null },
      ],
    },
  });
  feed(succeeded('a'));
  await reporter.close();

  assert.match(text(), '✔ a  1.2 s\n  warn it is old\n  the key signs from 14:03\n');
  assert.match(
    text(),
    '✖ b  0.0 s\n  missing B_TOKEN: no token\n    do set TOKEN\n  missing B_FILE: no file\n',
  );
});

test('a check that says the same of several machines is shown once, with all of them', async () => {
  const { reporter, text, feed } = terminal(80);
  const failing = (target: string): EventBody => ({
    type: 'check',
    stage: 'c',
    check: {
      id: 'jwks',
      target,
      verdict: 'fail',
      critical: true,
      message: 'none',
      evidence: {},
      hint: 'publish',
    },
  });
  feed(started('c'), failing('m1'), failing('m2'), succeeded('c'));
  await reporter.close();

  assert.match(text(), '2 fail\n  fail jwks  none  m1, m2\n    do publish\n');
});

test('the cursor is never hidden, so that a killed run leaves it', async () => {
  const { reporter, raw, text, feed } = terminal();
  feed(started('c'));
  await shows(text, /› does c/);
  const drawing = raw();
  feed(succeeded('c'));
  await reporter.close();

  assert.ok(drawing.lastIndexOf('\u001b[?25h') > drawing.lastIndexOf('\u001b[?25l'));
});

test('an event without an open step is printed as a line; steps without an end are dropped', async () => {
  const { reporter, text, feed } = terminal();
  feed(
    { type: 'run.resumed', token: 1, goal: 'finish' },
    { type: 'effect.outcome', stage: 'c', effect: 'x', outcome: 'not-done' },
    {
      type: 'listener.failed',
      listener: 'slack',
      error: { code: 'X', message: 'no', hint: null, docs: null },
    },
    started('c'),
  );
  await reporter.close();

  assert.match(text(), 'resuming run run-1, to finish it');
  assert.match(text(), 'x is not-done');
  assert.match(text(), 'slack  stopped listening: X: no');
  assert.match(text(), '- c  not ended');
});

test.run();
