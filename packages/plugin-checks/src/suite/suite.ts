/** The stage that proves from outside that the released build answers correctly. */
import { optional, stage } from '@paintbox/deploy-core';
import { checkReport, publishedKeys, release } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { baselineArtifact } from './baseline-artifact.ts';
import { checksFailed, checksInconclusive } from '../errors.ts';
import type { Target } from './probe.ts';
import { runSuite } from './run-suite.ts';
import { resolveOptions } from './resolve-options.ts';
import type { SuiteOptions } from './suite-options.ts';

/**
 * Checks the app from outside and provides the report.
 *
 * With a release it also proves that this build answers; with published keys, that verifiers find them; with a `baseline()`, that
 * nothing got worse. Fails with `CHECKS_FAILED` on a critical failure and ends with `CHECKS_INCONCLUSIVE` (exit 6) on too little evidence.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function suite(
  options: SuiteOptions = {},
): Stage<
  'checks.suite',
  OptionalNeed<typeof release> | OptionalNeed<typeof publishedKeys> | OptionalNeed<typeof baselineArtifact>,
  typeof checkReport
> {
  const settings = resolveOptions(options);
  return stage({
    name: 'checks.suite',
    describe: 'prove from outside that the app answers correctly',
    needs: {
      release: optional(release),
      keys: optional(publishedKeys),
      baseline: optional(baselineArtifact),
    },
    provides: { report: checkReport },
    verifies: true,
    // A plan is of a release that is found good.
    foresee: () => ({ report: { verdict: 'pass', checks: [] } }),
    async run({ release, keys, baseline }, ctx) {
      const target: Target = {
        url: ctx.run.url,
        expectedBuild: release === undefined ? undefined : release.buildId,
        publishedKeys: keys,
        machines: release?.machines,
        baseline,
        serving:
          release === undefined
            ? undefined
            : { sinceMs: ctx.clock.now(), untilMs: Date.parse(ctx.run.startedAt), looks: 'once' },
      };
      return { report: approved(target.url, await runSuite(ctx, settings, target)) };
    },
  });
}

/**
 * Returns a report that lets the release pass.
 *
 * @throws DeployError `CHECKS_FAILED` or `CHECKS_INCONCLUSIVE`
 */
export function approved(where: string, report: CheckReport): CheckReport {
  if (report.verdict === 'fail') throw checksFailed(where, report);
  if (report.verdict === 'inconclusive' || report.verdict === 'skip') throw checksInconclusive(where, report);
  return report;
}
