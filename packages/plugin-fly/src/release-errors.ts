/** Errors about machines, and about the releases that they make. */
import type { DeployError } from '@paintbox/deploy-core';
import { flyErrors } from './fly-errors.ts';
import type { SwitchRefusal } from './machines/switch-plan.ts';
import type { SideCount } from './outside/compare-sides.ts';

/** A change was accepted, and does not show. */
export function notChanged(machine: string, change: string, waitedMs: number): DeployError {
  return flyErrors.error(
    'FLY_WAIT_TIMEOUT',
    `the platform accepted to ${change}, and after ${Math.round(waitedMs / 1000)} s machine ${machine} does not show it`,
    { transient: true },
  );
}

/** The name of a new machine is that of another one. */
export function nameTaken(name: string, machine: string): DeployError {
  return flyErrors.error('FLY_CONFLICT', `machine ${machine} has the name ${name} and is not of this run`, {
    hint: `remove it, if nobody needs it: flyctl machine destroy --force ${machine}`,
  });
}

/** A machine did not boot, or ended. */
export function bootFailed(
  code: 'FLY_IMAGE_MISSING' | 'FLY_IMAGE_TOO_BIG' | 'FLY_NO_CAPACITY' | 'FLY_CRASHING' | 'FLY_MACHINE_STUCK',
  machine: string,
  what: string,
): DeployError {
  return flyErrors.error(code, `machine ${machine} does not run: ${what}`);
}

/** A new machine is not as released. */
export function greenUnhealthy(machine: string, what: string): DeployError {
  return flyErrors.error('FLY_GREEN_UNHEALTHY', `machine ${machine}: ${what}`);
}

/** The machines did not become healthy in time. */
export function healthTimeout(machines: readonly string[], waitedMs: number): DeployError {
  return flyErrors.error(
    'FLY_HEALTH_TIMEOUT',
    `after ${Math.round(waitedMs / 1000)} s these machines are not healthy: ${machines.join('; ')}`,
  );
}

/** Traffic cannot be moved. */
export function switchRefused(refusals: readonly SwitchRefusal[]): DeployError {
  const [first] = refusals;
  return flyErrors.error(
    first?.code ?? 'FLY_NOT_CONVERGED',
    `traffic was not moved: ${refusals.map(({ what }) => what).join('; ')}`,
    first === undefined ? {} : { hint: first.hint },
  );
}

/** Machines in traffic do not answer from outside. */
export function notSeen(machines: readonly string[], waitedMs: number): DeployError {
  return flyErrors.error(
    'FLY_NOT_SEEN',
    `${Math.round(waitedMs / 1000)} s after they were let into traffic: ${machines.join('; ')}`,
  );
}

/** Between two steps, new machines fail where old ones do not. */
export function newSideFails(fresh: SideCount, old: SideCount): DeployError {
  return flyErrors.error(
    'FLY_NOT_SEEN',
    `while both sides took traffic, ${fresh.failed} of ${fresh.asked} requests to new machines failed, and ${old.failed} of ${old.asked} to old ones`,
  );
}

/** A machine was changed by somebody else. */
export function changedMeanwhile(machine: string, what: string): DeployError {
  return flyErrors.error('FLY_CHANGED_MEANWHILE', `machine ${machine} was left as it is: ${what}`);
}

/** The release command of somebody else is under way. */
export function commandRunning(machines: readonly string[]): DeployError {
  return flyErrors.error('FLY_DEPLOY_RUNNING', `a release command runs on machine ${machines.join(', ')}`);
}

/** The release command failed. */
export function commandFailed(machine: string, exitCode: number): DeployError {
  return flyErrors.error(
    'FLY_RELEASE_COMMAND_FAILED',
    `the release command on machine ${machine} ended with exit code ${exitCode}`,
  );
}

/** The release command does not end. */
export function commandTimeout(machine: string, waitedMs: number): DeployError {
  return flyErrors.error(
    'FLY_RELEASE_COMMAND_TIMEOUT',
    `the release command on machine ${machine} runs for ${Math.round(waitedMs / 1000)} s and has not ended`,
  );
}

/** Nobody can see any more how the release command does. */
export function commandUnseen(machine: string, unseenMs: number): DeployError {
  return flyErrors.error(
    'FLY_RELEASE_COMMAND_TIMEOUT',
    `for ${Math.round(unseenMs / 1000)} s the host of machine ${machine}, where the release command runs, has not answered`,
  );
}

/** Twice the machine of the release command was gone before anybody could see how it ended. */
export function commandLost(): DeployError {
  return flyErrors.error(
    'FLY_RELEASE_COMMAND_LOST',
    'nobody knows how the release command ended: its machines are gone',
  );
}

/** The live release could not be put back later. */
export function noWayBack(version: string, why: string): DeployError {
  return flyErrors.error('FLY_NO_WAY_BACK', `release v${version} could not be put back: ${why}`);
}

/** The release for the rollback no longer works. */
export function rehearsalFailed(version: string, cause: DeployError): DeployError {
  return flyErrors.error(
    'FLY_REHEARSAL_FAILED',
    `release v${version} could not be put back: ${cause.message}`,
    {
      cause,
    },
  );
}

/** An image that is marked bad is not released again without `--force`. */
export function imageBad(ref: string, version: string, reason: string): DeployError {
  return flyErrors.error(
    'FLY_IMAGE_BAD',
    `image ${ref} is that of release v${version}, which was taken back: ${reason}`,
  );
}

/** Another flyctl has leases on machines. */
export function leaseHeld(holders: readonly string[], waitedMs: number): DeployError {
  const waited = waitedMs > 0 ? ` (waited ${Math.round(waitedMs / 1000)} s)` : '';
  return flyErrors.error('FLY_LEASE_HELD', `machines are leased: ${holders.join(', ')}${waited}`, {
    transient: true,
  });
}

/** The fleet runs several releases without an explanation. */
export function fleetMixed(what: string, hint: string): DeployError {
  return flyErrors.error('FLY_FLEET_MIXED', what, { hint });
}

/** The live release was made with another state. */
export function releasedElsewhere(runId: string, newest: string, state: string): DeployError {
  return flyErrors.error(
    'FLY_RELEASED_ELSEWHERE',
    `run ${runId} made what is live, and the state in ${state} knows no such run: its newest release is v${newest}`,
  );
}

/** The previous release could not be put back. */
export function undoUnproven(what: string, reasons: readonly string[], cause: unknown): DeployError {
  const told = cause instanceof Error ? ` (${cause.message})` : '';
  return flyErrors.error('FLY_UNDO_UNPROVEN', `${what} is not back: ${reasons.join('; ')}${told}`, { cause });
}

/** A release without passed checks cannot be marked stable. */
export function notProven(version: string, verdict: string, inconclusive: boolean): DeployError {
  return flyErrors.error(
    'FLY_NOT_PROVEN',
    `release v${version} is not marked stable: its checks say '${verdict}'`,
    { exitCode: inconclusive ? 6 : 1 },
  );
}

/** No release to go back to. */
export function noStableRelease(app: string, reasons: readonly string[]): DeployError {
  const why = reasons.length === 0 ? 'the ledger is empty' : reasons.join('; ');
  return flyErrors.error('FLY_NO_STABLE_RELEASE', `no release of '${app}' can be gone back to: ${why}`);
}
