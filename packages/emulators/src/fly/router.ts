/** A small JSON-over-HTTP server: routes with `:name` segments, errors answered as the platform does. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ulid } from './ids.ts';
import { PlatformError } from './world.ts';

export interface Call {
  /** Set by a fault: an update is to be taken back. */
  readonly reverted?: boolean;
  /** Value of a `:name` segment. */
  readonly param: (name: string) => string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** The parsed JSON body, `{}` when there is none. */
  readonly body: Record<string, unknown>;
}

/** An answer that is not plainly 200 with JSON. */
export class Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, body?: unknown, headers: OutgoingHttpHeaders = {}) {
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** `/v1/apps/:app/machines` */
  readonly path: string;
  /** Name by which faults find the operation. */
  readonly name?: string | undefined;
  /** A call without a body is refused as the platform does, with the decoder's word. */
  readonly needsBody?: boolean;
  readonly handle: (call: Call) => unknown;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the routes on 127.0.0.1, and first whatever `other` takes; `port` 0 takes any free one. */
export async function serveRoutes(
  routes: readonly Route[],
  port: number,
  other: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<RunningServer> {
  const compiled = routes.map((route) => ({ route, pattern: pattern(route.path) }));
  const server = createServer((request, response) => {
    if (other(request, response)) return;
    void answer(compiled, request).then(({ status, body, headers }) => {
      const requestId = `${ulid()}-iad`;
      const type = { 'content-type': 'application/json' };
      response.writeHead(status, { ...type, 'fly-request-id': requestId, ...headers });
      if (status === 204 || request.method === 'HEAD') response.end();
      else response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {}));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo; // a TCP server has a port
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:(\w+)/gu, '(?<$1>[^/]+)')}$`, 'u');
}

async function answer(
  routes: readonly { readonly route: Route; readonly pattern: RegExp }[],
  request: IncomingMessage,
): Promise<Reply> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    for (const { route, pattern } of routes) {
      const match = route.method === request.method ? pattern.exec(url.pathname) : null;
      if (!match) continue;
      const param = (name: string): string => decodeURIComponent(match.groups?.[name] ?? '');
      const body = await readJson(request, route);
      const said = await route.handle({ param, query: url.searchParams, headers: request.headers, body });
      return said instanceof Reply ? said : new Reply(200, said);
    }
    return new Reply(404, { error: 'no such endpoint' });
  } catch (error) {
    const status = error instanceof PlatformError ? error.httpStatus : 500;
    return new Reply(status, { error: error instanceof Error ? error.message : String(error) });
  }
}

async function readJson(
  request: IncomingMessage,
  { needsBody = false }: Route,
): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  if (text === '' && needsBody) throw new PlatformError(400, 'EOF');
  if (text === '') return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new PlatformError(400, 'the request body is not JSON');
  }
}
