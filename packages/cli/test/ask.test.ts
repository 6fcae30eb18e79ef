import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ask } from '../src/ask.ts';
import { keep } from './reporters/events.ts';

const test = suite('ask');

async function answer(typed: string): Promise<boolean> {
  const input = new PassThrough();
  const output = keep();
  const answered = ask('Go on?', { input, output, signal: new AbortController().signal });
  assert.is(output.text(), 'Go on? [y/N] ');
  input.end(typed);
  return answered;
}

test('only y and yes mean yes; anything else, and the end of the input, mean no', async () => {
  assert.is(await answer('y\n'), true);
  assert.is(await answer(' YES \n'), true);
  assert.is(await answer('yep\n'), false);
  assert.is(await answer('\n'), false);
  assert.is(await answer(''), false);
});

test('a cancelled run takes its question back', async () => {
  const controller = new AbortController();
  const asked = ask('Go on?', { input: new PassThrough(), output: keep(), signal: controller.signal });
  controller.abort(new Error('cancelled'));
  const why = await asked.then(
    () => 'answered',
    (error: Error) => error.message,
  );
  assert.is(why, 'cancelled');
});

test.run();
