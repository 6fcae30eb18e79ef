/** The stage that measures the app before a release, so that the suite can report what the release changed. */
import { stage } from '@paintbox/deploy-core';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import { baselineArtifact } from './baseline-artifact.ts';
import type { Baseline } from './baseline-artifact.ts';
import { headers } from '../checks/headers.ts';
import { isGood } from '../http/http.ts';
import { startSession } from './session.ts';
import { atOwnOrigin } from './own-origin.ts';
import { resolveOptions } from './resolve-options.ts';
import type { Settings } from './resolve-options.ts';
import type { SuiteOptions } from './suite-options.ts';
import { takeSamples } from '../http/take-samples.ts';

/** How the app is measured. The options are those of {@link SuiteOptions}; give it the same ones as the suite. */
export type BaselineOptions = Pick<
  SuiteOptions,
  'endpoints' | 'identity' | 'compare' | 'thresholds' | 'requestTimeoutMs'
>;

const BUDGET_MS = 15_000;

/**
 * Measures the app before the release and provides the results. It never fails a deploy: without answers there is nothing to compare.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function baseline(
  options: BaselineOptions = {},
): Stage<'checks.baseline', never, typeof baselineArtifact> {
  const settings = resolveOptions(options, { retryMs: 0 });
  return stage({
    name: 'checks.baseline',
    describe: 'look at the app as it is before the release',
    provides: { baseline: baselineArtifact },
    timeoutMs: 120_000,
    run: async (_inputs, ctx) => ({ baseline: await lookBefore(ctx, settings) }),
  });
}

async function lookBefore(ctx: StageContext, settings: Settings): Promise<Baseline> {
  const asked = { url: ctx.run.url, expectedBuild: undefined, publishedKeys: undefined };
  const target = await atOwnOrigin(asked, ctx, settings);
  // These checks are not results of this run.
  const { tools } = startSession({ ...ctx, check: () => {} }, settings, target);
  const { path, samples } = settings.compare;
  const first = await tools.http(target.url + path);
  if (!isGood(first)) {
    const missing = `before the release the app did not answer (${first.error?.message ?? `status ${first.status}`})`;
    return { missing, build: null, headers: {}, samplesMs: {} };
  }
  const seen = await headers(target, tools);
  const { times } = await takeSamples(target.url + path, tools, { samples, budgetMs: BUDGET_MS });
  return {
    missing: null,
    build: tools.witness.see(first, true).version,
    headers: Object.fromEntries(
      seen.filter(({ id }) => id !== 'headers.regression').map(({ id, verdict }) => [id, verdict] as const),
    ),
    samplesMs: { [path]: times },
  };
}
