/** Where a run comes from: who began it, on which commit, and in which CI job. Messages, reports and the ledger name it. */

/** The commit an image was built from. */
export interface Commit {
  /** The commit, followed by `+` when there were uncommitted changes. */
  readonly commit?: string | undefined;
  /** The name of the commit's author. */
  readonly author?: string | undefined;
}

/** What is known of it. Unknown parts are left out. */
export interface RunSource extends Commit {
  /** Who began the run: the person of the CI job, else the user of the machine. */
  readonly by?: string | undefined;
  /** The first line of the commit's message. */
  readonly subject?: string | undefined;
  /** The page of the commit. */
  readonly commitUrl?: string | undefined;
  /** The page of the CI job. */
  readonly jobUrl?: string | undefined;
  /** Where the report of the run will be. */
  readonly reportUrl?: string | undefined;
}
