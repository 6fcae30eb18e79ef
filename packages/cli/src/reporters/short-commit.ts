/** A commit as people say it. */

/** The first ten characters, and the `+` of uncommitted changes: `0123456789+`. */
export function shortCommit(commit: string): string {
  return commit.endsWith('+') ? `${commit.slice(0, -1).slice(0, 10)}+` : commit.slice(0, 10);
}
