/** `metric`: what monitoring says of the app's real users, after the release against before. */
import { isDeployError } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import type { CustomCheck } from '../suite/custom-check.ts';
import type { Serving, Target } from '../suite/probe.ts';
import type { Finding } from '../suite/result.ts';
import { settledEvidence } from '../suite/settled.ts';
import { judgeMetric } from './judge-metric.ts';
import type { MetricAnswer } from './judge-metric.ts';
import { resolveMetric } from './metric-options.ts';
import type { MetricOptions, MetricSettings } from './metric-options.ts';
import { readSeries } from './series.ts';
import type { Span } from './series.ts';

/**
 * A check on a metric. What is certainly beyond a limit, or certainly worse than before the release, fails; what only may be warns. Missing values, NaN, too few
 * values and too little traffic are inconclusive. Its intervals hold at every look, so `watch` takes a release back as soon as the evidence allows it.
 *
 * @example
 * watch({
 *   checks: [metric({ id: 'metric.latency', source: prometheus({ url, query }), unit: 's', max: '300 ms' })],
 * });
 * @throws DeployError `CHECKS_OPTIONS` when the options make no sense
 */
export function metric(options: MetricOptions): CustomCheck {
  const settings = resolveMetric(options);
  const { id, describe = `is ${id} as it should be?`, critical = true, shadow = false } = options;
  return { id, describe, critical, shadow, run: (target, ctx) => look(settings, target, ctx) };
}

async function look(settings: MetricSettings, { serving }: Target, ctx: StageContext): Promise<Finding> {
  const { environment } = ctx.run;
  if (settings.environments?.includes(environment) === false) {
    return { verdict: 'skip', message: `the environment ${environment} has no such metric` };
  }
  if (serving?.looks !== 'once') return settle(await ask(settings, serving, ctx), serving);
  const untilMs = ctx.clock.now() + settings.waitMs;
  for (;;) {
    const answer = await ask(settings, serving, ctx);
    if (!answer.isEarly || ctx.clock.now() >= untilMs) return answer.finding;
    ctx.progress(`${settings.id}: ${answer.finding.message}; waiting for more`);
    await ctx.clock.sleep(Math.min(settings.stepMs, untilMs - ctx.clock.now()), ctx.signal);
  }
}

/** Of several looks, the last one counts for all, and so does a certain failure. Before there is enough, a look says nothing. */
function settle({ finding, isEarly }: MetricAnswer, serving: Serving | undefined): Finding {
  if (serving === undefined) return finding;
  const isLast = serving.looks === 'last';
  if (isEarly && !isLast) return { ...finding, verdict: 'skip' };
  if (!isLast && finding.verdict !== 'fail') return finding;
  return { ...finding, evidence: { ...finding.evidence, ...settledEvidence } };
}

async function ask(
  settings: MetricSettings,
  serving: Serving | undefined,
  ctx: StageContext,
): Promise<MetricAnswer> {
  const spans = spansOf(settings, serving, ctx.clock.now());
  try {
    const [after, before] = await Promise.all([
      readSeries(settings, spans.after, ctx),
      spans.before === undefined ? undefined : readSeries(settings, spans.before, ctx),
    ]);
    return judgeMetric(settings, after, before);
  } catch (error) {
    ctx.signal.throwIfAborted();
    return { finding: unread(error), isEarly: false };
  }
}

/** After: since the release serves, or the latest window. Before: what came before the run, or the same window a day earlier. */
function spansOf(
  { compare, windowMs, lagMs, warmUpMs }: MetricSettings,
  serving: Serving | undefined,
  nowMs: number,
): { readonly after: Span; readonly before: Span | undefined } {
  const toMs = nowMs - lagMs;
  if (serving !== undefined) {
    const { sinceMs, untilMs } = serving;
    const before = compare && { fromMs: untilMs - compare.beforeMs, toMs: untilMs };
    return { after: { fromMs: sinceMs + warmUpMs, toMs }, before };
  }
  const fromMs = toMs - windowMs;
  const before = compare && { fromMs: fromMs - compare.earlierMs, toMs: toMs - compare.earlierMs };
  return { after: { fromMs, toMs }, before };
}

function unread(error: unknown): Finding {
  if (isDeployError(error)) {
    return {
      verdict: 'inconclusive',
      message: error.message,
      evidence: { code: error.code },
      hint: error.hint ?? undefined,
    };
  }
  const message = `the source of the metric failed: ${error instanceof Error ? error.message : String(error)}`;
  return { verdict: 'inconclusive', message, hint: 'correct the function given as source' };
}
