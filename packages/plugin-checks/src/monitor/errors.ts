/** Every error of watching an app. */
import { counted } from '@paintbox/deploy-core/run';
import type { DeployError } from '@paintbox/deploy-core';
import { checksErrors } from '../checks-errors.ts';
import type { CheckResult } from '@paintbox/deploy-core';

/** Every option of `monitor()` or `watch()` that is not valid, in one error. */
export function monitorOptions(problems: readonly string[]): DeployError {
  return checksErrors.error(
    'CHECKS_MONITOR_OPTIONS',
    `the app cannot be watched like this: ${problems.join('; ')}`,
    {
      problems: problems.map((problem) =>
        checksErrors.error('CHECKS_MONITOR_OPTIONS', problem, { hint: null }),
      ),
    },
  );
}

/** An app that is unhealthy, in more than one look. */
export function unhealthy(url: string, ill: readonly CheckResult[], looks: number): DeployError {
  const what = ill.map(({ id, message }) => `${id}: ${message}`).join('; ');
  return checksErrors.error(
    'CHECKS_UNHEALTHY',
    `${url} is unhealthy after ${counted(looks, 'look')}: ${what}`,
    {
      hint: ill[0]?.hint ?? 'look at the evidence of each failed check in the report',
      problems: ill.map(({ id, message, target, hint }) =>
        checksErrors.error('CHECKS_UNHEALTHY', `${id}: ${message} (${target})`, { hint: hint ?? null }),
      ),
    },
  );
}

/** An app without data, because too many looks gave no answer. */
export function noData(url: string, looks: number): DeployError {
  return checksErrors.error(
    'CHECKS_NO_DATA',
    `nothing is known about ${url} after ${counted(looks, 'look')}`,
  );
}
