/** The error for people: a code to look up, what was seen, and what to do now. Any other error is our bug. */
import { docsPage } from './docs-site.ts';
import { isExitCode } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { thrownText } from './thrown.ts';

/** Options of an error, beyond its code and message. */
export interface DeployErrorOptions {
  /** What to do now. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** True when the same call may succeed a moment later; only such errors are retried. */
  readonly transient?: boolean | undefined;
  /** The exit code of a run that ends with this error and changed nothing. Default 1, also in place of 0, 3 and 74, which no failure can claim. */
  readonly exitCode?: ExitCode | undefined;
  /** The errors this one gathers, when many were found at once. */
  readonly problems?: readonly DeployError[] | undefined;
  /** The address of the page that explains the code. */
  readonly docs?: string | null | undefined;
}

/**
 * An error with a stable code. A package makes its errors with its `errorTable`; a stage that throws only one or two can use this class.
 *
 * @example
 * throw new DeployError('SHOP_CLOSED', 'the shop answers 503', {
 *   hint: 'open it, then deploy again',
 *   transient: true,
 * });
 */
export class DeployError extends Error {
  override readonly name: string = 'DeployError';
  /** Stable and documented: `FLY_TOKEN_MISSING`. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly transient: boolean;
  readonly exitCode: ExitCode;
  readonly problems: readonly DeployError[];
  /** The address where the code is explained; null when there is none. */
  readonly docs: string | null;

  constructor(code: string, message: string, options: DeployErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.transient = options.transient ?? false;
    this.exitCode = options.exitCode ?? 1;
    this.problems = options.problems ?? [];
    this.docs = options.docs ?? null;
  }
}

/**
 * True for a DeployError of any copy of this package, so that two installed versions understand each other. Its members are checked, because they are
 * written into records: an error that only looks like one, or cannot be read, is a foreign error.
 */
export function isDeployError(error: unknown): error is DeployError {
  try {
    return error instanceof Error && error.name === 'DeployError' && hasItsMembers(error);
  } catch {
    return false;
  }
}

function hasItsMembers(error: Error & Partial<Readonly<Record<keyof DeployError, unknown>>>): boolean {
  const { code, message, hint, docs, exitCode, problems } = error;
  return (
    typeof code === 'string' &&
    typeof message === 'string' &&
    (hint === undefined || typeof hint === 'string') &&
    (docs === undefined || docs === null || typeof docs === 'string') &&
    isExitCode(exitCode) &&
    Array.isArray(problems) &&
    problems.every((problem) => isDeployError(problem))
  );
}

/** An error in events and records. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly docs: string | null;
  readonly problems?: readonly ErrorRecord[];
}

/** An error as data. A foreign error keeps its message under the code `INTERNAL`. */
export function errorRecord(error: unknown): ErrorRecord {
  if (!isDeployError(error)) {
    return { code: 'INTERNAL', message: thrownText(error), hint: null, docs: docsPage('errors#internal') };
  }
  const record = {
    code: error.code,
    message: error.message,
    hint: error.hint ?? null,
    docs: error.docs ?? null,
  };
  return error.problems.length === 0
    ? record
    : { ...record, problems: error.problems.map((problem) => errorRecord(problem)) };
}
