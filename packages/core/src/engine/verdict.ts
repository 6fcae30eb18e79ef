/** How a run ends: one place that turns what happened into a status and an exit code. */
import { isDeployError } from '../words/error.ts';
import { statusOf } from '../words/exit-code.ts';
import type { ExitCode, RunStatus } from '../words/exit-code.ts';
import type { Unwound } from './unwind.ts';

/** What is known when a run ends. */
export interface Ending {
  /** The first error, or undefined when all went well. */
  readonly error: unknown;
  /** True when a change stands, or may, that only a person can judge: not undone on request, not undoable, or still under way. */
  readonly leftStanding: boolean;
  readonly unwound: Unwound | undefined;
}

/** The verdict on a run. */
export interface Verdict {
  readonly status: RunStatus;
  readonly exitCode: ExitCode;
}

/** Judges a run. */
export function judge({ error, leftStanding, unwound }: Ending): Verdict {
  if (error === undefined) return verdict(0);
  if (leftStanding) return verdict(4);
  const asked = isDeployError(error) ? error.exitCode : 70;
  if (unwound === undefined || unwound.undone.length === 0) return verdict(asked);
  if (unwound.failures.length > 0) return verdict(4);
  // Neither observed nor verified: nobody knows whether the undo worked.
  if (!unwound.proven && unwound.verified === 0) return verdict(4);
  if (asked === 130 || asked === 143 || asked === 6) return verdict(asked);
  return verdict(unwound.verified > 0 ? 3 : 1);
}

function verdict(exitCode: ExitCode): Verdict {
  return { status: statusOf(exitCode), exitCode };
}
