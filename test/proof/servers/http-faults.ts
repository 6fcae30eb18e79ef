/** Servers that are wrong in one respect each, over plain HTTP, and the verdicts that they must get. */
import { gzipSync } from 'node:zlib';
import type { Verdict } from '@paintbox/deploy-core';
import { key, makeJwk } from '../../../packages/plugin-checks/test/rig.ts';
import { bytes, good, serveRaw } from './raw-server.ts';
import type { Respond, Running } from './raw-server.ts';

/** A server that misbehaves. */
export interface Fault {
  readonly name: string;
  /** Allowed verdicts by check id; all others may have any verdict. */
  readonly expect: Readonly<Record<string, Verdict | readonly Verdict[]>>;
  /** Undefined where this machine cannot do it. */
  start(): Promise<Running | undefined>;
}

const JWKS = '/.well-known/jwks.json';
const HEALTH = '/api/health';
const JSON_TYPE = { 'content-type': 'application/json', 'x-paintbox-build': 'b2' };

const down = { accessibility: 'fail' } as const;
const noKeys = { accessibility: 'pass', 'jwks.keys': 'fail' } as const;

/** A fault in every answer. */
function everywhere(name: string, respond: Respond, expect: Fault['expect'] = down): Fault {
  return { name, expect, start: () => serveRaw(respond) };
}

/** A fault at one path of a good app. */
function at(path: string, name: string, respond: Respond, expect: Fault['expect']): Fault {
  return everywhere(
    name,
    (request) => (request.path === path ? respond(request) : good(request.path)),
    expect,
  );
}

const keySet = (name: string, body: string, more: Readonly<Record<string, string>> = {}): Fault =>
  at(JWKS, name, () => bytes('200 OK', { ...JSON_TYPE, ...more }, body), noKeys);

const redirect = (location: string): Buffer => bytes('302 Found', { location });

/** Writes again and again until the connection is gone. */
const drip =
  (first: string, piece: string, everyMs = 20): Respond =>
  ({ socket }) => {
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.once('close', () => clearInterval(timer));
    return first;
  };

const HEAD = 'HTTP/1.1 200 OK\r\n';

