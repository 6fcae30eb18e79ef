/** The first stage of a rollback: checks whether the live release is broken. */
import { flag, stage, text } from '@paintbox/deploy-core';
import { verdictOf } from '@paintbox/deploy-core/release';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { CheckReport } from '@paintbox/deploy-core/release';
import { KEY_SET } from './check-ids.ts';
import { accessibility } from '../checks/accessibility.ts';
import { health } from '../checks/health.ts';
import { jwks } from '../checks/jwks.ts';
import { checksInconclusive, checksParams, rollbackNeeded } from '../errors.ts';
import type { Target } from './probe.ts';
import { atOwnOrigin } from './own-origin.ts';
import { startSession } from './session.ts';
import { resolveOptions } from './resolve-options.ts';
import type { Settings } from './resolve-options.ts';
import type { SuiteOptions } from './suite-options.ts';

/** How the live release is checked. The options are those of {@link SuiteOptions}, but retries default to 10 s. */
export type AssessOptions = Pick<
  SuiteOptions,
  'endpoints' | 'identity' | 'skip' | 'retryMs' | 'requestTimeoutMs'
>;

const PARAMS = {
  emergency: flag('skip the assessment'),
  checkOnly: flag('only say whether a rollback is needed', { readOnly: true }),
  to: text('VERSION', 'roll back to this version, even when the live release is healthy'),
  rehearse: flag('boot the release without traffic, prove it, remove it, and change nothing else'),
};

type AssessContext = StageContext<typeof PARAMS>;

/**
 * Checks the front page, the health document and the key set, of any build that answers.
 *
 * Ends the run when nothing needs to be rolled back; otherwise the rollback continues. With `--check-only` the run always ends here:
 * healthy ends as succeeded, broken ends with `ROLLBACK_NEEDED` (exit 7), too little evidence with `CHECKS_INCONCLUSIVE` (exit 6).
 *
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function assess(options: AssessOptions = {}): Stage<'checks.assess', never, never> {
  const settings = resolveOptions(options, { retryMs: 10_000 });
  return stage({
    name: 'checks.assess',
    describe: 'find out whether the live release is broken',
    params: PARAMS,
    async run(_inputs, ctx) {
      const { emergency, checkOnly } = ctx.params;
      if (emergency && checkOnly) throw checksParams();
      if (emergency) {
        ctx.log.warn('the assessment was skipped: --emergency');
        return;
      }
      if (ctx.params.rehearse) {
        ctx.log.info('not assessed: a rehearsal changes nothing of what serves');
        return;
      }
      decide(await look(ctx, settings), ctx);
    },
  });
}

async function look(ctx: AssessContext, settings: Settings): Promise<CheckReport> {
  const asked: Target = { url: ctx.run.url, expectedBuild: undefined, publishedKeys: undefined };
  const target = await atOwnOrigin(asked, ctx, settings);
  const session = startSession(ctx, settings, target);
  await Promise.all([
    session.run(['accessibility'], accessibility),
    session.run(['health'], health),
    session.run(KEY_SET, jwks),
  ]);
  return { verdict: verdictOf(session.results), checks: session.results };
}

function decide(report: CheckReport, ctx: AssessContext): void {
  const { url } = ctx.run;
  const { checkOnly, to } = ctx.params;
  switch (report.verdict) {
    case 'pass':
    case 'warn':
      if (checkOnly) ctx.finish(`${url} is healthy: no rollback needed`);
      if (to === undefined) ctx.finish(`nothing to roll back: ${url} is healthy; name a version with --to`);
      ctx.log.info(`${url} is healthy; going on because --to ${to} was asked for`);
      return;
    case 'fail':
      if (checkOnly) throw rollbackNeeded(url, report);
      ctx.log.warn(rollbackNeeded(url, report).message);
      return;
    case 'inconclusive':
    case 'skip':
      if (checkOnly) throw checksInconclusive(url, report);
      ctx.log.warn(`${checksInconclusive(url, report).message}; going on because a rollback was asked for`);
      return;
  }
}
