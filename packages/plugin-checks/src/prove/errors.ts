/** Every error of proving the checks. */
import { DeployError } from '@paintbox/deploy-core';
import type { CheckResult } from '@paintbox/deploy-core';

/** A Node that cannot trust another authority while it runs. */
export function proveNode(version: string): DeployError {
  return new DeployError('CHECKS_PROVE_NODE', `Node ${version} cannot trust the certificate of a twin`, {
    hint: 'use Node 22.19, 24.5 or later',
    exitCode: 2,
  });
}

/** Names of faults that there are not. */
export function proveOnly(unknown: readonly string[], known: readonly string[]): DeployError {
  return new DeployError('CHECKS_PROVE_ONLY', `--only names no fault: ${unknown.join(', ')}`, {
    hint: `there are ${known.join(', ')}`,
    exitCode: 2,
  });
}

/** An app that is broken already: what a fault changes could not be told from what was wrong before. */
export function proveBroken(url: string, failed: readonly CheckResult[]): DeployError {
  const what = failed.map(({ id, message }) => `${id}: ${message}`).join('; ');
  return new DeployError('CHECKS_PROVE_BROKEN', `${url} is broken without any fault: ${what}`, {
    hint: 'prove the checks on an app that passes them: paintbox-deploy validate',
    exitCode: 6,
  });
}

/** Faults that no check noticed. */
export function faultsSurvived(
  survivors: readonly { readonly name: string; readonly describe: string }[],
): DeployError {
  const names = survivors.map(({ name, describe }) => `${name} (${describe})`).join('; ');
  return new DeployError('CHECKS_FAULT_SURVIVED', `no check noticed ${survivors.length} fault(s): ${names}`, {
    hint: 'look which options weaken the checks that are there for it; the kill matrix names them',
  });
}

/** A twin that failed by itself: what the checks saw then proves nothing. */
export function twinFailed(fault: string, cause: unknown): DeployError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DeployError(
    'CHECKS_TWIN_FAILED',
    `the twin with the fault '${fault}' failed by itself: ${why}`,
    {
      hint: 'this is a fault of the prover: report it',
      exitCode: 70,
      cause,
    },
  );
}