/** On the level of connections and bytes. */
export const wireFaults: readonly Fault[] = [
  everywhere('never answers', () => undefined),
  everywhere('closes at once', ({ socket }) => void socket.destroy()),
  everywhere('resets the connection', ({ socket }) => void socket.resetAndDestroy()),
  everywhere('half-closes without a word', ({ socket }) => void socket.end()),
  everywhere('stops in the middle of the head', () => `${HEAD}content-type: te`),
  everywhere('sends a head and no body', () => `${HEAD}content-length: 100\r\n\r\n`),
  everywhere('drips a head that never ends', drip(HEAD, 'x-more: 1\r\n')),
  everywhere('drips a body that never ends', drip(`${HEAD}content-length: 100000\r\n\r\n`, 'x')),
  everywhere('chunks that never end', drip(`${HEAD}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n')),
  everywhere('floods without end', ({ socket }) => {
    const more = (): void => {
      while (socket.writable && socket.write('x'.repeat(65_536)));
    };
    socket.on('drain', more);
    socket.write(`${HEAD}content-type: text/plain\r\n\r\n`);
    more();
    return undefined;
  }),
  everywhere('says more length than it sends, and closes', ({ socket }) => {
    socket.end(`${HEAD}content-length: 100\r\n\r\nshort`);
    return undefined;
  }),
  everywhere('closes in the middle of a chunk', ({ socket }) => {
    socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n40\r\nshort`);
    return undefined;
  }),
  everywhere('speaks SSH', () => 'SSH-2.0-OpenSSH_9.2\r\n'),
  everywhere('speaks noise', () => Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 131) % 256))),
  everywhere('answers without a head, as HTTP/0.9', ({ socket }) => void socket.end('<h1>hello</h1>')),
  everywhere('has a status that is none', () => bytes('99999 What', {})),
  everywhere('has 10 MB of headers', ({ socket }) => {
    socket.write(HEAD);
    for (let line = 0; line < 160 && socket.writable; line += 1)
      socket.write(`x-${line}: ${'y'.repeat(65_536)}\r\n`);
    return '\r\n';
  }),
  everywhere('has a hundred thousand headers', () => `${HEAD}${'a: b\r\n'.repeat(100_000)}\r\n`),
  everywhere('says two lengths', () => `${HEAD}content-length: 5\r\ncontent-length: 7\r\n\r\nhello12`),
  everywhere(
    'says length and chunks',
    () => `${HEAD}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  everywhere(
    'has a chunk size that is none',
    () => `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n`,
  ),
  everywhere('has a header without a name', () => `${HEAD}: nothing\r\ncontent-length: 0\r\n\r\n`),
  everywhere('says 100 Continue for ever', drip('', 'HTTP/1.1 100 Continue\r\n\r\n')),
  everywhere(
    'switches protocols',
    () => 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  ),
];

/** On the level of encodings, statuses and redirects. */
export const answerFaults: readonly Fault[] = [
  everywhere('a gzip bomb', () =>
    bytes('200 OK', { 'content-encoding': 'gzip', 'content-type': 'text/html' }, BOMB),
  ),
  everywhere('says gzip and sends text', () =>
    bytes('200 OK', { 'content-encoding': 'gzip' }, '<h1>hello</h1>'),
  ),
  at(
    JWKS,
    'keys whose gzip breaks off',
    () =>
      bytes(
        '200 OK',
        { ...JSON_TYPE, 'content-encoding': 'gzip' },
        gzipSync(JSON.stringify({ keys: [key.open] })).subarray(0, 60),
      ),
    noKeys,
  ),
  everywhere('brotli that is noise', () =>
    bytes('200 OK', { 'content-encoding': 'br' }, Buffer.alloc(64, 0xf7)),
  ),
  everywhere('redirects to itself', ({ path }) => redirect(path)),
  everywhere('redirects to and fro', ({ path }) => redirect(path === '/' ? '/other' : '/')),
  everywhere('redirects further and further', ({ total }) => redirect(`/${total}`)),
  everywhere('redirects to another site', () => redirect('http://example.invalid/')),
  everywhere('redirects to a file', () => redirect('file:///etc/passwd')),
  everywhere('redirects to a script', () => redirect('javascript:alert(1)')),
  everywhere('redirects nowhere', () => bytes('302 Found', {})),
  everywhere('redirects to what is no address', () => redirect('http://[:::1]/')),
  everywhere('answers 500', () => bytes('500 Internal Server Error', {})),
  everywhere('answers 503 and asks for patience', () =>
    bytes('503 Service Unavailable', { 'retry-after': '3600' }),
  ),
  everywhere('answers 404', () => bytes('404 Not Found', {})),
  everywhere('answers 403', () => bytes('403 Forbidden', {}), { accessibility: 'fail', health: 'fail' }),
  everywhere(
    'shows the same page for everything',
    () => bytes('200 OK', { 'content-type': 'text/html', 'x-paintbox-build': 'b2' }, '<h1>hello</h1>'),
    { accessibility: 'pass', health: 'pass', 'jwks.keys': 'fail' },
  ),
];

/** In what the app says. */
export const appFaults: readonly Fault[] = [
  at(HEALTH, 'health that says degraded', () => bytes('200 OK', JSON_TYPE, '{"status":"degraded"}'), {
    health: 'warn',
  }),
  at(HEALTH, 'health that answers 500', () => bytes('500 Oops', JSON_TYPE, '{"status":"healthy"}'), {
    health: 'fail',
  }),
  at(
    HEALTH,
    'health cut by a wrong length',
    () =>
      `${HEAD}content-type: application/json\r\nx-paintbox-build: b2\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{"status":"healthy"}`,
    { health: ['warn', 'fail'] },
  ),
  at(HEALTH, 'health that is a page called JSON', () => bytes('200 OK', JSON_TYPE, '<html>'), {
    health: 'warn',
  }),
  at(HEALTH, 'health without a status', () => bytes('200 OK', JSON_TYPE, '{"ok":true}'), {
    health: 'warn',
  }),
  keySet('an empty key set', '{"keys":[]}'),
  keySet('a private key in the set', JSON.stringify({ keys: [key.whole] })),
  keySet('a page in place of the keys', '<html>'),
  keySet('half a key set', JSON.stringify({ keys: [key.open] }).slice(0, -12)),
  keySet('keys nested a hundred thousand deep', '['.repeat(100_000)),
  keySet(
    'ten thousand keys',
    JSON.stringify({ keys: Array.from({ length: 10_000 }, (_, at) => ({ kid: String(at) })) }),
  ),
  keySet(
    'a modulus of a million characters',
    JSON.stringify({ keys: [{ kty: 'RSA', kid: 'r', alg: 'RS256', e: 'AQAB', n: 'x'.repeat(900_000) }] }),
  ),
  keySet('keys in a prototype', '{"__proto__":{"keys":[{"kty":"RSA"}]}}'),
  keySet('a symmetric key', '{"keys":[{"kty":"oct","kid":"o","k":"c2VjcmV0"}]}'),
  keySet('key types that are no texts', '{"keys":[{"kty":{},"kid":[],"alg":1,"x":null}]}'),
  keySet('a set in UTF-16', Buffer.from(JSON.stringify({ keys: [key.open] }), 'utf16le').toString('latin1')),
  at(JWKS, 'keys that redirect', () => redirect('/keys'), noKeys),
  at(
    JWKS,
    'keys that never end',
    drip(`${HEAD}content-type: application/json\r\n\r\n`, ' '.repeat(60_000), 5),
    noKeys,
  ),
  at(
    JWKS,
    'another key under the same name',
    () => bytes('200 OK', JSON_TYPE, JSON.stringify({ keys: [makeJwk('k1').open] })),
    { 'jwks.published': 'fail' },
  ),
  at('/', 'no protecting headers', () => bytes('200 OK', { 'x-paintbox-build': 'b2' }, 'hello'), {
    accessibility: 'pass',
    'headers.csp': 'warn',
    'headers.content-type-options': 'warn',
    'headers.frame-options': 'warn',
  }),
  at(
    '/',
    'headers of odd bytes',
    () =>
      bytes(
        '200 OK',
        { 'x-paintbox-build': 'b2', 'x-odd': 'caf\u00e9\t\u0080', 'content-security-policy': ',;,;' },
        'hello',
      ),
    { accessibility: 'pass', 'headers.csp': 'warn' },
  ),
];

/** In who answers, and how often. */
export const crowdFaults: readonly Fault[] = [
  everywhere('the old build', ({ path }) => good(path, 'b1'), { 'identity.build': 'fail' }),
  everywhere('the old build once in three', ({ path, total }) => good(path, total % 3 === 0 ? 'b1' : 'b2'), {
    'identity.build': 'fail',
  }),
  everywhere('the old build for one path', ({ path }) => good(path, path === JWKS ? 'b1' : 'b2'), {
    'identity.steady': ['fail', 'warn'],
    'jwks.keys': 'inconclusive',
  }),
  everywhere('no build at all', ({ path }) => good(path, '', {}), { 'identity.build': 'inconclusive' }),
  everywhere(
    'a cache with the old page',
    ({ path, head }) =>
      /cache-control: no-cache/i.test(head) || path !== '/' ? good(path) : good(path, 'b1', { age: '99' }),
    { 'identity.cache': 'fail' },
  ),
  everywhere(
    'a cache that keeps the health document',
    ({ path }) => good(path, 'b2', path === HEALTH ? { 'x-cache': 'HIT' } : {}),
    { 'identity.cache': 'warn' },
  ),
  everywhere(
    'an error in every fourth answer',
    ({ path, total }) =>
      total > 20 && total % 4 === 0 ? bytes('500 Oops', { 'x-paintbox-build': 'b2' }) : good(path),
    { 'identity.build': 'pass', load: 'fail' },
  ),
  everywhere(
    'answers that take their time',
    ({ path, socket }) => {
      setTimeout(() => socket.write(good(path)), 60);
      return undefined;
    },
    { accessibility: 'pass', 'latency.home': 'warn' },
  ),
  everywhere(
    'every fourth connection is cut',
    ({ path, total, socket }) => {
      if (total <= 20 || total % 4 !== 0) return good(path);
      socket.destroy();
      return undefined;
    },
    { 'identity.build': 'pass', load: ['fail', 'inconclusive', 'warn'] },
  ),
  {
    name: 'nobody listens',
    expect: down,
    start: async () => {
      const server = await serveRaw(() => '');
      await server.close();
      return { ...server, close: async () => {} };
    },
  },
  {
    name: 'a name that does not exist',
    expect: { accessibility: 'inconclusive' },
    start: async () => ({ url: 'http://no-such-host.invalid', close: async () => {} }),
  },
  {
    name: 'an address nobody routes to',
    expect: { accessibility: ['fail', 'inconclusive'] },
    start: async () => ({ url: 'http://192.0.2.1:81', close: async () => {} }),
  },
];

/** 200 MB of zeros in 200 KB. */
const BOMB = gzipSync(Buffer.alloc(200_000_000), { level: 9 });
