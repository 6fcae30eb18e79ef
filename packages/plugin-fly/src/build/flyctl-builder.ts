/** Builds with flyctl, on a builder of its choice. The only file that runs flyctl. */
import { resolve } from 'node:path';
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { CommandOutput } from '@paintbox/deploy-core/run';
import { authorize } from '../api/authorization.ts';
import { buildFailed, flyctlMissing } from '../errors.ts';
import { findOnPath, isExecutable } from '../files.ts';
import { buildFailureOf } from './build-failures.ts';
import type { BuildFailure } from './build-failures.ts';
import type { Builder, BuildRequest } from './builder.ts';
import { watchBuild } from './watch-build.ts';

/** Even waiting for a builder may take five minutes. */
const BUILD_MS = 20 * 60_000;
/** flyctl handles one signal and cleans up. */
const GRACE_MS = 60_000;

/** Turns off notices in flyctl's output, and its reports to its vendor. */
const QUIET = {
  LOG_LEVEL: 'error',
  NO_COLOR: '1',
  FLY_NO_UPDATE_CHECK: '1',
  FLY_NO_INCIDENTS_CHECK: '1',
  FLY_SEND_METRICS: '0',
} as const;

/** The builders to try when the one of flyctl's choice failed: not Depot, then a recreated one. */
const BUILDERS: readonly (readonly string[])[] = [
  [],
  ['--remote-only', '--depot=false'],
  ['--remote-only', '--depot=false', '--recreate-builder'],
];

/** A builder that runs `flyctl deploy --build-only`. */
export function flyctl(): Builder {
  return {
    name: 'flyctl',
    async missing(ctx) {
      try {
        await findFlyctl(ctx.env);
        return undefined;
      } catch (error) {
        if (isDeployError(error)) return error;
        throw error;
      }
    },
    async build(ctx, request) {
      const executable = await findFlyctl(ctx.env);
      // Registers the token as a secret: it reaches flyctl through the environment only.
      authorize(ctx);
      let told: DeployError | undefined;
      for (const where of BUILDERS) {
        if (told !== undefined) ctx.log.warn(`${told.message}; building on another builder`);
        const failure = await buildOnce(ctx, executable, [...argumentsOf(request), ...where]);
        if (failure === undefined) return;
        told = buildFailed(failure);
        if (!failure.otherBuilder) break;
      }
      throw told;
    },
  };
}

/**
 * Finds flyctl: `FLYCTL_PATH`, else `flyctl` or `fly` on the PATH.
 *
 * @throws DeployError `FLY_FLYCTL_MISSING`
 */
async function findFlyctl(env: StageContext['env']): Promise<string> {
  const given = env['FLYCTL_PATH'];
  if (given !== undefined && given !== '') {
    if (await isExecutable(given)) return given;
    throw flyctlMissing(`FLYCTL_PATH is '${given}', which is not an executable file`);
  }
  const found = await findOnPath(['flyctl', 'fly'], env['PATH']);
  if (found === undefined) throw flyctlMissing("neither 'flyctl' nor 'fly' is on the PATH");
  return found;
}

/** It builds and pushes, and releases nothing. Without `--push` the image would be thrown away. */
export function argumentsOf({
  app,
  config,
  dockerfile,
  context,
  label,
  args,
}: BuildRequest): readonly string[] {
  const file = dockerfile === undefined ? [] : ['--dockerfile', dockerfile];
  const values = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const what = ['deploy', context, '--app', app, '--config', resolve(config), ...file];
  return [...what, '--build-only', '--push', '--image-label', label, ...values];
}

/** One build; how it failed, or undefined. */
async function buildOnce(
  ctx: StageContext,
  executable: string,
  args: readonly string[],
): Promise<BuildFailure | undefined> {
  using watch = watchBuild(ctx);
  let output: CommandOutput;
  try {
    output = await ctx.$({
      env: QUIET,
      killSignal: 'SIGINT',
      killGraceMs: GRACE_MS,
      timeoutMs: BUILD_MS,
      signal: watch.signal,
      onLine: (line) => watch.heard(line),
    })`${executable} ${args}`;
  } catch (error) {
    const stuck = watch.stuck();
    if (stuck === undefined) throw error;
    return stuck;
  }
  return output.exitCode === 0 ? undefined : buildFailureOf(output);
}
