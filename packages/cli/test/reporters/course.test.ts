import { definePipeline, stage } from '@paintbox/deploy-core';
import type { EventBody } from '@paintbox/deploy-core/run';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createCourse } from '../../src/reporters/course.ts';
import { events, started, succeeded } from './events.ts';

const test = suite('course');

const pipeline = definePipeline('deploy', [
  stage({ name: 'build', irreversible: 'an image harms nobody', run() {} }),
  stage({ name: 'switch', undo() {}, run() {} }),
  stage({ name: 'suite', verifies: true, run() {} }),
]);
const runStarted: EventBody = {
  type: 'run.started',
  pipeline: 'deploy',
  pipelineHash: 'h',
  environment: 'local',
  app: 'demo',
  url: 'https://demo.example',
  stages: ['build', 'switch', 'suite'],
  params: {},
  token: 1,
  version: '1',
};
const error = { code: 'A', message: 'a', hint: null, docs: null };

function after(...bodies: readonly EventBody[]): string {
  const course = createCourse(pipeline, () => new Map([['suite', 15_000]]));
  for (const event of events(...bodies)) course.see(event);
  return course.text().replaceAll(/\d+ s so far/g, 'N s so far');
}

test('it says how far the run is, and what is to come with its usual time', () => {
  assert.is(after(), '', 'nothing before the start');
  assert.is(
    after(runStarted, started('build'), succeeded('build'), started('switch')),
    '1/3 done, N s so far; about 15 s to come: suite 15 s',
  );
  assert.is(after(runStarted, { type: 'run.ended', status: 'failed', exitCode: 1, durationMs: 1 }), '');
});

test('while changes are taken back it says which, and what verifies them', () => {
  const intent: EventBody = { type: 'effect.intent', stage: 'switch', effect: 'x', describe: 'switch' };
  const failing = [
    runStarted,
    started('switch'),
    intent,
    succeeded('switch'),
    { type: 'run.unwinding', error, exitCode: 1, leave: false },
  ] as const;

  assert.is(
    after(...failing),
    'taking back what the run changed, N s so far; to come: undo switch, verify suite',
  );
  assert.is(
    after(...failing, { type: 'undo.started', stage: 'switch' }),
    'taking back what the run changed, N s so far; to come: verify suite',
  );
});

test('a resumed run counts the stages that were done before, and the next run begins anew', () => {
  const resumed: EventBody = { type: 'run.resumed', token: 2, goal: 'finish' };

  assert.match(after(resumed, started('suite')), '2/3 done');
  assert.match(
    after(resumed, started('suite'), succeeded('suite'), runStarted, started('build')),
    '0/3 done',
  );
});

test.run();
