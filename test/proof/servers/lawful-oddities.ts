/** Servers that are well and answer in rare ways: interim answers, connections that end, headers sent twice, byte order marks. Each gives the good app's answers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createHttps } from 'node:https';
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Certificate } from '../../../packages/plugin-checks/test/certificates.ts';
import { answerTo, listener, listening } from './healthy-here.ts';
import type { Healthy } from './healthy-here.ts';
import { bytes, good, serveRaw } from './raw-server.ts';
import type { RawRequest, Respond } from './raw-server.ts';

const EARLY = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload; as=style\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';
/** An interim answer that says things of its own. */
const TALKATIVE =
  'HTTP/1.1 103 Early Hints\r\nx-paintbox-build: b1\r\ncontent-type: text/plain\r\nage: 60\r\n\r\n';

function raw(name: string, respond: Respond): Healthy {
  return { name, start: () => serveRaw(respond) };
}

/** Pieces of one answer, so many ms after one another. */
function inPieces(
  name: string,
  ms: number,
  pieces: (request: RawRequest) => readonly (string | Buffer)[],
): Healthy {
  return raw(name, (request) => {
    const { socket } = request;
    // Small writes are not to wait for one another.
    socket.setNoDelay(true);
    void (async () => {
      for (const piece of pieces(request)) {
        socket.write(piece);
        await sleep(ms);
      }
    })();
    return undefined;
  });
}

/** How many answers each connection has given. */
function counted(respond: (before: number, request: RawRequest) => Buffer | undefined): Respond {
  const counts = new WeakMap<object, number>();
  return (request) => {
    const before = counts.get(request.socket) ?? 0;
    counts.set(request.socket, before + 1);
    return respond(before, request);
  };
}

const interim: readonly Healthy[] = [
  raw('says 100 together with the answer', ({ path }) => CONTINUE + good(path).toString('latin1')),
  inPieces('says 100 a few ms before the answer', 3, ({ path }) => [CONTINUE, good(path)]),
  raw('says 102 together with the answer', ({ path }) => PROCESSING + good(path).toString('latin1')),
  inPieces('says 102 three times while it works', 3, ({ path }) => [
    PROCESSING,
    PROCESSING,
    PROCESSING,
    good(path),
  ]),
  raw('says 103 together with the answer', ({ path }) => EARLY + good(path).toString('latin1')),
  inPieces('says 103 a few ms before the answer', 5, ({ path }) => [EARLY, good(path)]),
  raw('says 103 twice together with the answer', ({ path }) => EARLY + EARLY + good(path).toString('latin1')),
  inPieces('says 100, 102 and 103 one after the other', 2, ({ path }) => [
    CONTINUE,
    PROCESSING,
    EARLY,
    good(path),
  ]),
  raw(
    'says 103 with headers that are not of the answer',
    ({ path }) => TALKATIVE + good(path).toString('latin1'),
  ),
  inPieces('breaks off an interim answer between two packets', 3, ({ path }) => [
    EARLY.slice(0, 30),
    EARLY.slice(30) + good(path).toString('latin1'),
  ]),
  raw('says 103 before every second answer', ({ path, total }) =>
    total % 2 === 0 ? EARLY + good(path).toString('latin1') : good(path),
  ),
  raw('says 103 and closes after the answer', ({ path, socket }) => {
    socket.end(EARLY + good(path, 'b2', { connection: 'close' }).toString('latin1'));
    return undefined;
  }),
];

