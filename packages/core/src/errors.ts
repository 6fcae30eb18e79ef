/** Every error of the engine. Each says what happened, with the values, and what to do now. */
import type { Observation } from './words/effect.ts';
import type { RunRecord } from './words/record.ts';
import { DeployError, isDeployError } from './words/error.ts';

/** A pipeline whose stages do not fit together. */
export function wiringWrong(pipeline: string, sentences: readonly string[]): DeployError {
  return new DeployError('PIPELINE_WIRING', `pipeline '${pipeline}': ${sentences.join('; ')}`, {
    hint: 'reorder the list, or add the stage that provides what is missing',
    exitCode: 2,
  });
}

/** Two stages declare the same param with different types. */
export function paramClash(pipeline: string, param: string): DeployError {
  return new DeployError(
    'PARAM_CLASH',
    `pipeline '${pipeline}': two stages declare the param '${param}' differently`,
    {
      hint: 'give one of them another name',
      exitCode: 2,
    },
  );
}

/** A group that may run no stage at all, or half of one. */
export function groupLimit(limit: number): DeployError {
  return new DeployError('GROUP_LIMIT', `a group cannot be limited to ${limit} stages at a time`, {
    hint: 'give limited() a whole number from 1',
    exitCode: 2,
  });
}

/** A config file with problems. */
export function configInvalid(problems: readonly string[]): DeployError {
  return new DeployError(
    'CONFIG_INVALID',
    `the config has ${problems.length} problem(s): ${problems.join('; ')}`,
    {
      hint: 'correct paintbox.deploy.config.ts; docs/configuration.md describes every key',
      exitCode: 2,
      problems: problems.map((problem) => new DeployError('CONFIG_INVALID', problem, { exitCode: 2 })),
    },
  );
}

/** A command that could not be started at all. */
export function commandNotStarted(command: string, reason: string): DeployError {
  return new DeployError('COMMAND_NOT_STARTED', `'${command}' could not be started: ${reason}`, {
    hint: 'check that it is installed and may be executed',
  });
}

/** A command that took longer than its limit and was stopped. */
export function commandTimedOut(command: string, limitMs: number): DeployError {
  return new DeployError('COMMAND_TIMED_OUT', `'${command}' was stopped after ${limitMs / 1000} s`, {
    hint: 'what it changed is not known from its exit; the stage that ran it observes the outcome',
  });
}

/** A question that only a person can answer, where there is none. */
export function confirmationNeeded(question: string): DeployError {
  return new DeployError('CONFIRMATION_NEEDED', `nobody is at a terminal to answer: ${question}`, {
    hint: 'pass --yes, or --force where the command has it',
    exitCode: 2,
  });
}

/** Two effects of one stage with the same id. */
export function effectRepeated(stage: string, effect: string): DeployError {
  return new DeployError('EFFECT_REPEATED', `stage '${stage}' uses the effect id '${effect}' twice`, {
    hint: 'give each effect of a stage an id of its own: the journal knows it by that id',
  });
}

/** A change inside a run that promised none. */
export function effectRefused(stage: string, describe: string): DeployError {
  return new DeployError(
    'EFFECT_REFUSED',
    `stage '${stage}' wanted to change something (${describe}) in a run that only reads`,
    {
      hint: 'leave out the flag that makes the run read-only',
    },
  );
}

/** A change whose outcome could not be observed. */
export function effectUnknown(stage: string, describe: string, reason: string, cause: unknown): DeployError {
  return new DeployError('EFFECT_UNKNOWN', `it is not known whether this was done: ${describe} (${reason})`, {
    hint: `look at what stage '${stage}' changes on the platform and put it right; the next run starts from what it finds`,
    exitCode: 4,
    cause,
  });
}

/** A stage that threw something that is not a DeployError. */
export function stageThrew(stage: string, cause: unknown): DeployError {
  const seen = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new DeployError('STAGE_THREW', `stage '${stage}' threw ${seen}`, {
    hint: 'this is a fault of the stage itself: report it to whoever wrote it',
    cause,
  });
}

