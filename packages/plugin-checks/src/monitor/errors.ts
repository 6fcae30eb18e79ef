/** Every error of watching an app. */
import { DeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';

/** Options of `monitor()` or `watch()` that make no sense, all at once. */
export function monitorOptions(problems: readonly string[]): DeployError {
  return new DeployError(
    'CHECKS_MONITOR_OPTIONS',
    `the app cannot be watched like this: ${problems.join('; ')}`,
    {
      hint: 'correct the flags, or the options given to monitor() or watch() in the config file',
      exitCode: 2,
      problems: problems.map(
        (problem) => new DeployError('CHECKS_MONITOR_OPTIONS', problem, { exitCode: 2 }),
      ),
    },
  );
}

/** An app that is not well, and not for one look only. */
export function unhealthy(url: string, ill: readonly CheckResult[], looks: number): DeployError {
  const what = ill.map(({ id, message }) => `${id}: ${message}`).join('; ');
  return new DeployError('CHECKS_UNHEALTHY', `${url} is unhealthy after ${looks} look(s): ${what}`, {
    hint: ill[0]?.hint ?? 'look at the evidence of each failed check in the report',
    problems: ill.map(
      ({ id, message, target, hint }) =>
        new DeployError('CHECKS_UNHEALTHY', `${id}: ${message} (${target})`, { hint }),
    ),
  });
}

/** An app that could not be looked at for so long that nothing is known about it. */
export function noData(url: string, looks: number): DeployError {
  return new DeployError('CHECKS_NO_DATA', `nothing is known about ${url} after ${looks} look(s)`, {
    hint: 'check the network of this machine, and that at least one critical check is not skipped',
    exitCode: 6,
  });
}
