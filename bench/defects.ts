/** Twenty-five ways in which a deploy goes wrong, each built into an app that is right in everything else. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { altered, goodApp, key, makeJwk } from '../packages/plugin-checks/test/rig.ts';
import type { Reply } from '../packages/plugin-checks/test/rig.ts';
import { bearerOf, right, wrong } from '../packages/plugin-checks/test/verifier.ts';
import type { Key, Verify } from '../packages/plugin-checks/test/verifier.ts';

/** One way. */
export interface Defect {
  readonly name: string;
  start(): Promise<{ readonly url: string; close(): Promise<void> }>;
}

type Change = Reply | ((request: IncomingMessage, count: number) => Reply);
type Changes = Readonly<Record<string, Change>>;

const JWKS = '/.well-known/jwks.json';
const HEALTH = '/api/health';
const ME = '/api/me';

/** The key that signs tokens, which is the one that is served. */
export const signing: Key = {
  kid: 'k1',
  privateKey: createPrivateKey({ key: { ...key.whole }, format: 'jwk' }),
  open: key.open,
};

/** Headers without which either side would complain of the good app. */
const GUARDED = {
  'x-frame-options': 'DENY',
  'x-xss-protection': '0',
  'x-content-type-options': 'nosniff',
};

/** The app as it should be: nothing is to be said against it. */
export const goodDefect: Defect = defect('nothing is wrong', {});

const json = (path: string, value: unknown): Reply => altered(path, { body: JSON.stringify(value) });
const without = (name: string, headers: Readonly<Record<string, string>>): Reply => ({
  ...altered('/', {}),
  headers: Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name)),
});
const page: Readonly<Record<string, string>> = { ...altered('/', {}).headers, ...GUARDED };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const rsaJwk = { ...rsa.export({ format: 'jwk' }), kid: 'r1', alg: 'RS256', use: 'sig' };
const spki = rsa.export({ type: 'spki', format: 'der' }).toString('base64url');

/** The ways. */
export const defects: readonly Defect[] = [
  defect('the front page answers 500', { '/': { status: 500 } }),
  defect('health answers 503', { [HEALTH]: { status: 503 } }),
  defect('health says degraded', { [HEALTH]: json(HEALTH, { status: 'degraded' }) }),
  defect('the key set is empty', { [JWKS]: json(JWKS, { keys: [] }) }),
  defect('the key set is a page', { [JWKS]: altered(JWKS, { body: '<html>' }) }),
  defect('a key whose n is the whole SPKI document', served([key.open, { ...rsaJwk, n: spki }])),
  defect('a private key is served', served([key.whole])),
  defect('a symmetric key is served', served([key.open, { kty: 'oct', kid: 'o', k: 'c2VjcmV0', n: 'x' }])),
  defect('keys that nobody published are served in place of ours', served([makeJwk('k1').open])),
  defect('two keys of one name', served([key.open, makeJwk('k1').open])),
  defect('a key says another algorithm', served([key.open, { ...rsaJwk, alg: 'ES256' }])),
  defect('the key set redirects', {
    [JWKS]: (request) =>
      request.url === JWKS ? { status: 302, headers: { location: `${JWKS}?again` } } : altered(JWKS, {}),
  }),
  defect('no Cache-Control on the keys', {
    [JWKS]: {
      headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
      body: json(JWKS, { keys: [key.open] }).body ?? '',
    },
  }),
  defect('no CORS on the keys', {
    [JWKS]: {
      headers: { 'content-type': 'application/json', 'cache-control': 'max-age=300' },
      body: json(JWKS, { keys: [key.open] }).body ?? '',
    },
  }),
  defect('the old build answers', {}, { build: () => 'b1' }),
  defect('the old build answers once in three', {}, { build: (count) => (count % 3 === 0 ? 'b1' : 'b2') }),
  defect('a cache answers for the health document', {
    [HEALTH]: altered(HEALTH, { headers: { age: '86400' } }),
  }),
  defect('the protected route lets expired tokens in', {}, { verify: wrong['an end in the past'] ?? right }),
  defect('the protected route lets alg none in', {}, { verify: wrong['alg none'] ?? right }),
  defect('the protected route refuses good tokens', {}, { verify: () => Promise.reject(new Error('no')) }),
  defect('no content security policy', { '/': without('content-security-policy', page) }),
  defect('a policy that lets any script run', {
    '/': altered('/', {
      headers: { ...GUARDED, 'content-security-policy': "default-src * 'unsafe-inline'" },
    }),
  }),
  defect('no x-content-type-options', { '/': without('x-content-type-options', page) }),
  defect('every third answer of the front page is an error', {
    '/': (_request, count) =>
      count > 8 && count % 3 === 0 ? { status: 500 } : altered('/', { headers: GUARDED }),
  }),
  defect('the health document is slow', {}, { slowMs: 2_300 }),
];

function served(keys: readonly unknown[]): Changes {
  return { [JWKS]: json(JWKS, { keys }) };
}

function defect(
  name: string,
  changes: Changes,
  more: {
    readonly build?: (count: number) => string;
    readonly verify?: Verify;
    readonly slowMs?: number;
  } = {},
): Defect {
  const { build = () => 'b2', verify = right, slowMs = 0 } = more;
  const answer = goodApp({ '/': altered('/', { headers: GUARDED }), ...changes }, build);
  return {
    name,
    async start() {
      const counts: Record<string, number> = {};
      const server = createServer(async (request, response) => {
        const path = (request.url ?? '/').split('?')[0] ?? '/';
        const count = (counts[path] = (counts[path] ?? 0) + 1);
        if (path === ME) {
          response.writeHead(await meStatus(request, verify), { 'x-paintbox-build': build(count) }).end();
          return;
        }
        if (path === HEALTH) await sleep(slowMs);
        const reply = answer(request, count);
        if (typeof reply === 'string') throw new Error('no defect hangs');
        response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      return {
        url: `http://127.0.0.1:${port}`,
        async close() {
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  };
}

async function meStatus(request: IncomingMessage, verify: Verify): Promise<number> {
  const token = bearerOf(request);
  if (token === undefined) return 401;
  return verify(token, [signing]).then(
    () => 200,
    () => 401,
  );
}
