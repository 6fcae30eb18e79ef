/** Every error of this plugin that is not read from flyctl's own output (those are in failures.ts). */
import type { DeployError } from '@paintbox/deploy-core';
import type { flyctlRows } from './error-rows/flyctl.ts';
import { flyErrors } from './fly-errors.ts';

/** A code that flyctl's output can stand for. */
export type FlyctlCode = keyof typeof flyctlRows | 'FLY_FLYCTL_OLD';

/** Everything preflight found missing, at once. */
export function notReady(app: string, problems: readonly DeployError[]): DeployError {
  return flyErrors.error(
    'FLY_NOT_READY',
    `app '${app}' cannot be deployed: ${problems.map((problem) => problem.message).join('; ')}`,
    { problems },
  );
}

/** flyctl is not installed. */
export function flyctlMissing(looked: string): DeployError {
  return flyErrors.error('FLY_FLYCTL_MISSING', `there is no flyctl: ${looked}`);
}

/** flyctl is too old for the stages. */
export function flyctlOld(found: string, floor: string): DeployError {
  return flyErrors.error('FLY_FLYCTL_OLD', `flyctl is version ${found}, ${floor} or later is needed`);
}

/** No token in the environment. */
export function tokenMissing(): DeployError {
  return flyErrors.error('FLY_TOKEN_MISSING', 'neither FLY_ACCESS_TOKEN nor FLY_API_TOKEN is set');
}

/** Without flyctl and a token, it is unknown whether the app exists. */
export function appUnchecked(app: string): DeployError {
  return flyErrors.error('FLY_APP_UNCHECKED', `whether the app '${app}' exists could not be asked`, {
    hint: `with flyctl and a token it is looked up; if there is none yet, make it with 'flyctl apps create ${app}'`,
  });
}

/** The platform's config file is not there. */
export function configMissing(file: string, cause: unknown): DeployError {
  return flyErrors.error('FLY_CONFIG_MISSING', `the config file '${file}' cannot be read`, { cause });
}

/** The platform's config file cannot be parsed. */
export function configSyntax(file: string, line: number, column: number, what: string): DeployError {
  return flyErrors.error('FLY_CONFIG_SYNTAX', `${file}:${line}:${column}: ${what}`);
}

/** The platform's config file has a value that cannot work. */
export function configRule(file: string, what: string, hint: string): DeployError {
  return flyErrors.error('FLY_CONFIG_RULE', `${file}: ${what}`, { hint });
}

/** An option of a stage is not valid. */
export function optionWrong(option: string, value: string, hint: string): DeployError {
  return flyErrors.error('FLY_OPTION', `the option '${option}' is '${value}'`, { hint });
}

/** The image is no valid image reference. */
export function imageRefWrong(ref: string): DeployError {
  return flyErrors.error('FLY_IMAGE_REF', `'${ref}' is not an image reference`);
}

/** flyctl succeeded, but its output cannot be used. */
export function badAnswer(command: string, what: string): DeployError {
  return flyErrors.error(
    'FLY_BAD_ANSWER',
    `'flyctl ${command}' gave an answer that cannot be used: ${what}`,
    { transient: true },
  );
}

/** flyctl ended with an error; the code comes from the failure table. */
export function flyctlFailed(
  command: string,
  failure: { code: FlyctlCode; said: string; transient: boolean },
): DeployError {
  return flyErrors.error(failure.code, `'flyctl ${command}' failed: ${failure.said}`, {
    transient: failure.transient,
  });
}

/** flyctl was silent for longer than its waits can take. */
export function phaseStuck(phase: string, silentMs: number): DeployError {
  return flyErrors.error(
    'FLY_PHASE_STUCK',
    `flyctl has said nothing for ${Math.round(silentMs / 1000)} s and was interrupted; its last phase: ${phase.replace('flyctl: ', '')}`,
  );
}

/** The live release could not be put back later. */
export function noWayBack(version: string, why: string): DeployError {
  return flyErrors.error('FLY_NO_WAY_BACK', `release v${version} could not be put back: ${why}`);
}

/** The release for the rollback no longer works. */
export function rehearsalFailed(version: string, why: string): DeployError {
  return flyErrors.error('FLY_REHEARSAL_FAILED', `release v${version} could not be put back: ${why}`);
}

/** An image that is marked bad is not released again without `--force`. */
export function imageBad(ref: string, version: string, reason: string): DeployError {
  return flyErrors.error(
    'FLY_IMAGE_BAD',
    `image ${ref} is that of release v${version}, which was taken back: ${reason}`,
  );
}

/** Another deploy of the app is under way. */
export function deployRunning(version: number, since: string): DeployError {
  return flyErrors.error('FLY_DEPLOY_RUNNING', `release v${version} is running since ${since}`);
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

/** The fleet does not run the release, even if flyctl reported success. */
export function notConverged(what: string, reasons: readonly string[], cause: unknown): DeployError {
  const told = cause instanceof Error ? ` (${cause.message})` : '';
  return flyErrors.error(
    'FLY_NOT_CONVERGED',
    `${what} does not stand as it should: ${reasons.join('; ')}${told}`,
    { cause },
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

/** A token with characters that no token has. */
export function tokenUnusable(variable: string): DeployError {
  return flyErrors.error('FLY_TOKEN_UNUSABLE', `${variable} holds characters that no token has`);
}

/** A variable that should say where something is. */
export function addressWrong(variable: string, what: string, hint: string): DeployError {
  return flyErrors.error('FLY_ADDRESS', `${variable}: ${what}`, { hint });
}
