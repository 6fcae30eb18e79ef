/** The errors of a run as a whole: its params, its time, its plan, its parent process, and data that a journal cannot hold. */
import { coreErrors } from './core-errors.ts';
import type { DeployError } from './words/error.ts';
import { thrownText } from './words/thrown.ts';

/** Params that are unknown or of the wrong type, and variables that cannot be read. */
export function paramsWrong(problems: readonly DeployError[]): DeployError {
  const said = problems.map(({ message }) => message).join('; ');
  return coreErrors.error('PARAMS_WRONG', `the params of this run are wrong: ${said}`, { problems });
}

/** One thing that is wrong with params. */
export function paramProblem(message: string, hint: string): DeployError {
  return coreErrors.error('PARAMS_WRONG', message, { hint });
}

/** A resumed run that was given other params than it started with. */
export function paramChanged(name: string, was: string | boolean | undefined): DeployError {
  const before = was === undefined ? 'without it' : `with ${JSON.stringify(was)}`;
  return paramProblem(
    `the run started ${before} for param '${name}', and a resumed run keeps its params`,
    `leave '${name}' out`,
  );
}

/** A time budget that is used up by its reserve for taking back. */
export function budgetWrong(timeoutMs: number, undoReserveMs: number): DeployError {
  return coreErrors.error(
    'BUDGET_WRONG',
    `a run of ${timeoutMs / 1000} s cannot reserve ${undoReserveMs / 1000} s for taking changes back`,
  );
}

/** A run that used up the time it was given. */
export function runTimedOut(limitMs: number, undoReserveMs: number): DeployError {
  return coreErrors.error(
    'RUN_TIMED_OUT',
    `the run was stopped after ${(limitMs - undoReserveMs) / 1000} s of its ${limitMs / 1000} s: the rest is kept for taking back what it changed`,
  );
}

/** Taking back that used up all the time a run was given. */
export function undoTimedOut(limitMs: number): DeployError {
  return coreErrors.error(
    'UNDO_TIMED_OUT',
    `the time that the run keeps for taking changes back (${limitMs / 1000} s) was used up`,
  );
}

/** A change that the approved plan does not have. */
export function effectNotPlanned(stage: string, describe: string, hash: string): DeployError {
  return coreErrors.error(
    'EFFECT_NOT_PLANNED',
    `stage '${stage}' wanted to change something that plan ${hash} does not list: ${describe}`,
  );
}

/** A run whose parent process is gone. */
export function runOrphaned(parent: number, now: number): DeployError {
  return coreErrors.error(
    'RUN_ORPHANED',
    `the process that started this run (${parent}) is gone, its parent is now ${now}: nobody is waiting for the run`,
  );
}

/** An event or value of a stage that cannot be written as JSON. */
export function journalCannotHold(what: string, cause: unknown): DeployError {
  const why = thrownText(cause).split('\n')[0];
  return coreErrors.error('JOURNAL_CANNOT_HOLD', `a journal cannot hold ${what}: ${why}`, { cause });
}
