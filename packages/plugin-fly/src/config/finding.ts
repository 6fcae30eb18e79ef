/** What is found in a config file: a problem or a warning, with its place. */

/** Something to say about the file. */
export interface ConfigFinding {
  /** Where: `http_service.checks[0].interval`; empty for the whole file. */
  readonly path: string;
  /** Counted from 1; undefined where the file's format does not tell. */
  readonly line: number | undefined;
  /** What was seen, and why it matters. */
  readonly what: string;
  readonly hint: string;
}

/** A finding without its line, which is looked up at the end. */
export type Found = Omit<ConfigFinding, 'line'>;

/** Takes what is found while the file is read, so that all findings can be reported at once. */
export interface Report {
  problem(path: string, what: string, hint: string): void;
  warning(path: string, what: string, hint: string): void;
}
