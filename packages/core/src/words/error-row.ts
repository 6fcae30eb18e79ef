/** A row of a table of errors. */
import type { ExitCode } from './exit-code.ts';

/** What a table says of one code. */
export interface ErrorRow {
  /**
   * The exit code of a run that ends with this error and changed nothing. Several: whoever makes the error says which; the first is the default.
   * `problems`: that of the first problem it gathers with another one than 1, else 1. Null: it is an answer to others and ends no run.
   */
  readonly exitCode: ExitCode | readonly ExitCode[] | 'problems' | null;
  /** What happened, and why it can. Sentences, as Markdown. */
  readonly means: string;
  /** What to do now: the hint of an error that was made without one. It begins with a small letter and has no full stop at its end. Markdown; a command stands in backticks. */
  readonly do: string;
}

/** Rows by their code. */
export type ErrorRows = Readonly<Record<string, ErrorRow>>;
