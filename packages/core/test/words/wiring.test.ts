import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, json } from '../../src/words/artifact.ts';
import { isDeployError } from '../../src/words/error.ts';
import { parallel, when } from '../../src/words/parallel.ts';
import { definePipeline } from '../../src/words/pipeline.ts';
import { stage } from '../../src/words/stage.ts';

const one = artifact('one', json<number>());
const makeOne = stage({ name: 'make.one', provides: { one }, run: () => ({ one: 1 }) });
const againOne = stage({ name: 'again.one', provides: { one }, run: () => ({ one: 1 }) });
const useOne = stage({ name: 'use.one', needs: { one }, run: () => undefined });

/** As a JavaScript user calls it: without types in the way. */
const define = definePipeline as (name: string, stages: unknown) => unknown;

function oddStage(more: object): unknown {
  return (stage as (spec: object) => unknown)({ name: 'odd', run: () => undefined, ...more });
}

function problemOf(stages: unknown): string {
  try {
    define('p', stages);
  } catch (error) {
    if (isDeployError(error) && error.code === 'PIPELINE_WIRING') return error.message;
    throw error;
  }
  return 'no problem';
}

const wrong: Readonly<Record<string, readonly [stages: unknown, sentence: string]>> = {
  'a need without provider': [[useOne], "stage 'use.one' needs 'one', which no stage provides"],
  'a need that comes later': [
    [useOne, makeOne],
    "stage 'use.one' needs 'one', which only the later stage 'make.one' provides: move it after that stage",
  ],
  'a need of the same group': [
    [parallel(makeOne, useOne)],
    "stage 'use.one' needs 'one', which 'make.one' of its own group provides: members of a group run at the same time",
  ],
  'an artifact provided twice': [
    [makeOne, againOne],
    "stage 'again.one' provides 'one', which 'make.one' provides already",
  ],
  'an artifact provided twice in a group': [
    [parallel(makeOne, againOne)],
    "stages 'make.one' and 'again.one' of one group both provide 'one'",
  ],
  'a stage twice': [[makeOne, makeOne], "two stages are named 'make.one'"],
  'a provider that may be skipped': [
    [(when as (condition: boolean, given: unknown) => unknown)(true, makeOne)],
    "stage 'make.one' provides 'one', so it cannot be skipped: later stages may rely on it",
  ],
  'a function that was not called': [
    [(): unknown => makeOne],
    'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned',
  ],
  'a hole in the list': [
    [makeOne, undefined],
    'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned',
  ],
  'a group in a group': [
    [(parallel as (...members: readonly unknown[]) => unknown)(parallel(makeOne))],
    'only stages can be members of a group: give what stage(…) or when(…) returned',
  ],
  'undo and irreversible at once': [
    [oddStage({ irreversible: 'it stays', undo: () => undefined })],
    "stage 'odd': a stage has either 'undo' or 'irreversible', not both",
  ],
  'needsPerson without irreversible': [
    [oddStage({ needsPerson: true })],
    "stage 'odd': 'needsPerson' is for a stage with 'irreversible'",
  ],
  'a verifying stage that changes something': [
    [oddStage({ verifies: true, undo: () => undefined })],
    "stage 'odd': a stage that verifies only looks: it has neither 'undo' nor 'irreversible'",
  ],
  'a plan of a stage that only looks': [
    [oddStage({ plan: () => [] })],
    "stage 'odd': 'plan' is for a stage that changes something: one with 'undo' or 'irreversible'",
  ],
  'no list': [{ 0: makeOne }, 'the stages of a pipeline are given as a list'],
};

for (const [what, [stages, sentence]] of Object.entries(wrong)) {
  test(`${what} is refused at run time, in the words of the compiler`, () => {
    const message = problemOf(stages);

    assert.ok(message.includes(sentence), message);
  });
}

test('what is wired rightly is accepted', () => {
  assert.is(
    problemOf([makeOne, parallel(useOne), when(false, stage({ name: 'x', run: () => undefined }))]),
    'no problem',
  );
});

test.run();
