/** Exit codes: what a script may rely on. README, help, records and the docs are made from this table. */

/** An exit code of a run or a command. `exitCodes` says what each means. */
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

/** The row of an exit code. */
export interface ExitCodeRow {
  readonly code: ExitCode;
  /** The status of a record with this exit code. */
  readonly status: RunStatus;
  /** Its meaning, as one line of Markdown. */
  readonly means: string;
}

const ROWS: Readonly<Record<ExitCode, Omit<ExitCodeRow, 'code'>>> = {
  0: { status: 'succeeded', means: 'done and verified, or nothing to do' },
  1: { status: 'failed', means: 'failed; the outside world is observed to be as before' },
  2: { status: 'failed', means: 'wrong usage or configuration; nothing was started' },
  3: { status: 'rolled-back', means: 'failed; rolled back, and the rollback passed the same suite' },
  4: {
    status: 'needs-attention',
    means:
      'a person is needed: rollback failed, impossible or unverified, or the state could not be observed',
  },
  5: { status: 'locked', means: 'another run holds the lock' },
  6: {
    status: 'inconclusive',
    means: 'inconclusive: too little evidence to pass or fail; nothing was promoted',
  },
  7: {
    status: 'failed',
    means:
      '`rollback --check-only`: a rollback is needed; `fleet drift`: a member does not run what its ledger says',
  },
  70: { status: 'failed', means: 'our bug (stack, versions, where to report)' },
  74: {
    status: 'succeeded',
    means:
      'done and verified, but what was asked for with `--json` or `--report-dir` could not be written (only ever in place of 0)',
  },
  130: {
    status: 'cancelled',
    means:
      'cancelled by SIGINT and unwound cleanly (4 when unwinding could not finish); also when a person declined the confirmation',
  },
  143: {
    status: 'cancelled',
    means:
      'cancelled by SIGTERM or a closed terminal, and unwound cleanly (4 when unwinding could not finish)',
  },
};

/** Every exit code, the smallest first. */
export const exitCodes: readonly ExitCodeRow[] = Object.entries(ROWS).map(([code, row]) => ({
  // The keys of ROWS are exit codes, by its type.
  code: Number(code) as ExitCode,
  ...row,
}));

/** True for an exit code of the table. */
export function isExitCode(code: unknown): code is ExitCode {
  return typeof code === 'number' && Object.hasOwn(ROWS, code);
}

/** The status of a run that ends with an exit code. */
export function statusOf(code: ExitCode): RunStatus {
  return ROWS[code].status;
}

/**
 * The meaning of an exit code, as plain text.
 *
 * @example
 * exitCodeMeans(5); // 'another run holds the lock'
 */
export function exitCodeMeans(code: ExitCode): string {
  return ROWS[code].means.replaceAll('`', '');
}
