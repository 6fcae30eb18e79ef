/** Checks before any change that the live release could be put back: its image, its config, its secrets. */
import { counted } from '@paintbox/deploy-core/run';
import { flag, stage } from '@paintbox/deploy-core';
import { previousRelease, readRelease } from '@paintbox/deploy-core/release';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import { fleetBefore } from '../artifacts.ts';
import { noWayBack } from '../release-errors.ts';
import { imageDoubt } from '../rollback/image-doubt.ts';
import { secretDigests } from '../release/record-release.ts';
import { changedSecrets } from '../rollback/score-releases.ts';

/**
 * The stage `fly.way-back`. It puts `way-back.image`, `way-back.config` and `way-back.secrets` on the record. A first deploy has nothing to go back to and passes.
 * `--one-way` deploys although there is no way back.
 *
 * @throws DeployError `FLY_NO_WAY_BACK`
 */
export function wayBack(): Stage<'fly.way-back', typeof previousRelease | typeof fleetBefore, never> {
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
      const unknown = before.blues.filter(({ config }) => config === null);
      const doubt = await imageDoubt(ctx, previous.imageRef);
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
        verdict: unknown.length === 0 ? 'pass' : 'warn',
        critical: false,
        message:
          unknown.length === 0
            ? 'the config of each of its machines is known'
            : `nobody knows the config of ${counted(unknown.length, 'machine')}: ${unknown.length === 1 ? 'its' : 'their'} host does not answer`,
        evidence: { configHash: previous.configHash },
      });
      await checkSecrets(ctx, previous.version, target);
      if (doubt === undefined) return;
      if (!ctx.params.oneWay) throw noWayBack(previous.version, doubt);
      ctx.log.warn(`going on without a way back, as --one-way says: ${doubt}`);
    },
  });
}

/** A machine that is started again gets the secrets of that day, not those it was released with. */
async function checkSecrets(ctx: StageContext, version: string, target: string): Promise<void> {
  const entry = await readRelease(ctx.state, version);
  const moved = entry === undefined ? [] : changedSecrets(entry, await secretDigests(ctx));
  ctx.check({
    id: 'way-back.secrets',
    target,
    verdict: moved.length === 0 ? 'pass' : 'warn',
    critical: false,
    message:
      moved.length === 0
        ? 'no secret of the platform is known to have changed since'
        : `since it was released these secrets have changed, and it would start with today's: ${moved.join(', ')}`,
    evidence: { changed: moved.length },
  });
}
