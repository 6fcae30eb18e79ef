/** Reads the standard variables of OpenTelemetry exporters: opentelemetry.io/docs/specs/otel/protocol/exporter. */
import { proxyFor } from '@paintbox/deploy-core/proxy';
import { otelSettings } from './errors.ts';
import type { Attribute } from './span.ts';

/** Where spans are sent, and how. */
export interface ExportSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Through which the collector is reached; undefined for straight. */
  readonly proxy: URL | undefined;
  readonly resource: Readonly<Record<string, Attribute>>;
  /** Trace and span that the run is part of: `TRACEPARENT`, W3C Trace Context §3.2. */
  readonly within: { readonly traceId: string; readonly spanId: string } | undefined;
}

type ExporterEnv = Readonly<Record<string, string | undefined>>;

/** The most an export may take, in ms: the engine gives its listeners 10 s after the end of a run. */
const MOST_MS = 8_000;

/**
 * The settings; undefined when no endpoint is set, or `OTEL_SDK_DISABLED` is `true`.
 *
 * @throws DeployError `OTEL_SETTINGS`
 */
export function exportSettings(env: ExporterEnv): ExportSettings | undefined {
  const own = given(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const base = given(env, 'OTEL_EXPORTER_OTLP_ENDPOINT');
  if ((own ?? base) === undefined || env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  // The general endpoint is a base URL. The endpoint of a signal is the complete URL.
  const url = own ?? `${base?.replace(/\/+$/, '') ?? ''}/v1/traces`;
  const problems: string[] = [];
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    problems.push('the endpoint is not an http(s) address');
  const protocol =
    given(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? given(env, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol === 'grpc')
    problems.push('gRPC is not spoken: use the HTTP port of the collector and http/json');
  const headers = pairs(
    given(env, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS') ?? given(env, 'OTEL_EXPORTER_OTLP_HEADERS'),
    'OTEL_EXPORTER_OTLP_HEADERS',
    problems,
  );
  const resource = pairs(given(env, 'OTEL_RESOURCE_ATTRIBUTES'), 'OTEL_RESOURCE_ATTRIBUTES', problems);
  if (problems.length > 0) throw otelSettings(problems);
  const timeout = Number(
    given(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ?? given(env, 'OTEL_EXPORTER_OTLP_TIMEOUT') ?? MOST_MS,
  );
  const name = given(env, 'OTEL_SERVICE_NAME');
  return {
    url,
    headers,
    proxy: proxyFor(url, env),
    timeoutMs: timeout > 0 ? Math.min(timeout, MOST_MS) : MOST_MS,
    resource: {
      'service.name': 'paintbox-deploy',
      ...resource,
      ...(name === undefined ? {} : { 'service.name': name }),
    },
    within: parentOf(env['TRACEPARENT']),
  };
}

function given(env: ExporterEnv, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** `key=value,key=value`, values percent-encoded. */
function pairs(
  text: string | undefined,
  variable: string,
  problems: string[],
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const pair of (text ?? '').split(',').filter((each) => each.trim() !== '')) {
    const at = pair.indexOf('=');
    try {
      if (at < 1) throw new TypeError('no =');
      found[pair.slice(0, at).trim()] = decodeURIComponent(pair.slice(at + 1).trim());
    } catch {
      problems.push(`${variable} is not a list key=value,key=value`);
      break;
    }
  }
  return found;
}

function parentOf(traceparent: string | undefined): ExportSettings['within'] {
  const [, traceId = '', spanId = ''] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? '') ?? [];
  return /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(spanId) ? { traceId, spanId } : undefined;
}
