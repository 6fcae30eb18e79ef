/** A twin of the live app on loopback, healthy or with one fault: a TLS server that gives the answers of the app. */
import { createServer } from 'node:https';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Authority } from './certificates.ts';
import { twinFailed } from './errors.ts';
import type { Exchange, TwinFault, Response, Scene } from './fault.ts';
import type { LiveApp } from './original.ts';

/** The inputs of every twin. */
export interface TwinWorld {
  readonly original: LiveApp;
  readonly scene: Scene;
  readonly trusted: Authority;
  readonly unknown: Authority;
}

/** A running twin. */
export interface Twin {
  readonly url: string;
  /**
   * Ends it.
   *
   * @throws DeployError `CHECKS_TWIN_FAILED` when the twin itself failed
   */
  close(): Promise<void>;
}

/** Starts a twin. Without a fault it behaves like the app. */
export async function startTwin(world: TwinWorld, fault: TwinFault | undefined): Promise<Twin> {
  const { shown, ...tls } = fault?.tls ?? { shown: () => world.trusted.leaf() };
  const certificate = await shown(world.trusted, world.unknown);
  const failures: unknown[] = [];
  let before = 0;
  let under = 0;
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const exchange = { ...asked(request), before, beside: under };
    before += 1;
    under += 1;
    response.once('close', () => (under -= 1));
    respond(world, fault, exchange)
      .then((reply) => send(reply, request, response))
      .catch((error: unknown) => {
        failures.push(error);
        response.destroy();
      });
  };
  const make = (): Server => createServer({ ...certificate, ...tls }, handle);
  const first = make();
  const port = await listen(first, 0, '127.0.0.1');
  // `localhost` may mean IPv4 or IPv6; some machines have no IPv6.
  const second = make();
  const alsoSix = await listen(second, port, '::1').catch(() => undefined);
  const servers = alsoSix === undefined ? [first] : [first, second];
  return {
    url: `https://localhost:${port}`,
    async close() {
      await Promise.all(servers.map(end));
      if (failures.length > 0) throw twinFailed(fault?.name ?? 'none', failures[0]);
    },
  };
}

async function respond(
  { original, scene }: TwinWorld,
  fault: TwinFault | undefined,
  exchange: Exchange,
): Promise<{ readonly response: Response; readonly whole: string }> {
  const reply = await original(exchange);
  const response = (await fault?.answer?.(reply, exchange, scene)) ?? reply;
  return { response, whole: reply.body };
}

function send(
  { response: reply, whole }: { readonly response: Response; readonly whole: string },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (reply) {
    case 'hang':
      return;
    case 'cut':
      request.socket.destroy();
      return;
    case 'interim':
      response.writeProcessing();
      return;
    case 'half':
      response.writeHead(200, { 'content-length': Buffer.byteLength(whole) + 100 });
      response.write(whole.slice(0, whole.length / 2), () => request.socket.destroy());
      return;
    default:
      response.writeHead(reply.status, reply.headers).end(reply.body);
  }
}

function asked({ url = '/', headers }: IncomingMessage): {
  readonly path: string;
  readonly headers: Record<string, string>;
} {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, [value].flat().join(', ')] as const],
  );
  return { path: url, headers: Object.fromEntries(entries) };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  return promise;
}

async function end(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
