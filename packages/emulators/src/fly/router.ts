/** A small JSON-over-HTTP server: routes with `:name` segments, errors answered as the platform does. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
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

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `/v1/apps/:app/machines` */
  readonly path: string;
  /** Name by which faults find the operation. */
  readonly name?: string | undefined;
  readonly handle: (call: Call) => unknown;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the routes on 127.0.0.1; `port` 0 takes any free one. */
export async function serveRoutes(routes: readonly Route[], port: number): Promise<RunningServer> {
  const compiled = routes.map((route) => ({ route, pattern: pattern(route.path) }));
  const server = createServer((request, response) => {
    void answer(compiled, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
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
): Promise<{ status: number; body: unknown }> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    for (const { route, pattern } of routes) {
      const match = route.method === request.method ? pattern.exec(url.pathname) : null;
      if (!match) continue;
      const param = (name: string): string => decodeURIComponent(match.groups?.[name] ?? '');
      const body = await readJson(request);
      return {
        status: 200,
        body: await route.handle({ param, query: url.searchParams, headers: request.headers, body }),
      };
    }
    return { status: 404, body: { error: 'no such endpoint' } };
  } catch (error) {
    const status = error instanceof PlatformError ? error.httpStatus : 500;
    return { status, body: { error: error instanceof Error ? error.message : String(error) } };
  }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  if (text === '') return {};
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new PlatformError(400, 'the request body is not JSON');
  }
}
