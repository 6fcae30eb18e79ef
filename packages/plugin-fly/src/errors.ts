/** Errors about what a run needs before it starts: variables, files, options, builders, images. Those of calls are in api/api-errors.ts, those of machines and releases in release-errors.ts. */
import type { DeployError } from '@paintbox/deploy-core';
import type { BuildFailure } from './build/build-failures.ts';
import { flyErrors } from './fly-errors.ts';

/** Everything preflight found missing, at once. */
export function notReady(app: string, problems: readonly DeployError[]): DeployError {
  // A file or variable that cannot be used has to be corrected before anything else counts.
  const exitCode = problems.some((problem) => problem.exitCode === 2) ? 2 : 1;
  return flyErrors.error(
    'FLY_NOT_READY',
    `app '${app}' cannot be deployed: ${problems.map((problem) => problem.message).join('; ')}`,
    { problems, exitCode },
  );
}

/** flyctl is not installed. */
export function flyctlMissing(looked: string): DeployError {
  return flyErrors.error('FLY_FLYCTL_MISSING', `there is no flyctl: ${looked}`);
}

/** No token in the environment. */
export function tokenMissing(): DeployError {
  return flyErrors.error('FLY_TOKEN_MISSING', 'neither FLY_ACCESS_TOKEN nor FLY_API_TOKEN is set');
}

/** Without a token, it is unknown whether the app exists. */
export function appUnchecked(app: string): DeployError {
  return flyErrors.error('FLY_APP_UNCHECKED', `whether the app '${app}' exists could not be asked`, {
    hint: `with a token it is looked up; if there is none yet, make it with 'flyctl apps create ${app}'`,
  });
}

/** The platform knows no such app. */
export function appMissing(app: string): DeployError {
  return flyErrors.error('FLY_APP_NOT_FOUND', `there is no app '${app}'`, {
    hint: `make it with 'flyctl apps create ${app}', or check FLY_APP`,
  });
}

/** The token is of another app. */
export function tokenOfOther(app: string, apps: readonly string[]): DeployError {
  return flyErrors.error('FLY_NOT_ALLOWED', `the token is for ${apps.join(', ')}, and not for '${app}'`, {
    hint: `make one with 'flyctl tokens create deploy -a ${app}' and set FLY_API_TOKEN to it`,
  });
}

/** The image is in the registry of another organisation. */
export function imageElsewhere(
  ref: string,
  owner: string | null,
  app: string,
  organization: string,
): DeployError {
  const whose = owner === null ? 'an organisation that the token does not know' : `organisation '${owner}'`;
  return flyErrors.error(
    'FLY_IMAGE_ELSEWHERE',
    `the image ${ref} is of ${whose}, and app '${app}' of '${organization}', whose machines cannot read it`,
    {
      hint: `push it to a registry that every organisation can read, or to one of an app in '${organization}', and give that image: for a fleet, one fleet for each organisation`,
    },
  );
}

/** The config file is of another app. */
export function otherApp(file: string, named: string, app: string): DeployError {
  return flyErrors.error('FLY_CONFIG_RULE', `${file}: it is of app '${named}', and '${app}' is deployed`, {
    hint: `deploy '${named}', use the file of '${app}', or remove 'app' from the file when several apps use it`,
  });
}

/** docker is not installed. */
export function dockerMissing(): DeployError {
  return flyErrors.error('FLY_DOCKER_MISSING', "there is no 'docker' on the PATH");
}

/** The builder failed. */
export function buildFailed({ code, said }: BuildFailure): DeployError {
  return flyErrors.error(code, `the image was not built: ${said}`);
}

/** The registry has no such image. */
export function imageMissing(ref: string, why: string): DeployError {
  return flyErrors.error('FLY_IMAGE_MISSING', `there is no image ${ref}: ${why}`);
}

/** A new volume needs a region. */
export function noRegion(volume: string): DeployError {
  return flyErrors.error(
    'FLY_CONFIG_RULE',
    `nothing says in which region the volume '${volume}' is to be made`,
    {
      hint: "write primary_region = '…' into the config file",
    },
  );
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

/** A token with characters that no token has. */
export function tokenUnusable(variable: string): DeployError {
  return flyErrors.error('FLY_TOKEN_UNUSABLE', `${variable} holds characters that no token has`);
}

/** A variable that should say where something is. */
export function addressWrong(variable: string, what: string, hint: string): DeployError {
  return flyErrors.error('FLY_ADDRESS', `${variable}: ${what}`, { hint });
}

/** The app of a probe is used. */
export function probeRefused(app: string, machines: readonly string[]): DeployError {
  return flyErrors.error('FLY_PROBE_REFUSED', `app '${app}' has machines: ${machines.join(', ')}`);
}
