import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '../../src/index.ts';
import { rejects, testDispenser } from '../../src/testing/index.ts';
import { memoryPlace } from './memory-dispenser.ts';

test('memory keeps the contract of dispensers', () => testDispenser((work) => work(memoryPlace())));

test('a dispenser that does not know which attempt speaks is told so, and nothing else', async () => {
  const error = await rejects(testDispenser((work) => work(memoryPlace({ fenced: false }))));

  assert.ok(isDeployError(error) && error.code === 'DISPENSER_CONTRACT');
  assert.is(error.problems?.length, 1);
  assert.match(
    String(error),
    'an attempt that was lost changes nothing of the attempt after it: renew by the worker',
  );
});

test.run();
