/** Checks, without changes, that a deploy can start. Records the fleet that an undo would restore. */
import { flag, isDeployError, stage } from '@paintbox/deploy-core';
import { previousRelease } from '@paintbox/deploy-core/release';
import type { DeployError, Stage, StageContext } from '@paintbox/deploy-core';
import * as v from 'valibot';
import { fleetBefore } from './artifacts.ts';
import { assessFleet } from './rollback/assess-fleet.ts';
import type { Assessment } from './rollback/assess-fleet.ts';
import { READ } from './flyctl/commands.ts';
import { appUnchecked, configRule, flyctlOld, notReady, tokenMissing } from './errors.ts';
import type { Found } from './config/finding.ts';
import { readConfigFile } from './config/fly-config.ts';
import type { ConfigFile } from './config/fly-config.ts';
import { openFlyctl, registerToken } from './flyctl/flyctl.ts';
import type { Flyctl } from './flyctl/flyctl.ts';
import { roomNeeded } from './fleet/room.ts';
import { servingVolumes } from './fleet/serving-volumes.ts';

/** The first version that checks health when all old machines are stopped, and has every flag used here. */
const FLOOR = [0, 4, 87] as const;

const versionSchema = v.object({
  Version: v.union([
    v.pipe(
      v.object({ Major: v.number(), Minor: v.number(), Patch: v.number() }),
      v.transform(({ Major, Minor, Patch }) => [Major, Minor, Patch]),
    ),
    v.pipe(
      v.string(),
      v.regex(/^v?\d+\.\d+\.\d+/),
      v.transform((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number)),
    ),
  ]),
});

/** Options of {@link preflight}. */
export interface PreflightOptions {
  /** The platform's config file, .toml or .json. Default `fly.production.toml`. */
  readonly config?: string | undefined;
  /** `whole` refuses a fleet with several releases. `any` accepts it, for rollbacks, which repair it. Default `whole`. */
  readonly fleet?: 'whole' | 'any' | undefined;
}

/**
 * Checks everything a deploy needs, and reports all that is missing at once.
 *
 * @throws DeployError `FLY_NOT_READY` with every problem.
 */
export function preflight(
  options: PreflightOptions = {},
): Stage<'fly.preflight', never, typeof fleetBefore | typeof previousRelease> {
  const { config = 'fly.production.toml', fleet = 'whole' } = options;
  return stage({
    name: 'fly.preflight',
    describe: 'check flyctl, token, config file and fleet',
    provides: { before: fleetBefore, previous: previousRelease },
    params: { adopt: flag('go on from what is live, although another state released it') },
    timeoutMs: 3 * 60_000,

    async run(_inputs, ctx) {
      const problems: DeployError[] = [];
      const file = await gather(problems, () => readConfigFile(config));
      if (file !== undefined) problems.push(...problemsOf(ctx, config, file));
      const hasToken = registerToken(ctx);
      if (!hasToken) problems.push(tokenMissing());
      const flyctl = await gather(problems, () => openFlyctl(ctx));
      if (flyctl !== undefined) await gather(problems, () => checkVersion(flyctl));
      const canAsk = flyctl !== undefined && hasToken;
      if (!canAsk) problems.push(appUnchecked(ctx.run.app));
      const found = canAsk ? await gather(problems, () => lookAtApp(ctx, flyctl)) : undefined;
      problems.push(...(found?.running ?? []));
      if (fleet === 'whole') problems.push(...(found?.mixed ?? []));
      if (fleet === 'whole' && !ctx.params.adopt) problems.push(...(found?.elsewhere ?? []));
      if (problems.length > 0 || found === undefined || file === undefined)
        throw notReady(ctx.run.app, problems);
      for (const trouble of found.before.troubles) ctx.log.warn(`the fleet as it is: ${trouble}`);
      const room = fleet === 'whole' ? roomNeeded(file.config, found.live) : undefined;
      if (room !== undefined) ctx.log.info(room);
      return { before: found.before, previous: found.previous };
    },
  });
}

/** Tells the dangers of a config file, and returns what is in the way of a release. */
function problemsOf(ctx: StageContext, name: string, file: ConfigFile): readonly DeployError[] {
  const told = ({ path, what, hint }: Found): DeployError => {
    const line = file.lineOf(path);
    return configRule(line === undefined ? name : `${name}:${line}`, what, hint);
  };
  for (const warning of file.machines.warnings) {
    const { message, hint } = told(warning);
    ctx.log.warn(`${message}; ${hint}`);
  }
  return [...file.machines.problems, ...servingVolumes(file.config)].map(told);
}

/** Keeps a problem and continues, so that all are reported together. Any error that is no DeployError is our bug. */
async function gather<T>(problems: DeployError[], look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (!isDeployError(error)) throw error;
    problems.push(error);
    return undefined;
  }
}

async function checkVersion(flyctl: Flyctl): Promise<void> {
  const { Version: version } = await flyctl.ask(READ.version, versionSchema);
  const differs = FLOOR.findIndex((number, index) => version[index] !== number);
  const older = differs !== -1 && (version[differs] ?? 0) < (FLOOR[differs] ?? 0);
  if (older) throw flyctlOld(version.join('.'), FLOOR.join('.'));
}

async function lookAtApp(ctx: StageContext, flyctl: Flyctl): Promise<Assessment> {
  // Asked first, because its error explains best why the app cannot be reached.
  await flyctl.ask(READ.status(flyctl.app), v.object({ Name: v.string() }));
  return assessFleet(ctx, flyctl);
}
