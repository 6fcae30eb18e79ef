import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stage } from '../../src/index.ts';
import type { ExitCode } from '../../src/run.ts';
import { judge } from '../../src/engine/verdict.ts';
import type { Unwound } from '../../src/engine/unwind.ts';
import { errors } from './test-errors.ts';

const changed = stage({ name: 'c', run: () => undefined, undo: () => undefined });
const nothing: Unwound = { undone: [], failures: [], proven: true, verified: 0 };
const observed: Unwound = { undone: [changed], failures: [], proven: true, verified: 0 };
const verified: Unwound = { undone: [changed], failures: [], proven: false, verified: 1 };
const unproven: Unwound = { undone: [changed], failures: [], proven: false, verified: 0 };
const failed: Unwound = { undone: [changed], failures: [new Error('x')], proven: false, verified: 0 };

const code = (exitCode: ExitCode) => errors.broken('it', exitCode);

const TABLE: readonly (readonly [string, unknown, boolean, Unwound | undefined, ExitCode, string])[] = [
  ['all went well', undefined, false, undefined, 0, 'succeeded'],
  ['failed before any change', code(1), false, nothing, 1, 'failed'],
  ['wrong usage', code(2), false, nothing, 2, 'failed'],
  ['locked', code(5), false, undefined, 5, 'locked'],
  ['inconclusive without a change', code(6), false, nothing, 6, 'inconclusive'],
  ['inconclusive, taken back', code(6), false, verified, 6, 'inconclusive'],
  ['a rollback is needed', code(7), false, nothing, 7, 'failed'],
  ['needs a person and changed nothing', code(4), false, nothing, 4, 'needs-attention'],
  ['taken back and observed', code(1), false, observed, 1, 'failed'],
  ['taken back and verified', code(1), false, verified, 3, 'rolled-back'],
  ['in doubt, but taken back and verified', code(4), false, verified, 3, 'rolled-back'],
  ['taken back, nobody looked', code(1), false, unproven, 4, 'needs-attention'],
  ['could not be taken back', code(1), false, failed, 4, 'needs-attention'],
  ['cancelled, taken back', code(130), false, observed, 130, 'cancelled'],
  ['cancelled by SIGTERM, taken back', code(143), false, verified, 143, 'cancelled'],
  ['cancelled, nobody looked', code(130), false, unproven, 4, 'needs-attention'],
  ['cancelled, could not be taken back', code(130), false, failed, 4, 'needs-attention'],
  ['left standing on request', code(1), true, undefined, 4, 'needs-attention'],
  ['left standing while cancelled', code(130), true, verified, 4, 'needs-attention'],
  ['a fault of the engine', new TypeError('x'), false, undefined, 70, 'failed'],
];

for (const [name, error, leftStanding, unwound, exitCode, status] of TABLE) {
  test(`${name}: ${exitCode}, ${status}`, () => {
    assert.equal(judge({ error, leftStanding, unwound }), { status, exitCode });
  });
}

test.run();