const connections: readonly Healthy[] = [
  raw('says connection: close and closes', ({ path, socket }) => {
    socket.end(good(path, 'b2', { connection: 'close' }));
    return undefined;
  }),
  raw('says connection: close and closes a while later', ({ path, socket }) => {
    void sleep(30).then(() => socket.end());
    return good(path, 'b2', { connection: 'close' });
  }),
  raw('says connection: close and resets', ({ path, socket }) => {
    socket.write(
      good(path, 'b2', { connection: 'close' }),
      () => void sleep(5).then(() => socket.resetAndDestroy()),
    );
    return undefined;
  }),
  raw('closes after each answer without a word', ({ path, socket }) => {
    socket.end(good(path));
    return undefined;
  }),
  ...[2, 3, 7].map((most) =>
    raw(
      `ends a connection after ${most} answers, as announced`,
      counted((before, { path, socket }) => {
        if (before < most - 1) return good(path);
        socket.end(good(path, 'b2', { connection: 'close' }));
        return undefined;
      }),
    ),
  ),
  ...[2, 5].map((most) =>
    raw(
      `ends a connection after ${most} answers, without a word`,
      counted((before, { path, socket }) => {
        if (before < most - 1) return good(path);
        socket.end(good(path));
        return undefined;
      }),
    ),
  ),
  // In place of an answer, but over a new connection everything is answered.
  raw(
    'closes a connection in place of its fourth answer',
    counted((before, { path, socket }) => (before < 3 ? good(path) : void socket.destroy())),
  ),
  raw(
    'resets a connection in place of its third answer',
    counted((before, { path, socket }) => (before < 2 ? good(path) : void socket.resetAndDestroy())),
  ),
  raw('ends a body by the end of the connection', ({ path, socket }) => {
    const { status, headers, body } = answerTo(path);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(
      `HTTP/1.1 ${status} OK\r\nx-paintbox-build: b2\r\nconnection: close\r\n${lines.join('')}\r\n${body}`,
    );
    return undefined;
  }),
  raw('HTTP/1.0 without a length', ({ path, socket }) => {
    const { headers, body } = answerTo(path);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.0 200 OK\r\nx-paintbox-build: b2\r\n${lines.join('')}\r\n${body}`);
    return undefined;
  }),
  raw('HTTP/1.0 with keep-alive', ({ path }) =>
    good(path, 'b2', { connection: 'keep-alive' }).toString('latin1').replace('HTTP/1.1', 'HTTP/1.0'),
  ),
  raw('keeps connections for a second', ({ path, socket }) => {
    socket.setTimeout(1_000, () => socket.destroy());
    return good(path, 'b2', { 'keep-alive': 'timeout=1, max=1000' });
  }),
  raw('sends an empty line after each answer', ({ path }) => `${good(path).toString('latin1')}\r\n`),
  inPieces('sends head and body in two packets', 2, ({ path }) => {
    const whole = good(path);
    const end = whole.indexOf('\r\n\r\n') + 4;
    return [whole.subarray(0, end), whole.subarray(end)];
  }),
];

/** The answer with headers changed; a name may stand twice. */
const withLines = (path: string, lines: readonly string[]): Buffer => {
  const whole = good(path);
  const end = whole.indexOf('\r\n') + 2;
  return Buffer.concat([
    whole.subarray(0, end),
    Buffer.from(lines.map((line) => `${line}\r\n`).join('')),
    whole.subarray(end),
  ]);
};

const twice: readonly Healthy[] = [
  raw('says its build twice', ({ path }) => withLines(path, ['X-Paintbox-Build: b2'])),
  raw('says build and machine three times', ({ path }) =>
    withLines(path, [
      'x-paintbox-build: b2',
      'x-paintbox-build: b2',
      ...['', '', ''].map(() => 'fly-machine-id: m1'),
    ]),
  ),
  raw('says its content type twice', ({ path }) =>
    withLines(path, [`content-type: ${answerTo(path).headers['content-type'] ?? 'text/plain'}`]),
  ),
  raw('says nosniff twice', ({ path }) => withLines(path, ['X-Content-Type-Options: nosniff'])),
  raw('has two policies for scripts', ({ path }) =>
    withLines(path, ["content-security-policy: default-src 'self'"]),
  ),
  raw('says its referrer policy twice', ({ path }) => withLines(path, ['referrer-policy: no-referrer'])),
  raw('says its permissions twice', ({ path }) => withLines(path, ['permissions-policy: geolocation=()'])),
  raw('says Vary, Server and Date twice', ({ path }) => {
    const date = `date: ${new Date().toUTCString()}`;
    return withLines(path, ['vary: accept', 'vary: origin', 'server: a', 'server: b', date, date]);
  }),
  raw('says an age of zero twice', ({ path }) => withLines(path, ['age: 0', 'age: 0'])),
  raw('says how long it may be kept in two headers', ({ path }) =>
    withLines(path, ['cache-control: no-transform']),
  ),
  raw('has headers without values', ({ path }) =>
    withLines(path, ['x-empty:', 'x-blank:   ', 'x-odd: \u0001'.slice(0, 7)]),
  ),
];

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const marked = (name: string, marks: (path: string) => boolean): Healthy =>
  raw(name, ({ path }) => {
    const { headers, body } = answerTo(path);
    if (!marks(path) || body === '') return good(path);
    return bytes(
      '200 OK',
      { ...headers, 'x-paintbox-build': 'b2' },
      Buffer.concat([MARK, Buffer.from(body)]),
    );
  });

const marks: readonly Healthy[] = [
  marked('puts a byte order mark before the page', (path) => path === '/'),
  marked('puts a byte order mark before the health document', (path) => path === '/api/health'),
  marked('puts a byte order mark before everything', () => true),
  inPieces('breaks a byte order mark in two', 2, ({ path }) => {
    const { headers, body } = answerTo(path);
    const whole = bytes(
      '200 OK',
      { ...headers, 'x-paintbox-build': 'b2' },
      Buffer.concat([MARK, Buffer.from(body)]),
    );
    const end = whole.indexOf('\r\n\r\n') + 5;
    return body === '' ? [good(path)] : [whole.subarray(0, end), whole.subarray(end)];
  }),
];

const coded = (name: string, coding: string, encode: (body: string) => Buffer): Healthy =>
  raw(name, ({ path }) => {
    const { status, headers, body } = answerTo(path);
    return bytes(
      `${status} OK`,
      { ...headers, 'x-paintbox-build': 'b2', 'content-encoding': coding },
      encode(body),
    );
  });

const codings: readonly Healthy[] = [
  coded('deflate, as it is written', 'deflate', (body) => deflateSync(body)),
  coded('deflate, as some servers send it', 'deflate', (body) => deflateRawSync(body)),
  coded('x-gzip', 'x-gzip', (body) => gzipSync(body)),
  coded('gzip twice', 'gzip, gzip', (body) => gzipSync(gzipSync(body))),
  coded('gzip in two members', 'gzip', (body) =>
    Buffer.concat([gzipSync(body.slice(0, 3)), gzipSync(body.slice(3))]),
  ),
  coded('identity', 'identity', (body) => Buffer.from(body)),
  coded('zstd', 'zstd', (body) => zstdCompressSync(body)),
  raw('chunks with extensions and trailers', ({ path }) => {
    const { headers, body } = answerTo(path);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const size = Buffer.byteLength(body).toString(16);
    return `HTTP/1.1 200 OK\r\nx-paintbox-build: b2\r\n${lines.join('')}transfer-encoding: chunked\r\ntrailer: x-sum\r\n\r\n${size};a=b\r\n${body}\r\n0\r\nx-sum: 1\r\n\r\n`;
  }),
];

/** The app over https, and an http address that sends its clients there. */
function toHttps(
  name: string,
  status: string,
  certificate: () => Promise<Certificate>,
  everywhere: boolean,
): Healthy {
  return {
    name,
    async start() {
      const secure = await listening(createHttps(await certificate(), listener), 'https');
      const plain = await serveRaw(({ path }) =>
        everywhere || path === '/' ? bytes(status, { location: `${secure.url}${path}` }) : good(path),
      );
      return {
        url: plain.url.replace('127.0.0.1', 'localhost'),
        close: async () => {
          await plain.close();
          await secure.close();
        },
      };
    },
  };
}

/** The servers. */
export function lawfulOddities(certificate: () => Promise<Certificate>): readonly Healthy[] {
  return [
    ...interim,
    ...connections,
    ...twice,
    ...marks,
    ...codings,
    toHttps('sends http to https with 301', '301 Moved Permanently', certificate, true),
    toHttps('sends http to https with 308', '308 Permanent Redirect', certificate, true),
    toHttps('sends the page of http to https with 302', '302 Found', certificate, false),
    {
      name: 'writes each byte of its head by itself',
      start: () =>
        serveRaw(({ path, socket }) => {
          socket.setNoDelay(true);
          for (const byte of good(path)) socket.write(Buffer.from([byte]));
          return undefined;
        }),
    },
  ];
}
