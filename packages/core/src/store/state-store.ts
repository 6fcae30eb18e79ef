/** The port behind journals, locks and ledgers: a few operations that a folder, a bucket or a database can provide. */

/** A value and the tag that says which version of it was read. */
export interface Versioned {
  readonly value: string;
  readonly tag: string;
}

/** Durable state. Keys are `/`-separated words of `[A-Za-z0-9._-]`; values are text. */
export interface StateStore {
  /** Its name for people: `.paintbox/paintbox/production`. */
  readonly describe: string;
  /** Creates the key; false when it exists. Of many callers at once exactly one gets true. */
  create(key: string, value: string): Promise<boolean>;
  /** The value with its tag; undefined when the key does not exist. */
  read(key: string): Promise<Versioned | undefined>;
  /** Replaces the value if it is still the version that was read; false otherwise. */
  replace(key: string, value: string, tag: string): Promise<boolean>;
  /** Keys that start with the prefix, sorted. */
  list(prefix: string): Promise<readonly string[]>;
  /** Adds lines to a log, after its last whole line; when `durable`, they survive a power cut once this resolves. */
  append(key: string, lines: readonly string[], options: { readonly durable: boolean }): Promise<void>;
  /** The lines of a log in order; none when the key does not exist. A line that a kill left unfinished is left out. */
  lines(key: string): AsyncIterable<string>;
  /** Removes a value or a log; nothing happens when the key does not exist. */
  remove(key: string): Promise<void>;
}
