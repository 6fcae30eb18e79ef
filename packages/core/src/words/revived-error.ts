/** Makes an error again from a record: a run that is taken up keeps the one it failed with. */
import { DeployError } from './error.ts';
import type { ErrorRecord } from './error.ts';
import type { ExitCode } from './exit-code.ts';

/** The error that a record tells of. A record has no exit code, so the caller says which one the error asked for. */
export function revivedError(record: ErrorRecord, exitCode: ExitCode): DeployError {
  const { code, message, hint, docs, problems = [] } = record;
  return new DeployError(code, message, {
    hint: hint ?? undefined,
    docs,
    exitCode,
    problems: problems.map((problem) => revivedError(problem, 1)),
  });
}
