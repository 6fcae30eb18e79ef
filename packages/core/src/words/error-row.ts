/** A row of a table of errors. */
import type { ExitCode } from './exit-code.ts';

/** The row of one code. */
export interface ErrorRow {
  /**
   * The exit code of a run that ends with this error and changed nothing. Several: the code that makes the error chooses one; the first is the default.
   * `problems`: the exit code of the first gathered problem whose code is not 1, else 1. Null: the error never ends a run.
   */
  readonly exitCode: ExitCode | readonly ExitCode[] | 'problems' | null;
  /** What happened, and the possible causes. Sentences, as Markdown. */
  readonly means: string;
  /** What to do now: the hint of an error that was made without one. It begins with a small letter and does not end with a full stop. Markdown, with commands in backticks. */
  readonly do: string;
  /**
   * True when the error says that the run may not do its work: a token, a right or an account is missing or refused. It tells nothing of what is released, so
   * a member of a fleet that ends with it is a case for a person, and not a bad one. Default false.
   */
  readonly rights?: boolean | undefined;
  /** True when the error says that a service asked to call less often, for longer than we wait. A fleet hands such a member out again. Default false. */
  readonly throttled?: boolean | undefined;
}

/** Rows by their code. */
export type ErrorRows = Readonly<Record<string, ErrorRow>>;
