/** Every error of the engine. Each says what happened, with the values, and what to do now. */
import { counted } from './words/counted.ts';
import type { Observation } from './words/effect.ts';
import type { RunRecord } from './words/record.ts';
import type { DeployError } from './words/error.ts';
import { isDeployError } from './words/error.ts';
import { NO_EFFECT } from './words/reading-context.ts';
import { thrownText } from './words/thrown.ts';
import type { WiringProblem } from './words/wiring.ts';
import { coreErrors } from './core-errors.ts';

/** A pipeline whose stages do not fit together. */
export function wiringWrong(pipeline: string, problems: readonly WiringProblem[]): DeployError {
  const sentences = problems.map(({ sentence }) => sentence);
  return coreErrors.error('PIPELINE_WIRING', `pipeline '${pipeline}': ${sentences.join('; ')}`, {
    hint: [...new Set(problems.map(({ hint }) => hint))].join('; '),
  });
}

/** Two stages declare the same param with different types. */
export function paramClash(pipeline: string, param: string): DeployError {
  return coreErrors.error(
    'PARAM_CLASH',
    `pipeline '${pipeline}': two stages declare the param '${param}' differently`,
  );
}

/** A group whose limit is not a whole number from 1. */
export function groupLimit(limit: number): DeployError {
  return coreErrors.error('GROUP_LIMIT', `a group cannot be limited to ${limit} stages at a time`);
}

/** A config file with problems. */
export function configInvalid(problems: readonly string[]): DeployError {
  return coreErrors.error(
    'CONFIG_INVALID',
    `the config has ${counted(problems.length, 'problem')}: ${problems.join('; ')}`,
    {
      problems: problems.map((problem) => coreErrors.error('CONFIG_INVALID', problem, { hint: null })),
    },
  );
}

/** A command that could not be started at all. */
export function commandNotStarted(command: string, reason: string): DeployError {
  return coreErrors.error('COMMAND_NOT_STARTED', `'${command}' could not be started: ${reason}`);
}

/** A command that took longer than its limit and was stopped. */
export function commandTimedOut(command: string, limitMs: number): DeployError {
  return coreErrors.error('COMMAND_TIMED_OUT', `'${command}' was stopped after ${limitMs / 1000} s`);
}

/** A question for a person, where no terminal is attached. */
export function confirmationNeeded(question: string): DeployError {
  return coreErrors.error('CONFIRMATION_NEEDED', `nobody is at a terminal to answer: ${question}`);
}

/** Two effects of one stage with the same id and target. */
export function effectRepeated(stage: string, effect: string, target: string | undefined): DeployError {
  const what = target === undefined ? `'${effect}'` : `'${effect}' on '${target}'`;
  return coreErrors.error('EFFECT_REPEATED', `stage '${stage}' uses the effect id ${what} twice in one try`);
}

/** Effects that nobody waited for. */
export function effectNotAwaited(stage: string, open: readonly string[]): DeployError {
  return coreErrors.error(
    'EFFECT_NOT_AWAITED',
    `stage '${stage}' ended while it was still changing something: ${open.join('; ')}`,
  );
}

/** An effect that is begun when its stage is over. */
export function effectTooLate(stage: string, effect: string): DeployError {
  return coreErrors.error(
    'EFFECT_NOT_AWAITED',
    `stage '${stage}' wanted to make the effect '${effect}' after it had ended: nothing was changed`,
    { hint: 'await everything that makes effects before the stage returns, and stop when ctx.signal aborts' },
  );
}

/** A call of the context, or an answer to the engine, of the wrong shape. */
export function stageCallWrong(stage: string, call: string, problems: readonly string[]): DeployError {
  return coreErrors.error('STAGE_CALL', `in stage '${stage}', ${call}: ${problems.join('; ')}`);
}

/** An effect whose result a journal would change. */
export function effectValueWrong(stage: string, problems: readonly string[]): DeployError {
  return coreErrors.error(
    'EFFECT_VALUE',
    `in stage '${stage}' the result of the effect ${problems.join('; ')}`,
  );
}

/** An effect whose id or target holds a secret. */
export function effectNamesSecret(stage: string, describe: string): DeployError {
  return coreErrors.error(
    'EFFECT_NAMES_SECRET',
    `in stage '${stage}' the id or target of an effect holds a secret: ${describe}`,
  );
}

/** Something that was thrown where nobody waited for it. */
export function uncaughtError(cause: unknown): DeployError {
  return coreErrors.error(
    'UNCAUGHT_ERROR',
    `something threw outside of every stage while the run was open: ${thrownText(cause)}`,
    { cause },
  );
}

/** A person who said no. */
export function declined(reason: string): DeployError {
  return coreErrors.error('DECLINED', `not confirmed: ${reason}`);
}

