/** The stage that proves from outside that the released build answers correctly. */
import { checkReport, optional, publishedKeys, release, stage, verdictOf } from '@paintbox/deploy-core';
import type { CheckReport, OptionalNeed, Stage } from '@paintbox/deploy-core';
import { idsOf } from './check-ids.ts';
import type { CheckGroup } from './check-ids.ts';
import { accessibility } from './checks/accessibility.ts';
import { headers } from './checks/headers.ts';
import { health } from './checks/health.ts';
import { identityBuild, identitySteady } from './checks/identity.ts';
import { jwks } from './checks/jwks.ts';
import { latency } from './checks/latency.ts';
import { load } from './checks/load.ts';
import { tls } from './checks/tls.ts';
import { checksFailed, checksInconclusive } from './errors.ts';
import type { Target } from './probe.ts';
import { startSession } from './session.ts';
import type { Session } from './session.ts';
import { settle } from './suite-options.ts';
import type { SuiteOptions } from './suite-options.ts';

/**
 * Checks the app from outside and provides the report.
 *
 * With a release it also proves that this very build answers; with published keys, that verifiers find them.
 * Fails with `CHECKS_FAILED` on a critical failure and ends with `CHECKS_INCONCLUSIVE` (exit 6) on too little evidence.
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function suite(
  options: SuiteOptions = {},
): Stage<
  'checks.suite',
  OptionalNeed<typeof release> | OptionalNeed<typeof publishedKeys>,
  typeof checkReport
> {
  const settings = settle(options);
  return stage({
    name: 'checks.suite',
    describe: 'prove from outside that the app answers correctly',
    needs: { release: optional(release), keys: optional(publishedKeys) },
    provides: { report: checkReport },
    verifies: true,
    async run(inputs, ctx) {
      const target: Target = {
        url: ctx.run.url,
        expectedBuild: inputs.release === undefined ? undefined : inputs.release.buildId,
        publishedKeys: inputs.keys,
      };
      const report = await runSuite(target, startSession(ctx, settings, target));
      return { report: approved(target.url, report) };
    },
  });
}

/** Runs every check in the order that wastes no time on a site that does not answer, or answers with another build. */
async function runSuite(target: Target, session: Session): Promise<CheckReport> {
  const stop = await runGate(session);
  if (stop === undefined) {
    const proven = session.tools.witness.tally();
    await together([
      session.run('jwks', idsOf('jwks'), jwks),
      session.run('tls', idsOf('tls'), tls),
      session.run('headers', idsOf('headers'), headers),
      session.run('latency', idsOf('latency'), latency),
    ]);
    // Alone, so that it neither disturbs a measurement nor is disturbed.
    await session.run('load', idsOf('load'), load);
    await session.run('identity', ['identity.steady'], (where, tools) =>
      identitySteady(where, tools, proven),
    );
  } else {
    const groups: readonly CheckGroup[] = ['jwks', 'headers', 'latency', 'load'];
    session.leaveOut([...groups.flatMap(idsOf), 'identity.steady'], `not run: ${stop}`);
    // What is wrong with a certificate explains why nothing else was reached.
    await session.run('tls', idsOf('tls'), tls);
  }
  return { verdict: verdictOf(session.results), checks: session.results };
}

/** Returns why the other checks would be meaningless, or undefined when they are not. */
async function runGate(session: Session): Promise<string | undefined> {
  const reached = [
    ...(await session.run('accessibility', ['accessibility'], accessibility)),
    ...(await session.run('health', ['health'], health)),
  ];
  const identified = await session.run('identity', ['identity.build'], identityBuild);
  const unusable = reached.filter(({ verdict }) => verdict === 'fail' || verdict === 'inconclusive');
  const wrongBuild = identified.filter(({ verdict }) => verdict === 'fail');
  const reasons = [...unusable, ...wrongBuild].map((check) => `${check.id} says ${check.verdict}`);
  return reasons.length === 0 ? undefined : reasons.join(', ');
}

/** Waits for all, so that none is still asking when the stage has ended; then throws the first error. */
async function together(running: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(running);
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
}

function approved(url: string, report: CheckReport): CheckReport {
  if (report.verdict === 'fail') throw checksFailed(url, report);
  if (report.verdict === 'inconclusive' || report.verdict === 'skip') throw checksInconclusive(url, report);
  return report;
}
