/** Looks at everything a run needs before it starts, and keeps every problem instead of the first. */
import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import type { Release } from '@paintbox/deploy-core/release';
import { authorize } from '../api/authorization.ts';
import type { FleetBefore } from '../artifacts.ts';
import { readConfigFile } from '../config/fly-config.ts';
import { appUnchecked, notReady } from '../errors.ts';
import { assess } from '../fleet/assess.ts';
import type { AppSettings } from '../options.ts';
import { configProblems } from './config-problems.ts';
import { imageProblems } from './image-reach.ts';
import { tellPlan } from './tell-plan.ts';
import { lookAtToken } from './token-problems.ts';

/** What a run is ready for. */
export interface Readiness {
  /** Which fleets are accepted: a whole one, a whole one that another state made, any. */
  readonly accepts: 'whole' | 'adopted' | 'any';
  /** True when an image is to be built here. */
  readonly builds: boolean;
  /** The image that is given instead. */
  readonly image?: string | undefined;
}

/** Looks. @throws DeployError `FLY_NOT_READY` with every problem */
export async function lookAtAll(
  ctx: StageContext,
  { config, builder }: AppSettings,
  { accepts, builds, image }: Readiness,
): Promise<{ readonly before: FleetBefore; readonly previous: Release | null }> {
  const problems: DeployError[] = [];
  const file = await gather(problems, () => readConfigFile(config));
  if (file !== undefined) problems.push(...configProblems(ctx, config, file));
  const lacks = builds ? await builder.missing(ctx) : undefined;
  if (lacks !== undefined) problems.push(lacks);
  const allowed = await gather(problems, async () => authorize(ctx));
  if (allowed === undefined) problems.push(appUnchecked(ctx.run.app));
  const token = allowed === undefined ? undefined : await lookAtToken(ctx);
  problems.push(...(token?.problems ?? []));
  const found = allowed === undefined ? undefined : await gather(problems, () => assess(ctx));
  if (found !== undefined && token !== undefined)
    problems.push(
      ...(await imageProblems(ctx, image, { organization: found.organization, scopes: token.scopes })),
    );
  problems.push(...(found?.running ?? []));
  if (accepts !== 'any') problems.push(...(found?.mixed ?? []));
  if (accepts === 'whole') problems.push(...(found?.elsewhere ?? []));
  if (problems.length > 0 || found === undefined || file === undefined) throw notReady(ctx.run.app, problems);
  for (const trouble of found.before.troubles) ctx.log.warn(`the fleet as it is: ${trouble}`);
  if (accepts !== 'any') await tellPlan(ctx, file, found);
  return { before: found.before, previous: found.previous };
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
