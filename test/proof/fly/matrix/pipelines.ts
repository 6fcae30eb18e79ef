/** The pipelines that the matrix strikes: a deploy and a rollback with every stage that changes something. */
import { definePipeline, stage } from '@paintbox/deploy-core';
import type { Pipeline, StageContext } from '@paintbox/deploy-core';
import { checkReport, release } from '@paintbox/deploy-core/release';
import { app } from '@paintbox/deploy-plugin-fly';

const ASKS = 4;
const TRIES = 20;

/** Asks from outside until several answers in a row are of the release. */
const proof = stage({
  name: 'matrix.proof',
  needs: { release },
  provides: { report: checkReport },
  verifies: true,
  async run({ release: { buildId } }, ctx) {
    let good = 0;
    for (let tries = 1; good < ASKS; tries += 1) {
      const build = await answerOf(ctx);
      good = build === buildId ? good + 1 : 0;
      if (good === 0 && tries >= TRIES)
        throw new Error(`the app answers as build ${build}, and not ${buildId}`);
      if (good === 0) await ctx.clock.sleep(500, ctx.signal);
    }
    return { report: { verdict: 'pass', checks: [] } };
  },
});

async function answerOf({ run, signal }: StageContext): Promise<string | null> {
  try {
    const answer = await fetch(run.url, { signal, headers: { connection: 'close' } });
    await answer.arrayBuffer();
    return answer.ok ? answer.headers.get('x-paintbox-build') : `none (${answer.status})`;
  } catch {
    return 'none (no answer)';
  }
}

/** The two of an app with this config file. */
export function matrixPipelines(config: string): { readonly deploy: Pipeline; readonly rollback: Pipeline } {
  const fly = app({ config, spreadMs: 4_000, healthyMs: 60_000 });
  return {
    deploy: definePipeline('deploy', [
      fly.preflight(),
      fly.wayBack(),
      fly.build(),
      fly.command(),
      fly.boot(),
      fly.switch(),
      fly.update(),
      proof,
      fly.markStable(),
      fly.retire(),
    ]),
    rollback: definePipeline('rollback', [
      fly.preflight({ fleet: 'any' }),
      fly.chooseStable(),
      fly.bringBack(),
      fly.restore(),
      proof,
      fly.markStable(),
      fly.retire(),
    ]),
  };
}
