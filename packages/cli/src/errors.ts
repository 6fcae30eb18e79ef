/** Every error of the command line. Nearly all mean that nothing was started: exit code 2. */
import type { DeployError } from '@paintbox/deploy-core';
import { coreErrors } from '@paintbox/deploy-core/run';
import { cliErrors } from './cli-errors.ts';
import type { usageRows } from './error-rows/usage.ts';
import type { StopSignal } from './io.ts';

type UsageCode = keyof typeof usageRows;

/** A command line without a command. */
export function commandMissing(commands: readonly string[]): DeployError {
  return usage(
    'CLI_COMMAND_MISSING',
    'no command was given',
    `give one of: ${commands.join(', ')}; or 'help'`,
  );
}

/** An unknown command. */
export function unknownCommand(
  given: string,
  near: string | undefined,
  commands: readonly string[],
): DeployError {
  const hint = near === undefined ? `the commands are: ${commands.join(', ')}` : `did you mean '${near}'?`;
  return usage('CLI_UNKNOWN_COMMAND', `there is no command '${given}'`, hint);
}

/** The first word of a command of several. */
export function commandUnfinished(given: string, commands: readonly string[]): DeployError {
  return usage(
    'CLI_UNKNOWN_COMMAND',
    `'${given}' is not a whole command`,
    `write one of: ${commands.join(', ')}`,
  );
}

/** A flag that the command does not have. */
export function unknownFlag(flag: string, command: string, hint: string): DeployError {
  return usage('CLI_UNKNOWN_FLAG', `'${command}' has no flag ${flag}`, hint);
}

/** A flag without the value it needs. */
export function missingValue(flag: string, placeholder: string): DeployError {
  return usage('CLI_MISSING_VALUE', `${flag} needs a value`, `write ${flag} ${placeholder}`);
}

/** A flag that was given more than once. */
export function repeatedFlag(flag: string): DeployError {
  return usage('CLI_REPEATED_FLAG', `${flag} was given more than once`);
}

/** A value that a flag or variable cannot have. */
export function badValue(name: string, value: string, hint: string): DeployError {
  return usage('CLI_BAD_VALUE', `${name} cannot be '${value}'`, hint);
}

/** A word that the command does not take. */
export function unexpectedWord(word: string, command: string): DeployError {
  return usage(
    'CLI_UNEXPECTED_WORD',
    `'${command}' takes no further word, but got '${word}'`,
    `leave it out; \`paintbox-deploy ${command} --help\` shows what it takes`,
  );
}

/** Flags that exclude each other. */
export function conflict(message: string, hint: string): DeployError {
  return usage('CLI_CONFLICT', message, hint);
}

/** Several problems of one command line. */
export function usageProblems(problems: readonly DeployError[]): DeployError {
  return cliErrors.error('CLI_USAGE', `the command line has ${problems.length} problems`, { problems });
}

/** A pipeline with the name of a command that is built in. */
export function commandTaken(name: string): DeployError {
  return usage(
    'CLI_COMMAND_TAKEN',
    `a pipeline is named '${name}', which is a built-in command`,
    'rename the pipeline',
  );
}

/** A param with the name of a flag that every command has. */
export function flagTaken(pipeline: string, param: string, flag: string): DeployError {
  return usage(
    'CLI_FLAG_TAKEN',
    `pipeline '${pipeline}' declares the param '${param}', but ${flag} has a meaning of its own`,
    'rename the param in the stage that declares it',
  );
}

/** An environment that the config does not have. */
export function unknownEnvironment(
  name: string,
  near: string | undefined,
  known: readonly string[],
): DeployError {
  const hint = near === undefined ? `the config has: ${known.join(', ')}` : `did you mean '--env ${near}'?`;
  return usage('CLI_UNKNOWN_ENVIRONMENT', `the config has no environment '${name}'`, hint);
}

