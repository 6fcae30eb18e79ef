/** A stage that runs checks from the config, such as tools before a deploy, or a workbook. */
import { optional, stage } from '@paintbox/deploy-core';
import { release, verdictOf } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import type { CustomCheck } from './custom-check.ts';
import { checksOptions } from '../errors.ts';
import { startSession } from './session.ts';
import { resolveOptions } from './resolve-options.ts';
import { approved } from './suite.ts';
import type { SuiteOptions } from './suite-options.ts';

/** Options of a gate; the same as in {@link SuiteOptions}, but all checks together may take 15 minutes. */
export type GateOptions = Pick<SuiteOptions, 'skip' | 'shadow' | 'limits'>;

const DEADLINE_MS = 15 * 60_000;

/**
 * Runs checks at the same time. The pipeline continues when no critical one fails. Changes nothing.
 *
 * @example
 * gate('tools', [command({ id: 'command.lint', run: ['npm', 'run', 'lint'] })]); // the stage 'checks.tools'
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function gate<const Name extends string>(
  name: Name,
  checks: readonly CustomCheck[],
  options: GateOptions = {},
): Stage<`checks.${Name}`, OptionalNeed<typeof release>, never> {
  if (checks.length === 0) throw checksOptions([`the gate '${name}' has no checks`]);
  const settings = resolveOptions({
    ...options,
    checks,
    limits: { deadlineMs: DEADLINE_MS, ...options.limits },
  });
  return stage({
    name: `checks.${name}`,
    describe: describe(checks),
    // Behind a release it is about that one: a plan then leaves it out, because the app that answers today is another.
    needs: { release: optional(release) },
    timeoutMs: settings.limits.deadlineMs + 60_000,
    async run(_inputs, ctx) {
      const target = { url: ctx.run.url, expectedBuild: undefined, publishedKeys: undefined };
      const session = startSession(ctx, settings, target);
      // Waits for all, so that every problem is reported in one error.
      const settled = await Promise.allSettled(checks.map((check) => session.runCustom(check)));
      for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
      approved(`gate '${name}'`, { verdict: verdictOf(session.results), checks: session.results });
    },
  });
}

/** One line for people with the results. */
function describe(checks: readonly CustomCheck[]): string {
  const [first, ...others] = checks;
  const line =
    others.length === 0 ? (first?.describe ?? '') : `run the checks ${checks.map(({ id }) => id).join(', ')}`;
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
