/** Spans in OTLP's JSON form: opentelemetry.io/docs/specs/otlp §JSON Protobuf Encoding. Ids are hex, 64-bit numbers are strings. */
import type { Attribute, Span } from './span.ts';

/** Longer texts are cut, in characters. */
const LONGEST = 2_000;
const KINDS = { internal: 1, server: 2 } as const;
const STATUS = { ok: 1, error: 2 } as const;

/** The body of an export request for one trace. */
export function exportRequest(options: {
  readonly traceId: string;
  readonly spans: readonly Span[];
  readonly resource: Readonly<Record<string, Attribute>>;
  /** Version of the instrumentation. */
  readonly version: string;
}): object {
  const { traceId, spans, resource, version } = options;
  return {
    resourceSpans: [
      {
        resource: { attributes: keyValues(resource) },
        scopeSpans: [
          {
            scope: { name: '@paintbox/deploy-plugin-otel', version },
            spans: spans.map((span) => ({
              traceId,
              spanId: span.id,
              ...(span.parent === undefined ? {} : { parentSpanId: span.parent }),
              name: span.name,
              kind: KINDS[span.kind],
              startTimeUnixNano: nanoseconds(span.from),
              endTimeUnixNano: nanoseconds(span.to),
              attributes: keyValues(span.attributes),
              events: span.moments.map(({ name, at, attributes }) => ({
                name,
                timeUnixNano: nanoseconds(at),
                attributes: keyValues(attributes),
              })),
              ...linksOf(span),
              status:
                span.failure === undefined
                  ? { code: STATUS.ok }
                  : { code: STATUS.error, message: span.failure.slice(0, LONGEST) },
            })),
          },
        ],
      },
    ],
  };
}

function linksOf({ links = [], linksLeftOut = 0 }: Span): object {
  if (links.length === 0) return {};
  return {
    links: links.map((link) => ({ ...link, attributes: keyValues(link.attributes) })),
    droppedLinksCount: linksLeftOut,
  };
}

function keyValues(attributes: Readonly<Record<string, Attribute>>): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Attribute): object {
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { stringValue: value.slice(0, LONGEST).toWellFormed() };
}

function nanoseconds(iso: string): string {
  return `${Date.parse(iso)}000000`;
}
