/** Asks the person at the terminal before production is changed back. */
import { flag, stage } from '@paintbox/deploy-core';
import type { Stage } from '@paintbox/deploy-core';
import { stableRelease } from './artifacts.ts';

/** Asks; a `no` ends the run here, successfully. `--force` or `FORCE_ROLLBACK=true` answers yes. */
export function confirmRollback(): Stage<'fly.confirm-rollback', typeof stableRelease, never> {
  return stage({
    name: 'fly.confirm-rollback',
    describe: 'ask before rolling back',
    needs: { stable: stableRelease },
    params: { force: flag('roll back without asking', { env: 'FORCE_ROLLBACK' }) },
    // A person may take their time.
    timeoutMs: 60 * 60_000,

    async run({ stable: { release, reason } }, ctx) {
      if (ctx.params.force) return;
      const question = `put release v${release.version} (${release.imageRef}) back on ${ctx.run.app}? It is ${reason}.`;
      if (!(await ctx.confirm(question))) ctx.finish('the rollback was not confirmed; nothing was changed');
    },
  });
}
