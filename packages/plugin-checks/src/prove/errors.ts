/** Every error of proving the checks. */
import { counted } from '@paintbox/deploy-core/run';
import type { DeployError } from '@paintbox/deploy-core';
import { checksErrors } from '../checks-errors.ts';
import type { CheckResult } from '@paintbox/deploy-core';

/** This Node cannot trust another authority while it runs. */
export function proveNode(version: string): DeployError {
  return checksErrors.error('CHECKS_PROVE_NODE', `Node ${version} cannot trust the certificate of a twin`);
}

/** Unknown names of faults. */
export function proveOnly(unknown: readonly string[], known: readonly string[]): DeployError {
  return checksErrors.error('CHECKS_PROVE_ONLY', `--only names no fault: ${unknown.join(', ')}`, {
    hint: `there are ${known.join(', ')}`,
  });
}

/** An app that is already broken, so that the effect of a fault could not be seen. */
export function proveBroken(url: string, failed: readonly CheckResult[]): DeployError {
  const what = failed.map(({ id, message }) => `${id}: ${message}`).join('; ');
  return checksErrors.error('CHECKS_PROVE_BROKEN', `${url} is broken without any fault: ${what}`);
}

/** Faults of which none could be tried. */
export function proveNothing(url: string, faults: number): DeployError {
  const message = `none of ${counted(faults, 'fault')} could be tried on ${url}: the checks for them do not pass without any fault`;
  return checksErrors.error('CHECKS_PROVE_BROKEN', message);
}

/** Faults that no check noticed. */
export function faultsSurvived(
  survivors: readonly { readonly name: string; readonly describe: string }[],
): DeployError {
  const names = survivors.map(({ name, describe }) => `${name} (${describe})`).join('; ');
  return checksErrors.error(
    'CHECKS_FAULT_SURVIVED',
    `no check noticed ${counted(survivors.length, 'fault')}: ${names}`,
  );
}

/** A twin that failed by itself, so its results prove nothing. */
export function twinFailed(fault: string, cause: unknown): DeployError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return checksErrors.error(
    'CHECKS_TWIN_FAILED',
    `the twin with the fault '${fault}' failed by itself: ${why}`,
    { cause },
  );
}
