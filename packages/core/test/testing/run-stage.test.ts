import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifact, json, optional, stage } from '../../src/index.ts';
import type { AnyStage } from '../../src/run.ts';
import { runStage } from '../../src/testing/index.ts';

const name = artifact('name', json<string>());
const title = artifact('title', json<'Dr' | 'Ms'>());
const greeting = artifact('greeting', json<{ readonly text: string }>());

/** It calls its needs and what it provides by names of its own. */
const greet = stage({
  name: 'demo.greet',
  needs: { who: name, prefix: optional(title) },
  provides: { words: greeting },
  run: ({ who, prefix }) => ({ words: { text: ['hello', ...(prefix ? [prefix] : []), who].join(' ') } }),
  irreversible: 'it is said',
});

test('inputs and outputs go by artifact id, and are typed by it', async () => {
  const plain = await runStage(greet, { name: 'Ada' });
  const titled = await runStage(greet, { name: 'Ada', title: 'Dr' });

  const text: string | undefined = plain.outputs?.greeting.text;
  assert.is(text, 'hello Ada');
  assert.equal(titled.outputs, { greeting: { text: 'hello Dr Ada' } });
});

test('what a stage does not need, lacks, or needs as another type does not compile', () => {
  const wrong = [
    // @ts-expect-error -- the name is missing
    () => runStage(greet),
    // @ts-expect-error -- it is a text
    () => runStage(greet, { name: 7 }),
    // @ts-expect-error -- the stage's own name is nothing to a test
    () => runStage(greet, { who: 'Ada' }),
    // @ts-expect-error -- one of two
    () => runStage(greet, { name: 'Ada', title: 'Mr' }),
    // @ts-expect-error -- it provides no such thing
    async () => (await runStage(greet, { name: 'Ada' })).outputs?.words,
  ];

  assert.is(wrong.length, 5);
});

test('a stage that can do without inputs needs none, and one of unknown type takes any', async () => {
  const alone = stage({ name: 'demo.alone', needs: { prefix: optional(title) }, run: () => undefined });
  const any: AnyStage = greet;

  assert.is((await runStage(alone)).error, undefined);
  assert.equal((await runStage(any, { name: 'Ada' })).outputs, { greeting: { text: 'hello Ada' } });
});

test.run();
