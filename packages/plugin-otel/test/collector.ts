/** A receiver of OTLP over HTTP on loopback. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it is sent. */
export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code: number; readonly message?: string };
  readonly events: readonly { readonly name: string }[];
  readonly links?: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: WireSpan['attributes'];
  }[];
  readonly droppedLinksCount?: number;
}

interface Request {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly spans: readonly WireSpan[];
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A running receiver. */
export interface Collector {
  readonly url: string;
  readonly requests: readonly Request[];
  statuses: number[];
  answer: string;
  close(): void;
}

/** Starts a receiver. */
export async function collect(): Promise<Collector> {
  const requests: Request[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.once('end', () => {
      const [traces] = (JSON.parse(body) as { resourceSpans: readonly WireTraces[] }).resourceSpans;
      requests.push({
        path: request.url ?? '',
        headers: request.headers,
        spans: traces?.scopeSpans[0]?.spans ?? [],
        resource: plain(traces?.resource.attributes ?? []),
      });
      response.writeHead(collector.statuses.shift() ?? 200, { 'content-type': 'application/json' });
      response.end(collector.answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    statuses: [],
    answer: '{}',
    close: () => server.close().closeAllConnections(),
  };
  return collector;
}

interface WireTraces {
  readonly resource: { readonly attributes: WireSpan['attributes'] };
  readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
}

/** Attributes as an object. */
export function plain(attributes: WireSpan['attributes']): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
