/** The stage that watches a new release before it is marked stable. The release can still be taken back then. */
import { optional, stage, text } from '@paintbox/deploy-core';
import { publishedKeys, release, soak } from '@paintbox/deploy-core/release';
import type { OptionalNeed, Stage } from '@paintbox/deploy-core';
import { baselineArtifact } from '../suite/baseline-artifact.ts';
import type { Target } from '../suite/probe.ts';
import { durationHint, durationWords } from './duration.ts';
import { noData, unhealthy } from './errors.ts';
import { HealthBook } from './health-book.ts';
import { lookAt } from './look.ts';
import { lookRepeatedly } from './look-repeatedly.ts';
import { LooksTogether } from './looks-together.ts';
import { scheduleOf, resolveMonitor } from './monitor-options.ts';
import type { MonitorOptions } from './monitor-options.ts';

const LONGEST_MS = 2 ** 31 - 1;

const PARAMS = {
  watch: text('DURATION', 'how long the new release is watched before it counts as stable; 0s: not at all', {
    env: 'PAINTBOX_WATCH',
    hintFor: durationHint,
  }),
};

/**
 * Watches what was released. Fails with `CHECKS_UNHEALTHY` as soon as the app is unhealthy – not for one bad look – or as soon as its looks together, or a metric,
 * show it for certain, and with `CHECKS_NO_DATA` (exit 6) when it
 * ends without data. In both cases the run takes the release back.
 *
 * Place it after `suite()` and before the stage that marks the release stable.
 *
 * @throws DeployError `CHECKS_MONITOR_OPTIONS`, `CHECKS_OPTIONS` when the options make no sense
 * @example
 * watch({ forMs: { production: 300_000, local: 2_000 } })
 */
export function watch(
  options: MonitorOptions = {},
): Stage<
  'checks.watch',
  OptionalNeed<typeof release> | OptionalNeed<typeof publishedKeys> | OptionalNeed<typeof baselineArtifact>,
  typeof soak
> {
  const settings = resolveMonitor(options);
  return stage({
    name: 'checks.watch',
    describe: 'watch the new release while it can still be taken back',
    needs: {
      release: optional(release),
      keys: optional(publishedKeys),
      baseline: optional(baselineArtifact),
    },
    provides: { soak },
    params: PARAMS,
    timeoutMs: LONGEST_MS,
    async run({ release, keys, baseline }, ctx) {
      const schedule = scheduleOf(settings, ctx.run.environment, { for: ctx.params.watch });
      if (schedule.forMs === 0 || ctx.dryRun) {
        ctx.log.info('the release is not watched: the time for it is 0');
        return { soak: { watchedMs: 0, looks: 0 } };
      }
      ctx.progress(`watching for ${durationWords(schedule.forMs)}, every ${durationWords(schedule.everyMs)}`);
      const target: Target = {
        url: ctx.run.url,
        expectedBuild: release === undefined ? undefined : release.buildId,
        publishedKeys: keys,
        machines: release?.machines,
      };
      const serving = { sinceMs: ctx.clock.now(), untilMs: Date.parse(ctx.run.startedAt) };
      const together = new LooksTogether(settings.suite, ctx.run.url, baseline);
      // The suite has just passed, so the app starts as healthy.
      const book = new HealthBook(settings.rule, 'healthy');
      const { health, looks, ill } = await lookRepeatedly({
        ctx,
        id: 'watch',
        look: async (isLast) => {
          const looks = isLast ? 'last' : 'again';
          const report = await lookAt(ctx, settings.suite, { ...target, serving: { ...serving, looks } });
          return together.add(report, isLast);
        },
        book,
        schedule,
        lookedBefore: true,
        untilUnhealthy: true,
      });
      if (health === 'unhealthy') throw unhealthy(ctx.run.url, ill, looks);
      if (health === 'no-data') throw noData(ctx.run.url, looks);
      return { soak: { watchedMs: ctx.clock.now() - serving.sinceMs, looks } };
    },
  });
}
