/** Every error of the checks. Each says what was seen, and what to do now. */
import { DeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';

/** Options that make no sense, all of them at once. */
export function checksOptions(problems: readonly string[]): DeployError {
  return new DeployError(
    'CHECKS_OPTIONS',
    `the options of the checks have ${problems.length} problem(s): ${problems.join('; ')}`,
    {
      hint: 'correct the options given to suite() or assess() in the config file',
      exitCode: 2,
      problems: problems.map((problem) => new DeployError('CHECKS_OPTIONS', problem, { exitCode: 2 })),
    },
  );
}

/** Flags of the assessment that contradict each other. */
export function checksParams(): DeployError {
  return new DeployError('CHECKS_PARAMS', '--emergency and --check-only cannot be used together', {
    hint: '--emergency skips the assessment that --check-only asks for: leave one of them out',
    exitCode: 2,
  });
}

/** An address that no keys endpoint can have. It is not quoted: it may hold a password. */
export function jwksUrlWrong(): DeployError {
  return new DeployError(
    'CHECKS_JWKS_URL',
    'the address of the keys endpoint is not an http or https address',
    {
      hint: 'write it whole and without a user: --jwks-url https://app.example.com/.well-known/jwks.json, or JWKS_URL',
      exitCode: 2,
    },
  );
}

/** A suite with critical failures. */
export function checksFailed(url: string, report: CheckReport): DeployError {
  const failed = critical(report, 'fail');
  return new DeployError(
    'CHECKS_FAILED',
    `${failed.length} critical check(s) failed on ${url}: ${failed.map(sentence).join('; ')}`,
    {
      hint: failed[0]?.hint ?? 'look at the evidence of each failed check in the report',
      problems: [...failed, ...critical(report, 'inconclusive')].map((check) =>
        problem('CHECKS_FAILED', check),
      ),
    },
  );
}

/** A suite that could neither pass nor fail. */
export function checksInconclusive(url: string, report: CheckReport): DeployError {
  const open = critical(report, 'inconclusive');
  const message =
    open.length === 0
      ? `every check of ${url} was skipped, so nothing is known about it`
      : `too little evidence about ${url}: ${open.map(sentence).join('; ')}`;
  return new DeployError('CHECKS_INCONCLUSIVE', message, {
    hint: open[0]?.hint ?? 'let at least the critical checks run',
    exitCode: 6,
    problems: open.map((check) => problem('CHECKS_INCONCLUSIVE', check)),
  });
}

/** What `rollback --check-only` answers when the live release is broken. */
export function rollbackNeeded(url: string, report: CheckReport): DeployError {
  const failed = critical(report, 'fail');
  return new DeployError(
    'ROLLBACK_NEEDED',
    `a rollback of ${url} is needed: ${failed.map(sentence).join('; ')}`,
    {
      hint: 'run the rollback without --check-only',
      exitCode: 7,
      problems: failed.map((check) => problem('ROLLBACK_NEEDED', check)),
    },
  );
}

function critical(report: CheckReport, verdict: 'fail' | 'inconclusive'): readonly CheckResult[] {
  return report.checks.filter((check) => check.critical && check.verdict === verdict);
}

function sentence(check: CheckResult): string {
  return `${check.id}: ${check.message}`;
}

function problem(code: string, check: CheckResult): DeployError {
  return new DeployError(code, `${sentence(check)} (${check.target})`, { hint: check.hint });
}
