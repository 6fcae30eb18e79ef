/** Asks the person at the terminal before production is changed back. */
import { flag, isDeployError, stage } from '@paintbox/deploy-core';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import { stableRelease } from '../artifacts.ts';
import { rehearseParam } from './rehearse-param.ts';

/**
 * Asks; a `no` ends the run here, cancelled. `--force` or `FORCE_ROLLBACK=true` answers yes. Without a terminal it does not ask:
 * the command was the decision, as in a CI job that rolls back.
 */
export function confirmRollback(): Stage<'fly.confirm-rollback', typeof stableRelease, never> {
  return stage({
    name: 'fly.confirm-rollback',
    describe: 'ask before rolling back',
    needs: { stable: stableRelease },
    params: {
      force: flag('roll back without asking', { env: 'FORCE_ROLLBACK' }),
      rehearse: rehearseParam,
    },
    // People may need some time to answer.
    timeoutMs: 60 * 60_000,

    async run({ stable: { release, reason } }, ctx) {
      if (ctx.params.force || ctx.params.rehearse) return;
      const question = `put release v${release.version} (${release.imageRef}) back on ${ctx.run.app}? It is ${reason}.`;
      if (!(await answerTo(question, ctx)))
        ctx.decline(`release v${release.version} was not put back; the problem is still there`);
    },
  });
}

async function answerTo(question: string, ctx: StageContext): Promise<boolean> {
  try {
    return await ctx.confirm(question);
  } catch (error) {
    if (!isDeployError(error) || error.code !== 'CONFIRMATION_NEEDED') throw error;
    ctx.log.warn(`not asked, because there is no terminal: ${question}`);
    return true;
  }
}
