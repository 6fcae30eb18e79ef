/** Metrics of a Prometheus, or of what speaks its HTTP interface, such as VictoriaMetrics, which Fly.io runs for every organisation. */
import type { StageContext } from '@paintbox/deploy-core';
import type { MetricSource } from './metric-source.ts';
import { isObject } from '../http/parse-object.ts';
import { askJson, place } from './ask-json.ts';
import { metricUnread } from './errors.ts';

/** Where the Prometheus is, and what to ask it. */
export interface PrometheusOptions {
  /** Its address, without `/api/v1`. Not needed with `fly`. */
  readonly url?: string | undefined;
  /** The slug of an organisation of Fly.io: its own Prometheus is asked, with the token in `FLY_ACCESS_TOKEN` or `FLY_API_TOKEN`. */
  readonly fly?: string | undefined;
  /** PromQL with one series as its result. `$step` stands for the step (`rate(x[$step])`), `$app` for the name of the app. */
  readonly query: string;
  /** The variable that holds a token; a scheme in front of it (`Basic …`) is kept. Default: none, or those of Fly.io with `fly`. */
  readonly token?: string | undefined;
}

/**
 * A metric of a Prometheus (https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries).
 *
 * @example
 * prometheus({ fly: 'personal', query: 'sum(increase(fly_edge_http_responses_count{app="$app",status=~"5.."}[$step]))' });
 */
export function prometheus(options: PrometheusOptions): MetricSource {
  return async ({ fromMs, toMs, stepMs }, ctx) => {
    const url = `${baseOf(options, ctx)}/api/v1/query_range`;
    const step = stepMs % 1_000 === 0 ? `${stepMs / 1_000}s` : `${stepMs}ms`;
    const form = {
      query: options.query.replaceAll('$step', step).replaceAll('$app', ctx.run.app),
      // A value at some time tells of the step before it.
      start: String((fromMs + stepMs) / 1_000),
      end: String(toMs / 1_000),
      step: String(stepMs / 1_000),
      // VictoriaMetrics shifts the times of 50 values and more, so that it can cache them (VictoriaMetrics#563).
      nocache: '1',
    };
    const body = await askJson({ url, headers: headersOf(options, ctx), form, explainsErrors: true }, ctx);
    // A value of another time must not be taken for one of this release.
    const newestMs = options.fly === undefined ? toMs : Math.min(toMs, ctx.clock.now() - FLY_LAG_MS);
    return pointsOf(body, place(url)).filter(({ atMs }) => atMs > fromMs && atMs <= newestMs);
  };
}

/** VictoriaMetrics does not show the values of this time yet: the last ones repeat an older one (its flags `search.latencyOffset`, `search.maxStepForPointsAdjustment`). */
const FLY_LAG_MS = 30_000;

function baseOf({ url, fly }: PrometheusOptions, ctx: StageContext): string {
  const address =
    url ??
    `${ctx.env['FLY_API_BASE_URL'] ?? 'https://api.fly.io'}/prometheus/${encodeURIComponent(fly ?? '')}`;
  if (!URL.canParse(address) || (url === undefined && fly === undefined)) {
    throw metricUnread(
      'Prometheus',
      'neither url nor fly is an address',
      'give prometheus() a url, or the slug of an organisation',
    );
  }
  return address.replace(/\/+$/, '');
}

function headersOf({ fly, token }: PrometheusOptions, ctx: StageContext): Readonly<Record<string, string>> {
  const names =
    token === undefined ? (fly === undefined ? [] : ['FLY_ACCESS_TOKEN', 'FLY_API_TOKEN']) : [token];
  if (names.length === 0) return {};
  const given = names.map((name) => (ctx.env[name] ?? '').trim()).find((value) => value !== '');
  if (given === undefined) {
    throw metricUnread('Prometheus', `${names.join(' and ')} hold no token`, `set ${names.at(-1) ?? 'it'}`);
  }
  ctx.secret(given);
  return { authorization: authorization(given, fly !== undefined) };
}

/** Fly.io takes macaroons as `FlyV1`, and all other tokens as `Bearer` (superfly/docs, monitoring/metrics, "Authentication"). */
function authorization(given: string, isFly: boolean): string {
  if (!isFly) return given.includes(' ') ? given : `Bearer ${given}`;
  const token = given.replace(/^(?:FlyV1|Bearer)\s+/i, '').replaceAll(/\s*,\s*/g, ',');
  return `${/^(?:fm1r|fm2)_/.test(token) ? 'FlyV1' : 'Bearer'} ${token}`;
}

function pointsOf(body: unknown, where: string): Awaited<ReturnType<MetricSource>> {
  if (!isObject(body) || body['status'] !== 'success') {
    const { errorType, error } = isObject(body) ? body : {};
    const said = [errorType, error].filter((text) => typeof text === 'string').join(': ');
    throw metricUnread(
      where,
      said === '' ? 'the answer is not that of Prometheus' : said,
      'correct the query: try it in Prometheus',
    );
  }
  const data = body['data'];
  const result = isObject(data) ? data['result'] : undefined;
  if (!isObject(data) || data['resultType'] !== 'matrix' || !Array.isArray(result)) {
    throw metricUnread(where, 'the answer is not a range of values');
  }
  if (result.length > 1) {
    throw metricUnread(
      where,
      `the query has ${result.length} series as its result`,
      'make one series of them, as with sum(…)',
    );
  }
  const values: unknown = isObject(result[0]) ? result[0]['values'] : [];
  if (!Array.isArray(values)) throw metricUnread(where, 'the series has no values');
  return values.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const [at, value] = pair as readonly unknown[];
    // Prometheus writes values as text: NaN and +Inf have no other form in JSON.
    return [{ atMs: Math.round(Number(at) * 1_000), value: Number(value) }];
  });
}
