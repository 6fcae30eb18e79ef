/** Metrics of any service that answers with JSON. */
import type { StageContext } from '@paintbox/deploy-core';
import type { MetricSource } from './metric-source.ts';
import { askJson, place } from './ask-json.ts';
import { metricUnread } from './errors.ts';

type Range = Parameters<MetricSource>[0];
type Points = Awaited<ReturnType<MetricSource>>;

/** What to ask, and how to read the answer. */
export interface HttpJsonOptions {
  /** The address to read. */
  url(range: Range, ctx: StageContext): string;
  /** Headers, such as a token from `ctx.env`. Values of headers with names like `authorization` are registered as secrets. Default none. */
  headers?(ctx: StageContext): Readonly<Record<string, string>>;
  /** The values in the parsed body: the end of each step in ms since 1970, and its value. */
  read(body: unknown, range: Range): Points;
}

/**
 * A metric of a service with an HTTP interface. An error that `read` throws makes the check inconclusive.
 *
 * @example
 * httpJson({
 *   url: ({ fromMs, toMs }) => `https://stats.example.com/errors?from=${fromMs}&to=${toMs}`,
 *   headers: (ctx) => ({ authorization: `Bearer ${ctx.env['STATS_TOKEN']}` }),
 *   read: (body) => (body as { points: { atMs: number; value: number }[] }).points,
 * });
 */
export function httpJson(options: HttpJsonOptions): MetricSource {
  return async (range, ctx) => {
    const url = options.url(range, ctx);
    const body = await askJson({ url, headers: options.headers?.(ctx) ?? {} }, ctx);
    try {
      return options.read(body, range);
    } catch (error) {
      throw metricUnread(
        place(url),
        `read() threw ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
}
