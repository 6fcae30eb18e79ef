import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isDeployError } from '../../src/index.ts';
import { rejects, testDispenser } from '../../src/testing/index.ts';
import { BROKEN_DISPENSERS, brokenPlace } from './broken-dispensers.ts';
import { memoryPlace } from './memory-dispenser.ts';

test('memory keeps the contract of dispensers', () => testDispenser((work) => work(memoryPlace())));

// At the same time, because most of them wait.
for (const [what, breaking] of Object.entries(BROKEN_DISPENSERS)) {
  const told = testDispenser((work) => work(brokenPlace(breaking))).then(
    () => undefined,
    (error: unknown) => error,
  );

  test(`a dispenser that ${what} does not keep the contract, and is told why`, async () => {
    const error = await told;

    assert.ok(isDeployError(error), 'it passed');
    assert.is(error.code, 'DISPENSER_CONTRACT');
    assert.match(error.problems.map(({ message }) => message).join('\n'), breaking.said);
  });
}

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
