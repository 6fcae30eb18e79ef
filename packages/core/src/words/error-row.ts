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
}

/** Rows by their code. */
export type ErrorRows = Readonly<Record<string, ErrorRow>>;