/** A change in a run that is read-only. */
export function effectRefused(stage: string, describe: string): DeployError {
  return coreErrors.error(
    'EFFECT_REFUSED',
    `stage '${stage}' wanted to change something (${describe}) in a run that only reads`,
  );
}

/** A change in a stage that did not say how it is taken back. */
export function stageOnlyLooks(stage: string, describe: string): DeployError {
  return coreErrors.error(
    'STAGE_ONLY_LOOKS',
    `stage '${stage}' wanted to change something (${describe}): ${NO_EFFECT}`,
  );
}

/** A change whose outcome could not be observed. */
export function effectUnknown(stage: string, describe: string, reason: string, cause: unknown): DeployError {
  return coreErrors.error(
    'EFFECT_UNKNOWN',
    `it is not known whether this was done: ${describe} (${reason})`,
    {
      hint: `look at what stage '${stage}' changes on the platform and repair it; the next run starts from what it finds`,
      cause,
    },
  );
}

/** A stage that threw something that is not a DeployError. */
export function stageThrew(stage: string, cause: unknown): DeployError {
  return coreErrors.error('STAGE_THREW', `stage '${stage}' threw ${thrownText(cause)}`, { cause });
}

/** A stage that took longer than it may. */
export function stageTimedOut(stage: string, limitMs: number): DeployError {
  return coreErrors.error('STAGE_TIMED_OUT', `stage '${stage}' took longer than ${limitMs / 1000} s`);
}

/** A stage that went on in the middle of a change after it was told to stop. */
export function stageIgnoredAbort(stage: string, limitMs: number): DeployError {
  return coreErrors.error(
    'STAGE_IGNORED_ABORT',
    `stage '${stage}' was told to stop and went on for ${limitMs / 1000} s with a change under way`,
  );
}

/** A stage that returned something else than it provides. */
export function stageOutputWrong(stage: string, problems: readonly string[]): DeployError {
  return coreErrors.error('STAGE_OUTPUT', `stage '${stage}': ${problems.join('; ')}`);
}

/** An undo that threw. */
export function undoFailed(stage: string, cause: unknown): DeployError {
  const problems = isDeployError(cause) ? [cause] : [stageThrew(stage, cause)];
  return coreErrors.error(
    'UNDO_FAILED',
    `what stage '${stage}' changed could not be taken back: ${problems[0]?.message}`,
    { hint: problems[0]?.hint ?? 'look at the platform before anything else is deployed', cause, problems },
  );
}

/** An undo that ended, although the change is still there. */
export function undoNotEffective(stage: string, seen: Observation<unknown>): DeployError {
  const what =
    seen.status === 'unknown' ? `its outcome is not known (${seen.reason})` : 'its change still stands';
  return coreErrors.error('UNDO_NOT_EFFECTIVE', `after undoing stage '${stage}' ${what}`);
}

/** A stored value of an earlier stage that its codec refuses. */
export function stageInputWrong(stage: string, problems: readonly string[]): DeployError {
  return coreErrors.error(
    'STAGE_INPUT',
    `stage '${stage}' cannot be given its inputs: ${problems.join('; ')}`,
  );
}

/** Several stages of a group that failed together. */
export function stagesFailed(names: readonly string[], errors: readonly DeployError[]): DeployError {
  return coreErrors.error('STAGES_FAILED', `${names.length} stages failed: ${names.join(', ')}`, {
    hint: errors.length === 0 ? undefined : 'each problem is listed with what to do',
    problems: errors,
  });
}

/** A run that was cancelled by its caller without a reason of its own. */
export function cancelled(): DeployError {
  return coreErrors.error('CANCELLED', 'the run was cancelled');
}

/** A run whose process ended before it had a verdict. */
export function runDied(runId: string): DeployError {
  return coreErrors.error('RUN_DIED', `run ${runId} ended without a verdict: its process was killed`);
}

/** A dead run that this pipeline cannot finish or undo. */
export function runNotOurs(runId: string, pipeline: string, why: string): DeployError {
  return coreErrors.error(
    'RUN_NOT_RESUMABLE',
    `run ${runId} of pipeline '${pipeline}' is unfinished and cannot be settled here: ${why}`,
    { hint: `check out the code it ran with and type: \`paintbox-deploy resume ${runId}\`` },
  );
}

/** A run id that no journal has. */
export function runUnknown(runId: string, where: string): DeployError {
  return coreErrors.error('RUN_UNKNOWN', `there is no run '${runId}' in ${where}`);
}

/** A dead run that could not be taken back. Nothing new may start before a person looks at it. */
export function deadRunUnsettled(record: RunRecord): DeployError {
  return coreErrors.error(
    'DEAD_RUN_UNSETTLED',
    `run ${record.runId} was killed, and what it left could not be taken back: ${record.error?.message ?? record.status}`,
  );
}
