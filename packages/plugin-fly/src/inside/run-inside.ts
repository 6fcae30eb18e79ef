/** Runs a command in a machine for the door: asks again where that is harmless, and says what it means when the platform refuses. */
import type { StageContext } from '@paintbox/deploy-core';
import type { InsideAnswer } from '@paintbox/deploy-core/release';
import { failureOf } from '../api/failure.ts';
import { machinesApi } from '../api/machines-api.ts';
import type { ExecResult } from '../api/machines.ts';
import type { Command } from './program.ts';

/** Why nothing was run, or nothing is known of it. */
export type NotRun = Extract<InsideAnswer, { readonly outcome: 'no-answer' | 'not-asked' }>;

const FIRST_WAIT_MS = 1_000;
/** All waits together. Leases of a deploy by flyctl last 13 s unless they are renewed (superfly/flyctl, deploy). */
const MOST_WAIT_MS = 30_000;
/** How often a command is repeated of which nobody knows whether it ran. */
const MOST_DOUBTS = 2;

/** Refusals that pass: somebody changes the machine, we asked too often, or not every server has heard of a new machine yet. */
const PASSING: readonly string[] = ['FLY_LEASE_HELD', 'FLY_CONFLICT', 'FLY_RATE_LIMITED', 'FLY_NOT_FOUND'];
/** A program that is not in the image is an error of the call, with the words of the system (superfly/init-snapshot), so the call may look lost. */
const MISSING = /No such file or directory|os error 2\b|executable file not found/i;
/** The machine is not started (412), or gone: nothing in it can answer. */
const NOT_THERE: readonly string[] = ['FLY_CHANGED_MEANWHILE', 'FLY_NOT_FOUND'];
const NOT_ALLOWED: readonly string[] = ['FLY_NOT_ALLOWED', 'FLY_TOKEN_REFUSED'];

/** What is run, and whether twice is as good as once. */
export interface InsideRun extends Command {
  readonly timeoutS: number;
  readonly repeatable: boolean;
}

/**
 * Runs it. A lease on the machine, even one of ours, refuses every exec until it is released.
 *
 * @throws DeployError when the platform cannot be called at all: `FLY_TOKEN_MISSING`, `FLY_ADDRESS`
 */
export async function runInside(
  ctx: StageContext,
  machine: string,
  { argv, stdin, timeoutS, repeatable }: InsideRun,
): Promise<ExecResult | NotRun> {
  const { machines } = machinesApi(ctx);
  let [waitedMs, waitMs, doubts] = [0, FIRST_WAIT_MS, 0];
  for (;;) {
    try {
      return await machines.exec(machine, argv, timeoutS, stdin);
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (failure === undefined) throw thrown;
      const { code, message } = failure.error;
      const isMissing = failure.nothingDone ? code === 'FLY_CALL_REFUSED' : MISSING.test(message);
      if (isMissing) return { outcome: 'not-asked', kind: 'no-program', reason: message };
      if (!failure.nothingDone) doubts += 1;
      const again = failure.nothingDone ? PASSING.includes(code) : repeatable && doubts <= MOST_DOUBTS;
      if (!again || waitedMs >= MOST_WAIT_MS) return meaningOf(code, message);
    }
    await ctx.clock.sleep(waitMs, ctx.signal);
    waitedMs += waitMs;
    waitMs = Math.min(waitMs * 2, 8_000);
  }
}

function meaningOf(code: string, reason: string): NotRun {
  if (NOT_THERE.includes(code)) return { outcome: 'no-answer', kind: 'refused', reason, program: 'exec' };
  if (NOT_ALLOWED.includes(code)) return { outcome: 'not-asked', kind: 'not-allowed', reason };
  return { outcome: 'not-asked', kind: PASSING.includes(code) ? 'busy' : 'unclear', reason };
}
