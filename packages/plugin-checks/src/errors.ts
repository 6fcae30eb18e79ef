/** Every error of the checks. Each says what was seen and what to do. */
import { counted } from '@paintbox/deploy-core/run';
import type { CheckResult, DeployError } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { checksErrors } from './checks-errors.ts';

/** Every option that is not valid, in one error. */
export function checksOptions(problems: readonly string[]): DeployError {
  return checksErrors.error(
    'CHECKS_OPTIONS',
    `the options of the checks have ${counted(problems.length, 'problem')}: ${problems.join('; ')}`,
    {
      problems: problems.map((problem) => checksErrors.error('CHECKS_OPTIONS', problem, { hint: null })),
    },
  );
}

/** Flags of the assessment that contradict each other. */
export function checksParams(): DeployError {
  return checksErrors.error('CHECKS_PARAMS', '--emergency and --check-only cannot be used together');
}

/** The address cannot be a keys endpoint. It is not quoted, because it may contain a password. */
export function jwksUrlWrong(): DeployError {
  return checksErrors.error(
    'CHECKS_JWKS_URL',
    'the address of the keys endpoint is not an http or https address',
  );
}

/** A suite with critical failures. */
export function checksFailed(url: string, report: CheckReport): DeployError {
  const failed = critical(report, 'fail');
  return checksErrors.error(
    'CHECKS_FAILED',
    `${counted(failed.length, 'critical check')} failed on ${url}: ${sentences(failed)}`,
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
      : `too little evidence about ${url}: ${sentences(open)}`;
  return checksErrors.error('CHECKS_INCONCLUSIVE', message, {
    hint: open[0]?.hint ?? 'let at least the critical checks run',
    problems: open.map((check) => problem('CHECKS_INCONCLUSIVE', check)),
  });
}

/** The answer of `rollback --check-only` when the live release is broken. */
export function rollbackNeeded(url: string, report: CheckReport): DeployError {
  const failed = critical(report, 'fail');
  return checksErrors.error('ROLLBACK_NEEDED', `a rollback of ${url} is needed: ${sentences(failed)}`, {
    problems: failed.map((check) => problem('ROLLBACK_NEEDED', check)),
  });
}

function critical(report: CheckReport, verdict: 'fail' | 'inconclusive'): readonly CheckResult[] {
  return report.checks.filter((check) => check.critical && check.verdict === verdict);
}

/** Several machines often say the same: it is said once. Each of them is a problem of its own. */
function sentences(checks: readonly CheckResult[]): string {
  return [...new Set(checks.map(sentence))].join('; ');
}

function sentence(check: CheckResult): string {
  return `${check.id}: ${check.message}`;
}

function problem(
  code: 'CHECKS_FAILED' | 'CHECKS_INCONCLUSIVE' | 'ROLLBACK_NEEDED',
  check: CheckResult,
): DeployError {
  // Some messages name the target themselves.
  const where = check.message.includes(check.target) ? '' : ` (${check.target})`;
  return checksErrors.error(code, `${sentence(check)}${where}`, { hint: check.hint ?? null });
}
