import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, json } from '../../src/words/artifact.ts';
import { dynamic } from '../../src/words/dynamic.ts';
import { isDeployError } from '../../src/words/error.ts';
import type { DeployError } from '../../src/words/error.ts';
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

function errorOf(stages: unknown): DeployError | undefined {
  try {
    define('p', stages);
  } catch (error) {
    if (isDeployError(error) && error.code === 'PIPELINE_WIRING') return error;
    throw error;
  }
  return undefined;
}

function problemOf(stages: unknown): string {
  return errorOf(stages)?.message ?? 'no problem';
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
    'a group cannot be a member of a group: list its stages in the outer group, or put one group after the other',
  ],
  'a member that is no stage': [
    [(parallel as (...members: readonly unknown[]) => unknown)((): unknown => makeOne)],
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

const hints: Readonly<Record<string, readonly [stages: unknown, hint: string]>> = {
  'a missing provider': [[useOne], "add a stage that provides 'one' before 'use.one'"],
  'a wrong order': [[useOne, makeOne], "move 'use.one' after 'make.one'"],
  'a stage that is there twice': [
    [makeOne, makeOne],
    'leave one of the two out, or give it a name of its own',
  ],
  'one artifact from two stages': [
    [makeOne, againOne],
    'leave one of the two out, or let it provide an artifact of its own',
  ],
};

for (const [what, [stages, hint]] of Object.entries(hints)) {
  test(`the hint fits ${what}`, () => {
    assert.ok(errorOf(stages)?.hint?.includes(hint), errorOf(stages)?.hint);
  });
}

test('several problems have a hint each, and the same one is said once', () => {
  const error = errorOf([useOne, makeOne, againOne, againOne]);

  assert.is(
    error?.hint,
    "leave one of the two out, or give it a name of its own; move 'use.one' after 'make.one'; leave one of the two out, or let it provide an artifact of its own",
  );
});

test('a list that is built by code is checked when it runs', () => {
  const looks = ['a', 'b'].map((name) => stage({ name, run: () => undefined }));

  const { stages } = definePipeline('p', dynamic([makeOne, useOne, ...looks]));

  assert.equal(
    stages.map(({ name }) => name),
    ['make.one', 'use.one', 'a', 'b'],
  );
  assert.throws(() => definePipeline('p', dynamic([useOne, ...looks])), /which no stage provides/);
});

test('what is wired rightly is accepted', () => {
  assert.is(
    problemOf([makeOne, parallel(useOne), when(false, stage({ name: 'x', run: () => undefined }))]),
    'no problem',
  );
});

test.run();
