/** The only file that calls CloudWatch. The SDK is loaded at the first call. */
import type { StageContext } from '@paintbox/deploy-core';
import type { AwsCall } from '../client/aws-call.ts';
import { classify } from '../client/classify.ts';
import type { ClientSettings } from '../client/client-settings.ts';
import { announcer, sdkOptions, usableSources } from '../client/sdk-options.ts';
import { readWebIdentity } from '../client/web-identity.ts';
import { unreachable } from '../errors.ts';

/** One metric with a statistic, or an expression. */
export type MetricQuery =
  | {
      readonly namespace: string;
      readonly metric: string;
      readonly dimensions: Readonly<Record<string, string>>;
      readonly stat: string;
      readonly periodSeconds: number;
    }
  | { readonly expression: string; readonly periodSeconds: number };

/** The values of one series on one page. */
export interface MetricResult {
  readonly status: string | undefined;
  readonly times: readonly Date[];
  readonly values: readonly number[];
}

/** One page, and the token of the next; undefined after the last. */
export interface MetricPage {
  readonly results: readonly MetricResult[];
  readonly next: string | undefined;
}

/** What a page is asked with. */
export interface PageRequest {
  readonly query: MetricQuery;
  readonly startMs: number;
  readonly endMs: number;
  readonly token: string | undefined;
}

/** A client of CloudWatch. */
export interface CloudWatchConnection {
  /** Rejects with a DeployError, or with the signal's reason. */
  read(request: PageRequest): Promise<MetricPage>;
  close(): void;
}

/** Makes the client. Rejects without credentials, before any request. */
export async function connectCloudWatch(
  ctx: StageContext,
  settings: ClientSettings,
  call: AwsCall,
): Promise<CloudWatchConnection> {
  const sources = await usableSources(ctx);
  const sdk = await import('@aws-sdk/client-cloudwatch');
  const client = new sdk.CloudWatchClient(sdkOptions(ctx, settings, 'cloudwatch', sources));
  const announce = announcer(ctx);
  client.middlewareStack.add(
    (next) => (args) => {
      announce(args.request);
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  return {
    async read({ query, startMs, endMs, token }) {
      const limit = AbortSignal.timeout(settings.callTimeoutMs);
      const command = new sdk.GetMetricDataCommand({
        StartTime: new Date(startMs),
        EndTime: new Date(endMs),
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [sent(query)],
        NextToken: token,
      });
      try {
        const answer = await client.send(command, { abortSignal: AbortSignal.any([ctx.signal, limit]) });
        const results = (answer.MetricDataResults ?? []).map((result) => ({
          status: result.StatusCode,
          times: result.Timestamps ?? [],
          values: result.Values ?? [],
        }));
        return { results, next: answer.NextToken };
      } catch (error) {
        ctx.signal.throwIfAborted();
        if (limit.aborted) throw unreachable(call, `nothing within ${settings.callTimeoutMs} ms`);
        const webIdentity = await readWebIdentity(ctx.env);
        throw classify(error, { call, looked: sources.report, webIdentity, now: ctx.clock.now() });
      }
    },
    close: () => client.destroy(),
  };
}

function sent(query: MetricQuery) {
  const Id = 'values';
  if ('expression' in query) return { Id, Expression: query.expression, Period: query.periodSeconds };
  const { namespace, metric, dimensions, stat, periodSeconds } = query;
  return {
    Id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: stat,
    },
  };
}
