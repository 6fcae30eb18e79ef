/** Checks before any change that the live release could be put back. */
import { flag, stage } from '@paintbox/deploy-core';
import { previousRelease } from '@paintbox/deploy-core/release';
import type { Stage } from '@paintbox/deploy-core';
import { fleetBefore } from '../artifacts.ts';
import { noWayBack } from '../errors.ts';
import { openFlyctl } from '../flyctl/flyctl.ts';
import { imageDoubt } from '../build/image-exists.ts';

/** Options of {@link wayBack}. */
export interface WayBackOptions {
  /** The platform's config file, for a release whose own config was not kept. Default `fly.production.toml`. */
  readonly config?: string | undefined;
}

/**
 * Checks that the registry has the image of the live release, and puts `way-back.image` and `way-back.config` on the record. A first deploy has nothing to
 * go back to and passes. `--one-way` deploys although there is no way back.
 *
 * @throws DeployError `FLY_NO_WAY_BACK`
 */
export function wayBack(
  options: WayBackOptions = {},
): Stage<'fly.way-back', typeof previousRelease | typeof fleetBefore, never> {
  const { config = 'fly.production.toml' } = options;
  return stage({
    name: 'fly.way-back',
    describe: 'prove that the release that serves could be put back',
    needs: { previous: previousRelease, before: fleetBefore },
    params: { oneWay: flag('deploy although the release that serves could not be put back') },
    retry: { retries: 2 },
    timeoutMs: 3 * 60_000,

    async run({ previous, before }, ctx) {
      if (previous === null) {
        ctx.log.info('a first deploy: there is no release to go back to');
        return;
      }
      const target = `release v${previous.version}`;
      const kept = before.configJson !== null;
      const flyctl = await openFlyctl(ctx);
      const doubt = await imageDoubt(ctx, flyctl, previous, { json: before.configJson, file: config });
      ctx.check({
        id: 'way-back.image',
        target,
        verdict: doubt === undefined ? 'pass' : 'fail',
        critical: true,
        message: doubt ?? 'the registry has its image',
        evidence: { image: previous.imageRef },
      });
      ctx.check({
        id: 'way-back.config',
        target,
        verdict: kept ? 'pass' : 'warn',
        critical: false,
        message: kept ? 'its config is kept' : `nobody kept its config: ${config} would be used`,
        evidence: { configHash: previous.configHash },
      });
      if (doubt === undefined) return;
      if (!ctx.params.oneWay) throw noWayBack(previous.version, doubt);
      ctx.log.warn(`going on without a way back, as --one-way says: ${doubt}`);
    },
  });
}
