/** Checks, without changes, that a deploy can start. Keeps the fleet as it is, which an undo would restore. */
import { flag, stage } from '@paintbox/deploy-core';
import { previousRelease } from '@paintbox/deploy-core/release';
import type { Stage } from '@paintbox/deploy-core';
import { fleetBefore } from '../artifacts.ts';
import type { AppSettings } from '../options.ts';
import { lookAtAll } from '../preflight/look-at-all.ts';
import { imageParam } from './image-param.ts';

/** Options of `preflight`. */
export interface PreflightOptions {
  /** `whole` refuses a fleet with several releases. `any` accepts it, for rollbacks, which repair it. Default `whole`. */
  readonly fleet?: 'whole' | 'any' | undefined;
}

/** The stage. */
type Preflight = Stage<'fly.preflight', never, typeof fleetBefore | typeof previousRelease>;

/**
 * The stage `fly.preflight`: everything a deploy needs, and all that is missing at once.
 *
 * @throws DeployError `FLY_NOT_READY` with every problem
 */
export function preflight(settings: AppSettings, { fleet = 'whole' }: PreflightOptions = {}): Preflight {
  const common = {
    name: 'fly.preflight',
    provides: { before: fleetBefore, previous: previousRelease },
    timeoutMs: 3 * 60_000,
  } as const;
  if (fleet === 'any')
    return stage({
      ...common,
      describe: 'check token and config file, and look at the machines',
      run: (_inputs, ctx) => lookAtAll(ctx, settings, { accepts: 'any', builds: false }),
    });
  return stage({
    ...common,
    describe: 'check token, config file, builder and machines',
    params: {
      adopt: flag('go on from what is live, although another state released it'),
      image: imageParam,
    },
    run: (_inputs, ctx) =>
      lookAtAll(ctx, settings, {
        accepts: ctx.params.adopt ? 'adopted' : 'whole',
        builds: ctx.params.image === undefined,
        image: ctx.params.image,
      }),
  });
}
