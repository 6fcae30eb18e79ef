/** The emulated edge of one app: a TLS listener that routes to the app's live machines. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import type { LeafCertificate } from './certificates.ts';
import { connectTo } from './connect-to.ts';
import { ulid } from './ids.ts';
import type { EdgeTarget } from './machine-runner.ts';

export interface EdgeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly certificate: LeafCertificate;
  /** Machines that may serve now. */
  readonly targets: () => readonly EdgeTarget[];
  /** Replaced machines that still get every third request (the `stale-edge` defect). */
  readonly ghosts: () => readonly EdgeTarget[];
  /** Starts a machine that rests, the wanted one or any, until it may serve. False when there is none. */
  readonly wake: (wanted: string | undefined) => Promise<boolean>;
}

export interface Edge {
  readonly port: number;
  close(): Promise<void>;
}

const serverName = 'Fly (emulator)';

/** Starts listening on 127.0.0.1, and on ::1 where there is one. */
export async function openEdge(options: EdgeOptions): Promise<Edge> {
  const proxy = createProxyServer({});
  proxy.on('proxyRes', (answer, request) => {
    // The machine's connection is ours alone; what the client may keep open is the edge's business.
    delete answer.headers.connection;
    delete answer.headers['keep-alive'];
    answer.headers['server'] = serverName;
    answer.headers['via'] = '1.1 fly.io (emulator)';
    answer.headers['fly-request-id'] = requestId(request);
  });
  let turn = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.headers['fly-request-id'] = `${ulid()}-emulator`;
    request.headers['fly-client-ip'] ??= request.socket.remoteAddress ?? '127.0.0.1';
    turn += 1;
    const served = async (): Promise<boolean> => {
      for (const target of candidates(options, request, turn)) {
        target.runner.inFlight += 1;
        try {
          // Connecting first makes it certain that a refused machine has seen nothing of the request.
          const socket = await connectTo(target.runner.port);
          if (!socket) continue;
          await forward(proxy, request, response, socket);
          return true;
        } finally {
          target.runner.inFlight -= 1;
        }
      }
      return false;
    };
    if (await served()) return;
    if ((await options.wake(wantedOf(request))) && (await served())) return;
    refuse(request, response, 503, 'no machine of this app is ready to serve');
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void =>
    void handle(request, response).catch(() => response.destroy());
  const servers = await listenOnLoopback(options, listener);
  const address = servers[0]?.address() as AddressInfo; // listenOnLoopback started at least the IPv4 server
  return {
    port: address.port,
    close: async () => {
      await Promise.all(
        servers.map(async (server) => {
          const closed = once(server, 'close');
          server.close();
          server.closeAllConnections();
          await closed;
        }),
      );
    },
  };
}

function requestId(request: IncomingMessage): string {
  return String(request.headers['fly-request-id']);
}

/** The machine that the client asks for by name. */
function wantedOf(request: IncomingMessage): string | undefined {
  return request.headers['fly-force-instance-id']?.toString();
}

/** Round robin over the live machines, or the one machine the client asks for. */
function candidates(options: EdgeOptions, request: IncomingMessage, turn: number): readonly EdgeTarget[] {
  const live = options.targets();
  const wanted = wantedOf(request);
  if (wanted !== undefined) return live.filter((target) => target.id === wanted);
  const start = live.length === 0 ? 0 : turn % live.length;
  const inTurn = [...live.slice(start), ...live.slice(0, start)];
  return turn % 3 === 0 ? [...options.ghosts(), ...inTurn] : inTurn;
}

async function forward(
  proxy: ReturnType<typeof createProxyServer>,
  request: IncomingMessage,
  response: ServerResponse,
  socket: Socket,
): Promise<void> {
  const closed = new Promise((resolve) => response.once('close', resolve));
  const agent = new Agent({ keepAlive: false });
  agent.createConnection = () => socket;
  const onError = (): void => {
    if (response.headersSent) response.destroy();
    else refuse(request, response, 502, 'the machine closed the connection');
  };
  await proxy.web(request, response, { target: 'http://127.0.0.1', agent, xfwd: true }).catch(onError);
  await closed;
  socket.destroy();
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    server: serverName,
    'fly-request-id': requestId(request),
  });
  response.end(`${text}\n`);
}

async function listenOnLoopback(
  { port, certificate }: EdgeOptions,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server[]> {
  const open = async (host: string, on: number): Promise<Server> => {
    const server = createServer({ ...certificate, keepAliveTimeout: 60_000 }, listener);
    server.listen(on, host);
    await once(server, 'listening');
    return server;
  };
  const first = await open('127.0.0.1', port);
  const taken = (first.address() as AddressInfo).port; // a TCP server has a port
  const second = await open('::1', taken).catch((error: NodeJS.ErrnoException) => {
    // No IPv6 here, or another program has the port there. Only the IPv4 address is guaranteed.
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' || error.code === 'EADDRINUSE')
      return undefined;
    throw error;
  });
  return second ? [first, second] : [first];
}
