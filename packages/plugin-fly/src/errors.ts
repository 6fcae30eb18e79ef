/** Every error of this plugin that is not read from flyctl's own output (those are in failures.ts). */
import { DeployError } from '@paintbox/deploy-core';

/** Everything preflight found missing, at once. */
export function notReady(app: string, problems: readonly DeployError[]): DeployError {
  return new DeployError(
    'FLY_NOT_READY',
    `app '${app}' cannot be deployed: ${problems.map((problem) => problem.message).join('; ')}`,
    { hint: 'mend each of the problems listed, then run the same command again', problems },
  );
}

/** No flyctl to run. */
export function flyctlMissing(looked: string): DeployError {
  return new DeployError('FLY_FLYCTL_MISSING', `there is no flyctl: ${looked}`, {
    hint: 'install it (https://fly.io/docs/flyctl/install/) or set FLYCTL_PATH to the executable',
  });
}

/** A flyctl that lacks what the stages rely on. */
export function flyctlOld(found: string, floor: string): DeployError {
  return new DeployError('FLY_FLYCTL_OLD', `flyctl is version ${found}, ${floor} or later is needed`, {
    hint: "run 'flyctl version upgrade', and pin the version in CI",
  });
}

/** No token in the environment. */
export function tokenMissing(): DeployError {
  return new DeployError('FLY_TOKEN_MISSING', 'neither FLY_ACCESS_TOKEN nor FLY_API_TOKEN is set', {
    hint: "make one with 'flyctl tokens create deploy -a APP' and set FLY_API_TOKEN to it",
  });
}

/** Without flyctl and a token nobody can say whether the app is there. */
export function appUnchecked(app: string): DeployError {
  return new DeployError('FLY_APP_UNCHECKED', `whether the app '${app}' exists could not be asked`, {
    hint: `with flyctl and a token it is looked up; if there is none yet, make it with 'flyctl apps create ${app}'`,
  });
}

/** The platform's config file is not there. */
export function configMissing(file: string, cause: unknown): DeployError {
  return new DeployError('FLY_CONFIG_MISSING', `the config file '${file}' cannot be read`, {
    hint: 'run the command in the folder of the file, or give the stage its path as `config`',
    cause,
  });
}

/** The platform's config file cannot be parsed. */
export function configSyntax(file: string, line: number, column: number, what: string): DeployError {
  return new DeployError('FLY_CONFIG_SYNTAX', `${file}:${line}:${column}: ${what}`, {
    hint: 'correct the file at that place',
  });
}

/** The platform's config file asks for something that cannot work. */
export function configRule(file: string, what: string, hint: string): DeployError {
  return new DeployError('FLY_CONFIG_RULE', `${file}: ${what}`, { hint });
}

/** A stage was given an option that cannot work. */
export function optionWrong(option: string, value: string, hint: string): DeployError {
  return new DeployError('FLY_OPTION', `the option '${option}' is '${value}'`, { hint, exitCode: 2 });
}

/** An image that is not named as a registry names one. */
export function imageRefWrong(ref: string): DeployError {
  return new DeployError('FLY_IMAGE_REF', `'${ref}' is not an image reference`, {
    hint: 'use registry.fly.io/APP:TAG or registry.fly.io/APP@sha256:…; a release number such as v41 is not an image',
    exitCode: 2,
  });
}

/** flyctl ended well, but what it printed cannot be used. */
export function badAnswer(command: string, what: string): DeployError {
  return new DeployError(
    'FLY_BAD_ANSWER',
    `'flyctl ${command}' gave an answer that cannot be used: ${what}`,
    {
      hint: 'run the command by hand to see its answer; if it looks right, pin flyctl to the version this was tested with',
      transient: true,
    },
  );
}

/** flyctl ended with an error; the code comes from the failure table. */
export function flyctlFailed(
  command: string,
  failure: { code: string; said: string; hint: string; transient: boolean },
): DeployError {
  return new DeployError(failure.code, `'flyctl ${command}' failed: ${failure.said}`, {
    hint: failure.hint,
    transient: failure.transient,
  });
}

/** flyctl said nothing for longer than it could have had to wait. */
export function phaseStuck(phase: string, silentMs: number): DeployError {
  return new DeployError(
    'FLY_PHASE_STUCK',
    `flyctl has said nothing for ${Math.round(silentMs / 1000)} s and was interrupted; its last phase: ${phase.replace('flyctl: ', '')}`,
    {
      hint: 'the fleet decides what is true now; see https://status.flyio.net, and raise waitTimeout if the app needs longer to start or stop',
    },
  );
}

