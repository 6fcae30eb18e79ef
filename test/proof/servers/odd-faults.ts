/** Servers that are wrong in rare ways: interim answers and nothing after them, second answers, breaks in mid-answer, headers that contradict themselves, redirects that lead back, and a load that nobody answers. */
import { createServer as createHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Authority } from '../../../packages/plugin-checks/test/certificates.ts';
import { listener, listening } from './healthy-here.ts';
import type { Fault } from './http-faults.ts';
import { bytes, good, serveRaw } from './raw-server.ts';
import type { RawRequest, Respond } from './raw-server.ts';

const JWKS = '/.well-known/jwks.json';
const HEALTH = '/api/health';
const EARLY = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';
const HEAD = 'HTTP/1.1 200 OK\r\nx-paintbox-build: b2\r\n';
const down = { accessibility: 'fail', load: 'skip' } as const;
/** Far more requests for the page than come before the load. */
const BEFORE_LOAD = 9;

const everywhere = (name: string, respond: Respond, expect: Fault['expect'] = down): Fault => ({
  name,
  expect,
  start: () => serveRaw(respond),
});

const at = (path: string, name: string, respond: Respond, expect: Fault['expect']): Fault =>
  everywhere(name, (request) => (request.path === path ? respond(request) : good(request.path)), expect);

/** Well until the load, and then no more. */
const underLoad = (
  name: string,
  respond: Respond,
  expect: Fault['expect'] = { accessibility: 'pass', load: 'fail' },
): Fault => at('/', name, (request) => (request.count > BEFORE_LOAD ? respond(request) : good('/')), expect);

const interimAlone: readonly Fault[] = [
  everywhere('says 100 and no more', () => CONTINUE),
  everywhere('says 102 and no more', () => PROCESSING),
  everywhere('says 103 and no more', () => EARLY),
  everywhere('says 103 and closes', ({ socket }) => void socket.end(EARLY)),
  everywhere(
    'says 100 and resets',
    ({ socket }) => void socket.write(CONTINUE, () => socket.resetAndDestroy()),
  ),
  everywhere('says 103 twenty times and no more', () => EARLY.repeat(20)),
  everywhere('says 103 and half an answer', () => `${EARLY}${HEAD}content-length: 50\r\n\r\nhal`),
  at(HEALTH, 'says 103 for health and no more', () => EARLY, { accessibility: 'pass', health: 'fail' }),
  at(JWKS, 'says 103 for the keys and no more', () => EARLY, { accessibility: 'pass', 'jwks.keys': 'fail' }),
];

const broken = (request: RawRequest, part: string): undefined =>
  void request.socket.write(part, () => request.socket.resetAndDestroy());

