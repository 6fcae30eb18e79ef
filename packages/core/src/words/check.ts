/** Check results: what a probe saw, how sure it is, and which build answered. */

/** No data is never `pass`: a probe that could not look says `inconclusive`. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip' | 'inconclusive';

/** The groups that check ids start with, plus any of a plugin's own: `jwks`, `jwks.keys`, `tls.expiry`. */
export interface CheckResult {
  readonly id: string;
  /** What was probed: an address, a machine. */
  readonly target: string;
  readonly verdict: Verdict;
  /** A critical `fail` fails the suite; any other `fail` only shows. */
  readonly critical: boolean;
  readonly message: string;
  /** What was seen, as JSON: statuses, numbers, excerpts. Never a secret. */
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly answeredBy?: { readonly version: string | null; readonly machine: string | null } | undefined;
  readonly hint?: string | undefined;
}

/** The outcome of a suite: what the release stage, the stable mark and the reports go by. */
export interface CheckReport {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}

/** Worst last. `skip` says nothing either way, so anything else outweighs it. */
const ORDER: readonly Verdict[] = ['skip', 'pass', 'warn', 'inconclusive', 'fail'];

/** The worse of two verdicts. */
export function worst(a: Verdict, b: Verdict): Verdict {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** One verdict for many checks: only a critical `fail` or `inconclusive` weighs fully, any other one counts as `warn`. No check at all is `inconclusive`. */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  const weighed = checks.map((check) => {
    const grave = check.verdict === 'fail' || check.verdict === 'inconclusive';
    return grave && !check.critical ? 'warn' : check.verdict;
  });
  const verdict = weighed.reduce(worst, 'skip' as Verdict);
  return verdict === 'skip' ? 'inconclusive' : verdict;
}