/** A report folder that cannot be written to. */
export function reportDirUnusable(folder: string, cause: unknown): DeployError {
  return cliErrors.error('CLI_REPORT_DIR', `--report-dir ${folder} cannot be written to: ${reason(cause)}`, {
    cause,
  });
}

/** Requested output that could not be written. The work itself is done. */
export function outputLost(what: string, cause: unknown): DeployError {
  return cliErrors.error('CLI_OUTPUT_LOST', `${what} could not be written: ${reason(cause)}`, { cause });
}

/** A file that could not be written. Nothing of it was left. */
export function fileUnwritable(file: string, cause: unknown): DeployError {
  return cliErrors.error('CLI_CANNOT_WRITE', `${file} cannot be written: ${reason(cause)}`, { cause });
}

/** A folder that should be created and is not empty. */
export function folderNotEmpty(folder: string): DeployError {
  return cliErrors.error('CLI_FOLDER_NOT_EMPTY', `the folder ${folder} is there already and is not empty`);
}

/** A run that the store does not have. */
export function unknownRun(given: string, near: string | undefined, place: string): DeployError {
  const hint =
    near === undefined ? `\`paintbox-deploy history\` lists the runs in ${place}` : `did you mean '${near}'?`;
  return usage('CLI_UNKNOWN_RUN', `there is no run '${given}' in ${place}`, hint);
}

/** Something that exists only for a run that has ended. */
export function runUnderWay(runId: string, what: string): DeployError {
  return cliErrors.error('CLI_RUN_UNDER_WAY', `run ${runId} is under way: ${what}`, {
    hint: `\`paintbox-deploy show ${runId}\` shows its progress`,
  });
}

/** `resume` without a name, and no run without a verdict. */
export function nothingToResume(): DeployError {
  return cliErrors.error('CLI_NOTHING_TO_RESUME', 'every run has its verdict: nothing to resume');
}

/** An error code that is in no table. */
export function unknownCode(code: string, hint: string): DeployError {
  return usage('CLI_UNKNOWN_CODE', `no error has the code '${code}'`, hint);
}

/** There is no run yet. */
export function noRuns(place: string): DeployError {
  return usage(
    'CLI_NO_RUNS',
    `no run is recorded in ${place}`,
    'check --env, --config and PAINTBOX_STATE_DIR',
  );
}

/** A run that would not do what the approved plan says. */
export function planChanged(pipeline: string, approved: string, now: string): DeployError {
  return usage(
    'CLI_PLAN_CHANGED',
    `plan ${approved} is not what '${pipeline}' would do now, which is plan ${now}`,
    `look at it again: \`paintbox-deploy plan ${pipeline}\`, with the same flags`,
  );
}

/** A lock that its holder may still need. */
export function lockIsHeld(holder: string, token: number): DeployError {
  return cliErrors.error('CLI_LOCK_HELD', `the lock is held by ${holder}`, {
    hint: `wait for it, or when you know that it is dead: \`paintbox-deploy unlock --force --token ${token}\``,
  });
}

/** `--force` without the token of the holder. */
export function tokenMissing(token: number): DeployError {
  return usage(
    'CLI_TOKEN_MISSING',
    '--force needs the token of the holder you mean',
    `write --force --token ${token}`,
  );
}

/** The abort reason of the run's signal when a person or the system cancels. */
export function cancelled(signal: StopSignal): DeployError {
  const by = signal === 'SIGHUP' ? 'SIGHUP, because its terminal was closed' : signal;
  return coreErrors.error('CANCELLED', `cancelled by ${by}`, {
    exitCode: signal === 'SIGINT' ? 130 : 143,
  });
}

/** A file that `init` would overwrite. */
export function fileExists(file: string): DeployError {
  return usage(
    'CLI_FILE_EXISTS',
    `${file} exists already, so nothing was written`,
    'check whether you want to keep it; --force overwrites it',
  );
}

function usage(code: UsageCode, message: string, hint?: string): DeployError {
  return cliErrors.error(code, message, { hint });
}

/** The message of a foreign error, without its stack. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