const breaks: readonly Fault[] = [
  everywhere('resets in the head', (request) => broken(request, HEAD)),
  everywhere('resets in the body', (request) => broken(request, `${HEAD}content-length: 50\r\n\r\nhal`)),
  everywhere('resets in a chunk', (request) =>
    broken(request, `${HEAD}transfer-encoding: chunked\r\n\r\n50\r\nhal`),
  ),
  everywhere('ends chunks without the last one', ({ socket }) => {
    socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n3\r\nhal\r\n`);
    return undefined;
  }),
  at(
    HEALTH,
    'resets in the health document',
    (request) => broken(request, good(HEALTH).toString('latin1').slice(0, -5)),
    {
      accessibility: 'pass',
      health: 'fail',
    },
  ),
  at(
    JWKS,
    'resets in the key set',
    (request) => broken(request, good(JWKS).toString('latin1').slice(0, -5)),
    {
      accessibility: 'pass',
      'jwks.keys': 'fail',
    },
  ),
  at(
    '/',
    'resets every third page',
    (request) => (request.count % 3 === 0 ? broken(request, HEAD) : good('/')),
    {
      load: 'fail',
    },
  ),
  everywhere('says deflate and sends text', () =>
    bytes('200 OK', { 'content-encoding': 'deflate' }, '<h1>hello</h1>'),
  ),
  everywhere('says zstd and sends text', () =>
    bytes('200 OK', { 'content-encoding': 'zstd' }, '<h1>hello</h1>'),
  ),
];

const twoAnswers = { accessibility: 'pass', 'identity.build': 'pass', load: 'warn' } as const;
const second: readonly Fault[] = [
  everywhere('answers twice together', ({ path }) => Buffer.concat([good(path), good(path)]), twoAnswers),
  everywhere(
    'answers twice, the second time as another build',
    ({ path }) => Buffer.concat([good(path), good(path, 'b1')]),
    twoAnswers,
  ),
  everywhere(
    'answers twice, the second time with an error',
    ({ path }) => Buffer.concat([good(path), bytes('500 Oops', {})]),
    twoAnswers,
  ),
  everywhere(
    'sends half of a second answer',
    ({ path }) => Buffer.concat([good(path), good(path).subarray(0, 40)]),
    twoAnswers,
  ),
  everywhere(
    'sends noise after each answer',
    ({ path }) => Buffer.concat([good(path), Buffer.from('noise')]),
    twoAnswers,
  ),
];

const withLine = (path: string, line: string): string =>
  good(path).toString('latin1').replace('\r\n', `\r\n${line}\r\n`);
const contradictions: readonly Fault[] = [
  everywhere('says two builds', ({ path }) => withLine(path, 'x-paintbox-build: b1'), {
    'identity.build': 'fail',
  }),
  at(JWKS, 'lets everybody read the keys, twice', () => withLine(JWKS, 'access-control-allow-origin: *'), {
    'jwks.keys': 'pass',
    'jwks.cors': 'warn',
  }),
  at('/', 'says first something else than nosniff', () => withLine('/', 'x-content-type-options: sniff'), {
    'headers.content-type-options': 'warn',
  }),
  at(
    '/',
    'has an empty page',
    () => bytes('200 OK', { 'content-type': 'text/html', 'x-paintbox-build': 'b2' }),
    {
      accessibility: 'warn',
    },
  ),
  at(HEALTH, 'has health from a cache with two ages', () => withLine(HEALTH, 'age: 600\r\nage: 600'), {
    'identity.cache': 'warn',
  }),
];

const loads: readonly Fault[] = [
  underLoad('resets every request of the load', ({ socket }) => void socket.resetAndDestroy()),
  underLoad('closes every connection of the load', ({ socket }) => void socket.end()),
  underLoad('says nothing to the load', () => undefined),
  underLoad('says 103 to the load and no more', () => EARLY),
  underLoad('breaks off every answer to the load', (request) => broken(request, HEAD)),
  underLoad('answers 503 to the load', () => bytes('503 Busy', { 'x-paintbox-build': 'b2' })),
  underLoad('answers the load as another build', () => good('/', 'b1'), {
    load: 'inconclusive',
    'identity.steady': ['fail', 'warn'],
  }),
  underLoad('speaks another protocol to the load', () => 'SSH-2.0-OpenSSH_9.2\r\n'),
  at(
    '/',
    'takes too long for the load',
    ({ socket }) => {
      void sleep(300).then(() => socket.write(good('/')));
      return undefined;
    },
    { accessibility: 'pass', load: 'fail', 'jwks.keys': 'skip' },
  ),
];

/** An http address that sends its clients to an https one, and what is wrong there. */
function redirected(authority: Authority): readonly Fault[] {
  const toHttps = (
    name: string,
    expect: Fault['expect'],
    days: { readonly from: number; readonly to: number },
    location: (origin: string, path: string) => string,
  ): Fault => ({
    name,
    expect,
    async start() {
      const secure = await listening(createHttps(await authority.issue(days), listener), 'https');
      const plain = await serveRaw(({ path }) =>
        bytes('308 Moved', { location: location(secure.url, path) }),
      );
      return {
        url: plain.url.replace('127.0.0.1', 'localhost'),
        close: async () => {
          await plain.close();
          await secure.close();
        },
      };
    },
  });
  const now = { from: -1, to: 90 };
  return [
    toHttps(
      'sends http to https of another name',
      { accessibility: 'fail' },
      now,
      (origin, path) => origin.replace('localhost', '127.0.0.1') + path,
    ),
    toHttps(
      'sends http to https with an expired certificate',
      { accessibility: 'fail', 'tls.chain': 'fail' },
      { from: -9, to: -1 },
      (origin, path) => origin + path,
    ),
    {
      name: 'sends https back to http',
      expect: { accessibility: 'fail', 'tls.chain': 'pass' },
      async start() {
        const plain = await serveRaw(({ path }) => good(path));
        const location = plain.url.replace('127.0.0.1', 'localhost');
        const secure = await listening(
          createHttps(
            await authority.issue(now),
            (_request, response) => void response.writeHead(302, { location }).end(),
          ),
          'https',
        );
        return {
          url: secure.url,
          close: async () => {
            await plain.close();
            await secure.close();
          },
        };
      },
    },
  ];
}

/** The faults. */
export function oddFaults(authority: Authority): readonly Fault[] {
  return [...interimAlone, ...breaks, ...second, ...contradictions, ...loads, ...redirected(authority)];
}
