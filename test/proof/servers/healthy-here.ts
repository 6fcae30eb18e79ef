/** Servers of Node alone that do everything right, each in its own way. */
import { createServer as createHttp } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Certificate } from '../../../packages/plugin-checks/test/certificates.ts';
import { altered, goodApp } from '../../../packages/plugin-checks/test/rig.ts';
import { bytes, good, serveRaw } from './raw-server.ts';
import type { Running } from './raw-server.ts';

/** A server that is as it should be; undefined where this machine does not have it. */
export interface Healthy {
  readonly name: string;
  start(): Promise<Running | undefined>;
}

const HSTS = { 'strict-transport-security': 'max-age=31536000' };
const handler = goodApp({
  '/': altered('/', { headers: HSTS }),
  '/moved': altered('/', { headers: HSTS }),
});

/** What the good app answers to a request of any server. */
export function answerTo(path: string): { status: number; headers: Record<string, string>; body: string } {
  // The handler looks at nothing but the address.
  const reply = handler({ url: path, headers: {} } as IncomingMessage, 1);
  if (typeof reply === 'string') throw new Error('the good app always answers');
  return { status: reply.status ?? 200, headers: { ...reply.headers }, body: reply.body ?? '' };
}

/** The good app as a listener. */
export function listener(request: { url?: string | undefined }, response: ServerResponse): void {
  const { status, headers, body } = answerTo(request.url ?? '/');
  response.writeHead(status, headers).end(body);
}

/** Listens on a free port. */
export async function listening(
  server: Server,
  scheme: 'http' | 'https',
  host = '127.0.0.1',
): Promise<Running> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if ('closeAllConnections' in server) (server as ReturnType<typeof createHttp>).closeAllConnections();
    server.close();
  };
  return { url: `${scheme}://${scheme === 'https' ? 'localhost' : host}:${port}`, close };
}

/** Answers in a way of its own, with the same content. */
function http(name: string, answer: (path: string, response: ServerResponse) => void): Healthy {
  return {
    name,
    start: () =>
      listening(
        createHttp((request, response) => answer(request.url ?? '/', response)),
        'http',
      ),
  };
}

function encoded(encoding: string, encode: (body: string) => Buffer): Healthy {
  return http(`answers in ${encoding}`, (path, response) => {
    const { status, headers, body } = answerTo(path);
    const sent = encode(body);
    response
      .writeHead(status, { ...headers, 'content-encoding': encoding, 'content-length': sent.length })
      .end(sent);
  });
}

/** The servers. */
export function healthyHere(certificate: () => Promise<Certificate>): readonly Healthy[] {
  return [
    http('node:http', (path, response) => listener({ url: path }, response)),
    {
      name: 'node:https',
      start: async () => listening(createHttps(await certificate(), listener), 'https'),
    },
    {
      name: 'node:http2 that also speaks HTTP/1.1',
      async start() {
        const options = { ...(await certificate()), allowHTTP1: true };
        const server = createSecureServer(options, (request, response) => {
          const { status, headers, body } = answerTo(request.url);
          response.writeHead(status, headers).end(body);
        });
        return listening(server, 'https');
      },
    },
    {
      name: 'TLS 1.2 only',
      start: async () =>
        listening(createHttps({ ...(await certificate()), maxVersion: 'TLSv1.2' }, listener), 'https'),
    },
    {
      name: 'TLS 1.3 only',
      start: async () =>
        listening(createHttps({ ...(await certificate()), minVersion: 'TLSv1.3' }, listener), 'https'),
    },
    {
      name: 'IPv6 only',
      async start() {
        try {
          return await serveRaw(({ path }) => good(path), { host: '::1' });
        } catch {
          return undefined;
        }
      },
    },
    {
      name: 'HTTP/1.0 that closes after each answer',
      start: () =>
        serveRaw(({ path, socket }) => {
          socket.end(good(path).toString().replace('HTTP/1.1', 'HTTP/1.0'));
          return undefined;
        }),
    },
    encoded('gzip', (body) => gzipSync(body)),
    encoded('br', (body) => brotliCompressSync(body)),
    http('answers in chunks', (path, response) => {
      const { status, headers, body } = answerTo(path);
      response.writeHead(status, headers);
      for (const letter of body) response.write(letter);
      response.end();
    }),
    http('redirects the front page within the site', (path, response) => {
      if (path === '/') response.writeHead(308, { location: '/moved' }).end();
      else listener({ url: path }, response);
    }),
    http('takes 20 ms for each answer', (path, response) => {
      setTimeout(() => listener({ url: path }, response), 20);
    }),
    http('says 103 before the answer', (path, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      listener({ url: path }, response);
    }),
    http('sends a hundred cookies', (path, response) => {
      response.setHeader(
        'set-cookie',
        Array.from({ length: 100 }, (_, at) => `c${at}=${at}`),
      );
      listener({ url: path }, response);
    }),
    {
      name: 'writes header names in capitals and lines in pieces',
      start: () =>
        serveRaw(({ path, socket }) => {
          const text = good(path)
            .toString()
            .replace(/^x-paintbox-build/m, 'X-PAINTBOX-BUILD');
          for (const piece of text.match(/[\s\S]{1,40}/g) ?? []) socket.write(piece);
          return undefined;
        }),
    },
    {
      name: 'has a bare status line',
      start: () => serveRaw(({ path }) => Buffer.from(good(path).toString().replace('200 OK', '200 '))),
    },
    http('answers health with 204', (path, response) => {
      if (path.startsWith('/api/health')) response.writeHead(204, answerTo(path).headers).end();
      else listener({ url: path }, response);
    }),
    {
      name: 'answers 404 with a body to what it does not know',
      start: () =>
        serveRaw(({ path }) => (path === '/nothing' ? bytes('404 Not Found', {}, 'nothing') : good(path))),
    },
  ];
}
