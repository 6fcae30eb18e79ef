import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExitCode } from '../../src/run.ts';
import { judge } from '../../src/engine/verdict.ts';
import { waitingStage } from '../../src/run-state/fold-stage.ts';
import type { StageState } from '../../src/run-state/run-state.ts';
import { errors } from './test-errors.ts';

type Came = Partial<Pick<StageState, 'undo' | 'verified'>>;

const nothing: Came = {};
const observed: Came = { undo: 'proven' };
const verified: Came = { undo: 'unproven', verified: 'passed' };
const unproven: Came = { undo: 'unproven' };
const failed: Came = { undo: 'failed' };
const refuted: Came = { undo: 'proven', verified: 'failed' };

const code = (exitCode: ExitCode) => errors.broken('it', exitCode);

const TABLE: readonly (readonly [string, unknown, boolean, Came, ExitCode, string])[] = [
  ['all went well', undefined, false, nothing, 0, 'succeeded'],
  ['failed before any change', code(1), false, nothing, 1, 'failed'],
  ['wrong usage', code(2), false, nothing, 2, 'failed'],
  ['an error that claims a success', code(0), false, nothing, 1, 'failed'],
  ['an error that claims a rollback', code(3), false, nothing, 1, 'failed'],
  ['an error that claims a success with a lost record', code(74), false, observed, 1, 'failed'],
  ['locked', code(5), false, nothing, 5, 'locked'],
  ['inconclusive without a change', code(6), false, nothing, 6, 'inconclusive'],
  ['inconclusive, taken back', code(6), false, verified, 6, 'inconclusive'],
  ['a rollback is needed', code(7), false, nothing, 7, 'failed'],
  ['needs a person and changed nothing', code(4), false, nothing, 4, 'needs-attention'],
  ['taken back and observed', code(1), false, observed, 1, 'failed'],
  ['taken back and verified', code(1), false, verified, 3, 'rolled-back'],
  ['taken back, and refused by what verifies', code(1), false, refuted, 4, 'needs-attention'],
  ['in doubt, but taken back and verified', code(4), false, verified, 3, 'rolled-back'],
  ['taken back, nobody looked', code(1), false, unproven, 4, 'needs-attention'],
  ['could not be taken back', code(1), false, failed, 4, 'needs-attention'],
  ['declined, nothing was changed', code(130), false, nothing, 130, 'cancelled'],
  ['cancelled, taken back', code(130), false, observed, 130, 'cancelled'],
  ['cancelled by SIGTERM, taken back', code(143), false, verified, 143, 'cancelled'],
  ['cancelled, nobody looked', code(130), false, unproven, 4, 'needs-attention'],
  ['cancelled, could not be taken back', code(130), false, failed, 4, 'needs-attention'],
  ['left standing on request', code(1), true, nothing, 4, 'needs-attention'],
  ['left standing while cancelled', code(130), true, verified, 4, 'needs-attention'],
  ['a fault of the engine', new TypeError('x'), false, nothing, 70, 'failed'],
];

for (const [name, error, leftStanding, came, exitCode, status] of TABLE) {
  test(`${name}: ${exitCode}, ${status}`, () => {
    const stages = new Map([['a', { ...waitingStage('a'), ...came }]]);

    assert.equal(judge({ error, leftStanding }, { stages }), { status, exitCode });
  });
}

test.run();
