import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exitCodeMeans, exitCodes, statusOf } from '../../src/run.ts';

test('every exit code has a status and a meaning, the smallest first', () => {
  assert.equal(
    exitCodes.map(({ code, status }) => [code, status]),
    [
      [0, 'succeeded'],
      [1, 'failed'],
      [2, 'failed'],
      [3, 'rolled-back'],
      [4, 'needs-attention'],
      [5, 'locked'],
      [6, 'inconclusive'],
      [7, 'failed'],
      [70, 'failed'],
      [74, 'succeeded'],
      [130, 'cancelled'],
      [143, 'cancelled'],
    ],
  );
});

test('a status and a meaning can be asked for by the code', () => {
  assert.is(statusOf(6), 'inconclusive');
  assert.is(exitCodeMeans(5), 'another run holds the lock');
  assert.match(exitCodeMeans(7), /^rollback --check-only: /, 'plain text has no backticks');
});

test.run();
