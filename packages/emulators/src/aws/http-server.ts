// The HTTP server on loopback. It reads whole requests, and writes a whole answer or none.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { SignedRequest } from './sigv4.ts';

/** An answer with a body. */
export interface HttpReply {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string | Buffer;
}

/** What happens to a request: a reply, a connection reset, or silence until one side closes the connection. */
export type HttpAnswer = HttpReply | { readonly kind: 'reset' } | { readonly kind: 'hang' };

/** What the server needs. */
export interface HttpServerOptions {
  /** 0 picks a free port. */
  readonly port: number;
  answer(request: SignedRequest): Promise<HttpAnswer>;
  /** Headers of every response, also of those to requests that are not HTTP. */
  commonHeaders(): OutgoingHttpHeaders;
}

/** A listening server. */
export interface HttpServer {
  readonly url: string;
  /** Stops listening and ends every connection, answered or not. */
  close(): Promise<void>;
}

/** Bodies of calls are small. Objects of S3 are sent with PUT and may be larger. */
const maxBodyBytes = 1_048_576;
const maxObjectBytes = 16 * 1_048_576;

/** Listens on 127.0.0.1. Rejects when the port is taken. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void respond(request, response, options);
  });
  server.on('clientError', (_error, socket) => refuse(socket as Socket, options));
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A reply in JSON. */
export function jsonReply(status: number, body: unknown, contentType = 'application/json'): HttpReply {
  return { kind: 'reply', status, headers: { 'content-type': contentType }, body: JSON.stringify(body) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> {
  const answer = await answerOf(request, options);
  if (answer.kind === 'hang' || response.destroyed) return;
  if (answer.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(answer.status, {
    ...options.commonHeaders(),
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

async function answerOf(request: IncomingMessage, options: HttpServerOptions): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  const limitBytes = request.method === 'PUT' ? maxObjectBytes : maxBodyBytes;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      sizeBytes += chunk.length;
      if (sizeBytes <= limitBytes) chunks.push(chunk);
    }
  } catch {
    // The client closed the connection in the middle of its request, so there is nothing to answer.
    return { kind: 'reset' };
  }
  if (sizeBytes > limitBytes)
    return jsonReply(413, { message: `Requests are limited to ${limitBytes} bytes.` });
  return options.answer({
    method: request.method ?? '',
    target: request.url ?? '/',
    headers: request.headers,
    body: Buffer.concat(chunks),
  });
}

function refuse(socket: Socket, options: HttpServerOptions): void {
  if (!socket.writable) return;
  const headers = Object.entries({ ...options.commonHeaders(), connection: 'close', 'content-length': 0 });
  const lines = headers.map(([name, value]) => `${name}: ${String(value)}`);
  socket.end(['HTTP/1.1 400 Bad Request', ...lines, '', ''].join('\r\n'));
}
