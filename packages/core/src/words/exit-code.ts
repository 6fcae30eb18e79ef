/** Exit codes: what a script may rely on. */

/**
 * | code | meaning |
 * |---|---|
 * | 0 | done and verified, or nothing to do |
 * | 1 | failed; the outside world is observed to be as before |
 * | 2 | wrong usage or configuration; nothing was started |
 * | 3 | failed; rolled back, and the rollback passed the same suite |
 * | 4 | a person is needed |
 * | 5 | another run holds the lock |
 * | 6 | inconclusive; nothing was promoted |
 * | 7 | `rollback --check-only`: a rollback is needed |
 * | 70 | our bug |
 * | 74 | done and verified, but what was asked for with `--json` or `--report-dir` could not be written |
 * | 130, 143 | cancelled by SIGINT, SIGTERM, and unwound cleanly |
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 70 | 74 | 130 | 143;

/** How a run ended, in a word. */
export type RunStatus =
  | 'succeeded'
  | 'failed'
  | 'rolled-back'
  | 'needs-attention'
  | 'inconclusive'
  | 'cancelled'
  | 'locked';
