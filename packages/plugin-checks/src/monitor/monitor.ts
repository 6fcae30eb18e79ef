/** The stage that watches an app with recurring checks, and reports only changes of its health. */
import { flag, stage, text } from '@paintbox/deploy-core';
import type { Stage, StageContext } from '@paintbox/deploy-core';
import type { Target } from '../suite/probe.ts';
import { durationHint, pauseHint } from './duration.ts';
import { noData, unhealthy } from './errors.ts';
import { HealthBook } from './health-book.ts';
import { lookAt } from './look.ts';
import { lookRepeatedly } from './look-repeatedly.ts';
import { scheduleOf, resolveMonitor } from './monitor-options.ts';
import type { MonitorOptions, MonitorSettings } from './monitor-options.ts';
import { fresh, pastHealth } from './past-health.ts';

/** The longest possible time limit: `--for` ends a monitor, not the engine. */
const LONGEST_MS = 2 ** 31 - 1;
const ID = 'monitor';

const PARAMS = {
  for: text('DURATION', 'how long to watch: 90s, 5m, 24h; default 5m', { hintFor: durationHint }),
  every: text('DURATION', 'from one look to the next; default 30s', { hintFor: pauseHint }),
  once: flag('look once, and go on from where the last monitor ended: for cron'),
};

type MonitorContext = StageContext<typeof PARAMS>;

/**
 * Watches the app. Succeeds when it is healthy at the end. Fails with `CHECKS_UNHEALTHY` (exit 1) when it is not, with `CHECKS_NO_DATA` (exit 6) when no look
 * gave an answer. Changes of health are check events that `healthChangeOf` understands. It changes nothing, so it takes no lock and can run beside a deploy.
 *
 * @throws DeployError `CHECKS_MONITOR_OPTIONS`, `CHECKS_OPTIONS` when the options make no sense
 */
export function monitor(options: MonitorOptions = {}): Stage<'checks.monitor', never, never> {
  const settings = resolveMonitor(options);
  return stage({
    name: 'checks.monitor',
    describe: 'watch the app, and say when its health changes',
    params: PARAMS,
    timeoutMs: LONGEST_MS,
    async run(_inputs, ctx) {
      const { once, every, for: long } = ctx.params;
      const schedule = scheduleOf(settings, ctx.run.environment, { for: long, every });
      // A plan does not watch: that could take hours.
      if (ctx.dryRun) return;
      const book = await bookFor(ctx, settings, schedule.everyMs);
      const target: Target = { url: ctx.run.url, expectedBuild: undefined, publishedKeys: undefined };
      const { health, looks, ill } = await lookRepeatedly({
        ctx,
        id: ID,
        look: () => lookAt(ctx, settings.suite, target),
        book,
        schedule: once ? undefined : schedule,
        lookedBefore: false,
        untilUnhealthy: false,
      });
      if (health === 'unhealthy') throw unhealthy(ctx.run.url, ill, looks);
      if (health === 'no-data') throw noData(ctx.run.url, looks);
    },
  });
}

async function bookFor(ctx: MonitorContext, settings: MonitorSettings, everyMs: number): Promise<HealthBook> {
  const page = await pastHealth(ctx, ID);
  if (page === undefined) return new HealthBook(settings.rule);
  ctx.log.info(
    `the last monitor ended ${page.health ?? 'without a look'} at ${page.at ?? 'an unknown time'}`,
  );
  return new HealthBook(settings.rule, fresh(page, ctx.clock.now(), everyMs));
}
