/** Check results: what a probe saw, its verdict, and which build answered. */

/** No data is never `pass`: a probe that could not look says `inconclusive`. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip' | 'inconclusive';

/** The groups that check ids start with, plus any of a plugin's own: `jwks`, `jwks.keys`, `tls.expiry`. */
export interface CheckResult {
  /** `group` or `group.what`. */
  readonly id: string;
  /** What was probed: an address, a machine. */
  readonly target: string;
  readonly verdict: Verdict;
  /** A critical `fail` fails the suite. Any other `fail` is shown as a warning. */
  readonly critical: boolean;
  /** What was found, in one line for people. */
  readonly message: string;
  /** What was seen, as JSON: statuses, numbers, excerpts. Never a secret. */
  readonly evidence: Readonly<Record<string, unknown>>;
  /** Which build and machine answered, where that is known. */
  readonly answeredBy?: { readonly version: string | null; readonly machine: string | null } | undefined;
  /** What to do about it. */
  readonly hint?: string | undefined;
  /** Shown with its verdict, but never counted in the suite's verdict. For a new check that is not trusted yet. */
  readonly shadow?: true | undefined;
}

/** The outcome of a suite. The release stage, the stable mark and the reports use it. */
export interface CheckReport {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}

/** Worst last. Every other verdict is worse than `skip`, which proves nothing. */
const ORDER: readonly Verdict[] = ['skip', 'pass', 'warn', 'inconclusive', 'fail'];

/** The worse of two verdicts. */
export function worst(a: Verdict, b: Verdict): Verdict {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/**
 * One verdict for many checks. A `fail` or `inconclusive` that is not critical counts as `warn`. A shadow is not counted.
 * No check at all is `inconclusive`.
 *
 * @example
 * const check = { id: 'health', target: address, critical: true, message: 'answers 500', evidence: {} };
 * verdictOf([{ ...check, verdict: 'fail' }]); // 'fail'
 * verdictOf([]); // 'inconclusive'
 */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  const weighed = checks
    .filter(({ shadow }) => shadow !== true)
    .map((check) => {
      const grave = check.verdict === 'fail' || check.verdict === 'inconclusive';
      return grave && !check.critical ? 'warn' : check.verdict;
    });
  const verdict = weighed.reduce(worst, 'skip' as Verdict);
  return verdict === 'skip' ? 'inconclusive' : verdict;
}