/** What serves now could not be put back. */
export function noWayBack(version: string, why: string): DeployError {
  return new DeployError('FLY_NO_WAY_BACK', `release v${version} could not be put back: ${why}`, {
    hint: "nothing was changed; release the code that serves anew, so that its image is in the registry, or deploy without a way back: 'paintbox-deploy deploy --one-way'",
  });
}

/** The release that would be put back does not work any more. */
export function rehearsalFailed(version: string, why: string): DeployError {
  return new DeployError('FLY_REHEARSAL_FAILED', `release v${version} could not be put back: ${why}`, {
    hint: "what serves was not touched; rehearse another one with 'paintbox-deploy rollback --rehearse --to VERSION', and see what this one needs that is gone",
  });
}

/** An image that was found bad is not released again by itself. */
export function imageBad(ref: string, version: string, reason: string): DeployError {
  return new DeployError(
    'FLY_IMAGE_BAD',
    `image ${ref} is that of release v${version}, which was taken back: ${reason}`,
    {
      hint: "change what was wrong and build again; if the cause lay elsewhere, 'paintbox-deploy deploy --force' releases it all the same",
    },
  );
}

/** Another deploy of the app is under way. */
export function deployRunning(version: number, since: string): DeployError {
  return new DeployError('FLY_DEPLOY_RUNNING', `release v${version} is running since ${since}`, {
    hint: 'wait until it has ended; if it was started by hand, stop it there',
  });
}

/** Somebody else holds machines. */
export function leaseHeld(holders: readonly string[], waitedMs: number): DeployError {
  const waited = waitedMs > 0 ? ` (waited ${Math.round(waitedMs / 1000)} s)` : '';
  return new DeployError('FLY_LEASE_HELD', `machines are leased: ${holders.join(', ')}${waited}`, {
    hint: 'another flyctl is at work on this app; wait until it has ended. Leases of a dead one expire within seconds',
    transient: true,
  });
}

/** The fleet runs more than one thing, and nothing explains it. */
export function fleetMixed(what: string, hint: string): DeployError {
  return new DeployError('FLY_FLEET_MIXED', what, { hint });
}

/** What is live was released from a state that this one knows nothing of. */
export function releasedElsewhere(runId: string, newest: string, state: string): DeployError {
  return new DeployError(
    'FLY_RELEASED_ELSEWHERE',
    `run ${runId} made what is live, and the state in ${state} knows no such run: its newest release is v${newest}`,
    {
      hint: 'deploy with the state that run was made with (PAINTBOX_STATE_DIR, or state in the config); to go on from what is live with this one: --adopt',
    },
  );
}

/** The fleet does not run what it should, whatever flyctl said. */
export function notConverged(what: string, reasons: readonly string[], cause: unknown): DeployError {
  const told = cause instanceof Error ? ` (${cause.message})` : '';
  return new DeployError(
    'FLY_NOT_CONVERGED',
    `${what} does not stand as it should: ${reasons.join('; ')}${told}`,
    {
      hint: "look at 'flyctl machine list' and the machines' logs; the release is taken back unless that was refused",
      cause,
    },
  );
}

/** The previous release could not be put back. */
export function undoUnproven(what: string, reasons: readonly string[], cause: unknown): DeployError {
  const told = cause instanceof Error ? ` (${cause.message})` : '';
  return new DeployError('FLY_UNDO_UNPROVEN', `${what} is not back: ${reasons.join('; ')}${told}`, {
    hint: "look at 'flyctl machine list'; then 'paintbox-deploy rollback --emergency' puts the last proven release back",
    cause,
    exitCode: 4,
  });
}

/** A release without proof is not stable. */
export function notProven(version: string, verdict: string, inconclusive: boolean): DeployError {
  return new DeployError(
    'FLY_NOT_PROVEN',
    `release v${version} is not marked stable: its checks say '${verdict}'`,
    {
      hint: 'only a release whose checks pass or warn becomes stable; see the check table',
      exitCode: inconclusive ? 6 : 1,
    },
  );
}

/** No release to go back to. */
export function noStableRelease(app: string, reasons: readonly string[]): DeployError {
  const why = reasons.length === 0 ? 'the ledger is empty' : reasons.join('; ');
  return new DeployError('FLY_NO_STABLE_RELEASE', `no release of '${app}' can be gone back to: ${why}`, {
    hint: 'deploy a known good image with: paintbox-deploy deploy --image REF',
    exitCode: 4,
  });
}
