/** Metrics of CloudWatch, for `metric()` of the checks plugin: the config file is where the two meet. */
import type { StageContext } from '@paintbox/deploy-core';
import type { AwsCall } from '../client/aws-call.ts';
import { clientSettings } from '../client/client-settings.ts';
import type { AwsOptions } from '../client/client-settings.ts';
import { badAnswer, requestRefused, settingInvalid } from '../errors.ts';
import { connectCloudWatch } from './sdk-cloud-watch.ts';
import type { MetricQuery, MetricResult } from './sdk-cloud-watch.ts';

/** Which metric, and what of it. */
export interface CloudWatchOptions extends AwsOptions {
  /** `AWS/ApplicationELB`; not with `expression`. */
  readonly namespace?: string | undefined;
  /** `TargetResponseTime`; not with `expression`. */
  readonly metric?: string | undefined;
  /** Names and values. A metric with other dimensions is another metric. Default none. */
  readonly dimensions?: Readonly<Record<string, string>> | undefined;
  /** `Sum`, `Average`, `p95`, … Default `Average`. */
  readonly stat?: string | undefined;
  /** Metric math or a query of Metrics Insights with one series as its result, instead of a single metric. */
  readonly expression?: string | undefined;
}

/** The values of one time, oldest first, each with the end of its step. */
type Source = (
  range: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  ctx: StageContext,
) => Promise<readonly { readonly atMs: number; readonly value: number }[]>;

/** An endless series of pages is none of AWS. */
const MOST_PAGES = 100;

/**
 * A metric of CloudWatch. Needs `cloudwatch:GetMetricData`. Most metrics have one value a minute, so the step of the check is a minute or more, and values are
 * final after a minute or two: `metric({ source: cloudWatch({ … }), stepMs: 60_000, lagMs: 120_000 })`.
 *
 * @throws DeployError `AWS_SETTING_INVALID` without either a metric or an expression
 * @example
 * cloudWatch({ namespace: 'AWS/ApplicationELB', metric: 'HTTPCode_Target_5XX_Count', dimensions: { LoadBalancer: 'app/web/1' }, stat: 'Sum' });
 */
export function cloudWatch(options: CloudWatchOptions): Source {
  const isMetric = options.namespace !== undefined && options.metric !== undefined;
  if (isMetric === (options.expression !== undefined)) {
    throw settingInvalid(
      'cloudWatch()',
      JSON.stringify(options),
      'either namespace and metric, or expression',
    );
  }
  return async ({ fromMs, toMs, stepMs }, ctx) => {
    if (stepMs % 60_000 !== 0 && ![1_000, 5_000, 10_000, 20_000, 30_000].includes(stepMs)) {
      throw settingInvalid(
        'stepMs',
        String(stepMs),
        'a whole number of minutes, or 1, 5, 10, 20 or 30 seconds',
      );
    }
    const settings = clientSettings(options, ctx.env);
    const call: AwsCall = {
      service: 'cloudwatch',
      operation: 'GetMetricData',
      region: settings.region,
      object: options.metric ?? options.expression,
      sensitive: false,
    };
    // CloudWatch cuts time at whole periods, so only those that lie whole within the range are asked for.
    const startMs = Math.ceil(fromMs / stepMs) * stepMs;
    const endMs = Math.floor(toMs / stepMs) * stepMs;
    if (startMs >= endMs) return [];
    const connection = await connectCloudWatch(ctx, settings, call);
    try {
      const query = queryOf(options, stepMs / 1_000);
      const points: { readonly atMs: number; readonly value: number }[] = [];
      let token: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { results, next } = await connection.read({ query, startMs, endMs, token });
        points.push(...pointsOf(results, call));
        if (next === undefined) return points.map(({ atMs, value }) => ({ atMs: atMs + stepMs, value }));
        token = next;
      }
      throw badAnswer(call, `more than ${MOST_PAGES} pages`, false);
    } finally {
      connection.close();
    }
  };
}

function queryOf(options: CloudWatchOptions, periodSeconds: number): MetricQuery {
  const { namespace, metric, dimensions = {}, stat = 'Average', expression } = options;
  if (expression !== undefined) return { expression, periodSeconds };
  return { namespace: namespace ?? '', metric: metric ?? '', dimensions, stat, periodSeconds };
}

function pointsOf(
  results: readonly MetricResult[],
  call: AwsCall,
): readonly { readonly atMs: number; readonly value: number }[] {
  const [first, second] = results;
  if (second !== undefined) throw requestRefused(call, `${results.length} series as the result, not one`);
  if (first === undefined) return [];
  const { status, times, values } = first;
  // PartialData only says that there is a next page.
  if (status === 'InternalError') throw badAnswer(call, 'an internal error for this metric', true);
  if (status === 'Forbidden') throw requestRefused(call, 'this metric is forbidden for the caller');
  return times.flatMap((time, at) => {
    const value = values[at];
    return value === undefined ? [] : [{ atMs: time.getTime(), value }];
  });
}
