/** A document that a person asked a stage for: a policy to copy, a table, a list. It is printed, not logged. */

/** What a stage hands out with `ctx.output`. */
export interface OutputDocument {
  /** What it is, in a few words. */
  readonly title: string;
  /** The document as it is to be printed; secrets in it are masked like everywhere. */
  readonly text: string;
}
