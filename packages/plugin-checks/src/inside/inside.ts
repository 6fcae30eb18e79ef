/** The stage that proves a release before it gets traffic: it asks each of the new machines from inside. */
import { optional, stage } from '@paintbox/deploy-core';
import type { CheckResult, OptionalNeed, Stage, StageContext, Verdict } from '@paintbox/deploy-core';
import { greens, publishedKeys } from '@paintbox/deploy-core/release';
import type { Green, InsideDoor } from '@paintbox/deploy-core/release';
import { checksFailed, checksInconclusive } from '../errors.ts';
import { result } from '../suite/result.ts';
import { resolveOptions } from '../suite/resolve-options.ts';
import type { SuiteOptions } from '../suite/suite-options.ts';
import { proveGreen } from './prove-green.ts';

/** The options of the suite; those about the edge, load and measurements are not used. Retries default to 20 s. */
export interface InsideOptions extends SuiteOptions {
  /** The way into machines: `insideDoor()` of the Fly.io plugin. */
  readonly door: InsideDoor;
  /** The process groups that serve the site. Default: every group with an HTTP service. */
  readonly groups?: readonly string[] | undefined;
}

/**
 * Asks each started machine of the release for health, build, front page, key set, tokens and headers, and runs the custom checks that can be asked
 * inside, such as `excel()`. Nobody may hold a lease on the machines meanwhile.
 *
 * A critical failure on any machine fails it. What cannot be asked is skipped and said where the platform has checks of its own for the machine;
 * where it has none, the stage ends with `CHECKS_INCONCLUSIVE` (exit 6).
 *
 * @example
 * inside({ door: fly.insideDoor(), checks: [estimates] });
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function inside(
  options: InsideOptions,
): Stage<'checks.inside', typeof greens | OptionalNeed<typeof publishedKeys>, never> {
  const { door, groups, ...rest } = options;
  const settings = resolveOptions(rest, { retryMs: 20_000 });
  return stage({
    name: 'checks.inside',
    describe: 'prove from inside that each new machine answers correctly, before it gets traffic',
    needs: { greens, keys: optional(publishedKeys) },
    timeoutMs: settings.limits.deadlineMs + 60_000,
    async run({ greens: all, keys }, ctx) {
      const settled = await Promise.allSettled(
        all.map((green) => proveGreen(ctx, green, { door, settings, groups, keys })),
      );
      const found = settled.map((one) => {
        if (one.status === 'rejected') throw one.reason;
        return one.value;
      });
      all.forEach((green, index) => sayGaps(ctx, green, found[index] ?? []));
      const missing = (groups ?? [])
        .filter((name) => all.every(({ group }) => group !== name))
        .map(noMachine);
      missing.forEach((one) => ctx.check(one));
      judge([...found.flat(), ...missing]);
    },
  });
}

/** A group that was named and is not there may be a slip of the pen, and then nothing would have been asked. */
function noMachine(group: string): CheckResult {
  return result('health', group, {
    verdict: 'inconclusive',
    message: `the group '${group}' has no new machine, so nothing was asked`,
    hint: "correct the option 'groups' of inside()",
  });
}

function sayGaps({ log }: StageContext, green: Green, checks: readonly CheckResult[]): void {
  const gap = checks.find(({ evidence }) => evidence['notAsked'] !== undefined);
  if (gap === undefined) return;
  const platform =
    green.platformChecks === 0 ? '' : `; of the checks of the platform, ${green.platformChecks} pass`;
  log.warn(`machine ${green.id}: ${gap.id} ${gap.message}${platform}`);
}

/** Of a release without requests nothing can be asked, so that nothing was asked leaves nothing open. */
function judge(checks: readonly CheckResult[]): void {
  const failed = critical(checks, 'fail');
  if (failed.length > 0) throw checksFailed(machinesOf(failed), { verdict: 'fail', checks });
  const open = critical(checks, 'inconclusive');
  if (open.length > 0) throw checksInconclusive(machinesOf(open), { verdict: 'inconclusive', checks });
}

function critical(checks: readonly CheckResult[], verdict: Verdict): readonly CheckResult[] {
  return checks.filter((check) => check.critical && check.verdict === verdict);
}

function machinesOf(checks: readonly CheckResult[]): string {
  return [...new Set(checks.map(({ target }) => target))].join(', ');
}
