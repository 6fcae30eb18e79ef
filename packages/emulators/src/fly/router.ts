/** A small JSON-over-HTTP server: routes with `:name` segments, errors answered as the platform does. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ulid } from './ids.ts';
import { callName } from './mishaps/call-names.ts';
import type { MachineFate } from './mishaps/mishap.ts';
import { pathPattern } from './path-pattern.ts';
import { PlatformError } from './world.ts';

/** What a mishap changes in a call that the platform acts on. */
export interface CallMarks {
  /** What becomes of the machine. */
  readonly fate?: MachineFate | undefined;
  /** Show the state of so long ago. */
  readonly lagMs?: number | undefined;
}

export interface Call extends CallMarks {
  /** Name of the call, undefined for the emulator's own. */
  readonly name: string | undefined;
  readonly method: string;
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
  /** The connection ends after the body, whatever was announced. */
  breaksOff = false;

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
  /** A call without a body is refused as the platform does, with the decoder's word. */
  readonly needsBody?: boolean;
  readonly handle: (call: Call) => unknown;
}

/** The wire of one call. */
export interface Wire {
  /** Ends the connection. */
  readonly destroy: () => void;
  /** Fulfilled when the answer is out, or the client or the server has closed the connection. */
  readonly closed: Promise<void>;
}

/** Stands between the wire and the routes. `act` lets the platform act; no reply means that nothing is sent. */
export type Gate = (
  call: Call,
  act: (marks?: CallMarks) => Promise<Reply>,
  wire: Wire,
) => Promise<Reply | undefined>;

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Calls that no route takes. Undefined for what these do not take either. */
export type OtherCalls = (
  request: IncomingMessage,
  url: URL,
) => { readonly app: string; readonly act: () => Promise<Reply> } | undefined;

/** Serves the routes on 127.0.0.1; `port` 0 takes any free one. Every route but the emulator's own has its name in the table of calls. */
export async function serveRoutes(
  routes: readonly Route[],
  port: number,
  { gate, other }: { readonly gate: Gate; readonly other: OtherCalls },
): Promise<RunningServer> {
  const compiled = routes.map((route) => ({ route, pattern: pathPattern(route.path) }));
  const nameless = routes.find(
    ({ method, path }) => !path.startsWith('/_emulator/') && !callName(method, path),
  );
  if (nameless) throw new Error(`${nameless.method} ${nameless.path} has no name in call-names.ts`);
  const server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const wire = { closed, destroy: () => void request.socket.destroy() };
    const parts = { routes: compiled, other };
    void answer(parts, request, (call, act) => gate(call, act, wire)).then((reply) => {
      if (reply && !response.destroyed) send(request, response, reply);
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

interface CompiledRoute {
  readonly route: Route;
  readonly pattern: RegExp;
}

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  const { status, body, headers, breaksOff } = reply;
  const type = Buffer.isBuffer(body) ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, 'fly-request-id': `${ulid()}-iad`, ...headers });
  const bytes = Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {});
  if (breaksOff) response.write(bytes, () => request.socket.destroy());
  else if (status === 204 || request.method === 'HEAD') response.end();
  else response.end(bytes);
}

async function answer(
  { routes, other }: { readonly routes: readonly CompiledRoute[]; readonly other: OtherCalls },
  request: IncomingMessage,
  gate: (call: Call, act: (marks?: CallMarks) => Promise<Reply>) => Promise<Reply | undefined>,
): Promise<Reply | undefined> {
  try {
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = callName(method, url.pathname);
    const asked = { name, method, query: url.searchParams, headers };
    const taken = other(request, url);
    if (taken) {
      const param = (key: string): string => (key === 'app' ? taken.app : '');
      return await gate({ ...asked, param, body: {} }, taken.act);
    }
    for (const { route, pattern } of routes) {
      const match = route.method === method ? pattern.exec(url.pathname) : null;
      if (!match) continue;
      const param = (key: string): string => decodeURIComponent(match.groups?.[key] ?? '');
      const call = { ...asked, param, body: await readJson(request, route) };
      return await gate(call, async (marks = {}) => {
        try {
          const said = await route.handle({ ...call, ...marks });
          return said instanceof Reply ? said : new Reply(200, said);
        } catch (error) {
          return refusal(error);
        }
      });
    }
    return new Reply(404, { error: 'no such endpoint' });
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Reply {
  const status = error instanceof PlatformError ? error.httpStatus : 500;
  return new Reply(status, { error: error instanceof Error ? error.message : String(error) });
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