/** A stage that took longer than it may. */
export function stageTimedOut(stage: string, limitMs: number): DeployError {
  return new DeployError('STAGE_TIMED_OUT', `stage '${stage}' took longer than ${limitMs / 1000} s`, {
    hint: 'see in its log what it waited for; its timeoutMs can be raised',
  });
}

/** A stage that went on in the middle of a change after it was told to stop. */
export function stageIgnoredAbort(stage: string, limitMs: number): DeployError {
  return new DeployError(
    'STAGE_IGNORED_ABORT',
    `stage '${stage}' was told to stop and went on for ${limitMs / 1000} s with a change under way`,
    {
      hint: 'look at the platform: the change may still happen. The stage must pass ctx.signal to everything it waits for',
      exitCode: 4,
    },
  );
}

/** A stage that returned something else than it provides. */
export function stageOutputWrong(stage: string, problems: readonly string[]): DeployError {
  return new DeployError('STAGE_OUTPUT', `stage '${stage}': ${problems.join('; ')}`, {
    hint: "return an object with exactly the names under 'provides', as JSON values",
  });
}

/** An undo that threw. */
export function undoFailed(stage: string, cause: unknown): DeployError {
  const problems = isDeployError(cause) ? [cause] : [stageThrew(stage, cause)];
  return new DeployError(
    'UNDO_FAILED',
    `what stage '${stage}' changed could not be taken back: ${problems[0]?.message}`,
    {
      hint: problems[0]?.hint ?? 'look at the platform before anything else is deployed',
      exitCode: 4,
      cause,
      problems,
    },
  );
}

/** An undo after which the change still stands. */
export function undoNotEffective(stage: string, seen: Observation<unknown>): DeployError {
  const what =
    seen.status === 'unknown' ? `its outcome is not known (${seen.reason})` : 'its change still stands';
  return new DeployError('UNDO_NOT_EFFECTIVE', `after undoing stage '${stage}' ${what}`, {
    hint: 'look at the platform before anything else is deployed',
    exitCode: 4,
  });
}

/** Several stages of a group that failed together. */
export function stagesFailed(names: readonly string[], errors: readonly DeployError[]): DeployError {
  return new DeployError('STAGES_FAILED', `${names.length} stages failed: ${names.join(', ')}`, {
    hint: errors.length === 0 ? undefined : 'each problem is listed with what to do',
    problems: errors,
    exitCode: errors.find((error) => error.exitCode !== 1)?.exitCode ?? 1,
  });
}

/** A run that was cancelled by its caller without a reason of its own. */
export function cancelled(): DeployError {
  return new DeployError('CANCELLED', 'the run was cancelled', { exitCode: 130 });
}

/** A run whose process ended before it had a verdict. */
export function runDied(runId: string): DeployError {
  return new DeployError('RUN_DIED', `run ${runId} ended without a verdict: its process was killed`, {
    hint: 'what it had changed was taken back; deploy again when you are ready',
  });
}

/** A dead run that this pipeline cannot finish or undo. */
export function runNotOurs(runId: string, pipeline: string, why: string): DeployError {
  return new DeployError(
    'RUN_NOT_RESUMABLE',
    `run ${runId} of pipeline '${pipeline}' is unfinished and cannot be settled here: ${why}`,
    {
      hint: `check out the code it ran with and type: paintbox-deploy resume ${runId}`,
      exitCode: 4,
    },
  );
}

/** A run id that no journal has. */
export function runUnknown(runId: string, where: string): DeployError {
  return new DeployError('RUN_UNKNOWN', `there is no run '${runId}' in ${where}`, {
    hint: "'paintbox-deploy history' lists the runs",
    exitCode: 2,
  });
}

/** A dead run that could not be taken back, so that nothing new may be started on top of it. */
export function deadRunUnsettled(record: RunRecord): DeployError {
  return new DeployError(
    'DEAD_RUN_UNSETTLED',
    `run ${record.runId} was killed, and what it left could not be taken back: ${record.error?.message ?? record.status}`,
    {
      hint: 'look at the platform, put it right, and start again: the next run no longer waits for this one',
      exitCode: 4,
    },
  );
}
