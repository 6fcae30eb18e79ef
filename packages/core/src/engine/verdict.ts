/** The only place that chooses the status and exit code of a run. */
import type { RunState } from '../run-state/run-state.ts';
import { isDeployError } from '../words/error.ts';
import { statusOf } from '../words/exit-code.ts';
import type { ExitCode, RunStatus } from '../words/exit-code.ts';

/** What is known when a run ends. */
export interface Ending {
  /** The first error, or undefined when all went well. */
  readonly error: unknown;
  /** True when a change stands, or may, that a person must look at: left on request, impossible to undo, or still under way. */
  readonly leftStanding: boolean;
}

/** The verdict on a run. */
export interface RunVerdict {
  readonly status: RunStatus;
  readonly exitCode: ExitCode;
}

/** Judges a run by its error and by the outcome of taking its changes back. */
export function judge({ error, leftStanding }: Ending, { stages }: Pick<RunState, 'stages'>): RunVerdict {
  if (error === undefined) return verdict(0);
  if (leftStanding) return verdict(4);
  const asked = isDeployError(error) ? failing(error.exitCode) : 70;
  const all = [...stages.values()];
  const undone = all.filter(({ undo }) => undo !== undefined);
  if (undone.length === 0) return verdict(asked);
  if (undone.some(({ undo }) => undo === 'failed') || all.some(({ verified }) => verified === 'failed')) {
    return verdict(4);
  }
  const verified = all.some((stage) => stage.verified === 'passed');
  // Neither observed nor verified, so it is unknown whether the undo worked.
  if (!verified && undone.some(({ undo }) => undo === 'unproven')) return verdict(4);
  if (asked === 130 || asked === 143 || asked === 6) return verdict(asked);
  return verdict(verified ? 3 : 1);
}

/** The exit code that an error asks for. None can claim a success or a proven rollback: only the engine finds those out. */
function failing(exitCode: ExitCode): ExitCode {
  return exitCode === 0 || exitCode === 3 || exitCode === 74 ? 1 : exitCode;
}

function verdict(exitCode: ExitCode): RunVerdict {
  return { status: statusOf(exitCode), exitCode };
}
