/** A server that writes bytes and not answers, so that it can be wrong in every way there is. */
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { altered } from '../../../packages/plugin-checks/test/rig.ts';

/** One request as it came. */
export interface RawRequest {
  readonly path: string;
  /** Of this path, and of all. */
  readonly count: number;
  readonly total: number;
  readonly head: string;
  readonly socket: Socket;
}

/** Bytes to answer with, or nothing when the socket was dealt with. */
export type Respond = (request: RawRequest) => string | Buffer | undefined;

/** A running server. */
export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves on loopback. Requests have no body. */
export async function serveRaw(
  respond: Respond,
  options: { readonly host?: string; readonly onConnect?: (socket: Socket) => void } = {},
): Promise<Running> {
  const counts: Record<string, number> = {};
  let total = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
    options.onConnect?.(socket);
    let pending = '';
    socket.on('data', (bytes) => {
      pending += bytes.toString('latin1');
      for (let end = pending.indexOf('\r\n\r\n'); end !== -1; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4);
        const path = (head.split(' ')[1] ?? '/').split('?')[0] ?? '/';
        const count = (counts[path] = (counts[path] ?? 0) + 1);
        total += 1;
        const bytesBack = respond({ path, count, total, head, socket });
        if (bytesBack !== undefined && socket.writable) socket.write(bytesBack);
      }
    });
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => closed(server, sockets),
  };
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}

/** The bytes of an answer. `content-length` is right unless it is given. */
export function bytes(
  status: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
): Buffer {
  const all = { 'content-length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
    Buffer.from(body),
  ]);
}

/** What a good app answers, as build `b2`. */
export function good(path: string, build = 'b2', more: Readonly<Record<string, string>> = {}): Buffer {
  const reply = altered(path, {});
  if (reply.body === undefined) return bytes('404 Not Found', {});
  return bytes('200 OK', { ...reply.headers, 'x-paintbox-build': build, ...more }, reply.body);
}
