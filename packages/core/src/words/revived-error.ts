/** Makes an error from a record, because a resumed run keeps the error it failed with. */
import { DeployError } from './error.ts';
import type { ErrorRecord } from './error.ts';
import type { ExitCode } from './exit-code.ts';

/** The error of a record. A record does not hold the error's exit code, so the caller gives it. */
export function revivedError(record: ErrorRecord, exitCode: ExitCode): DeployError {
  const { code, message, hint, docs, problems = [] } = record;
  return new DeployError(code, message, {
    hint: hint ?? undefined,
    docs,
    exitCode,
    problems: problems.map((problem) => revivedError(problem, 1)),
  });
}
