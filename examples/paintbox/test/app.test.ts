import { createJwksHandler } from '@paintbox/deploy-plugin-aws/jwks';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createApp } from '../src/app.ts';
import { jsonLog } from '../src/log.ts';

const pair = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('ES256');
const rsaPair = await generateKeyPair('RS256', { extractable: true });
const okpPair = await generateKeyPair('Ed25519', { extractable: true });
const published = JSON.stringify({
  keys: [
    { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'ES256', use: 'sig' },
    { ...(await exportJWK(rsaPair.publicKey)), kid: 'key-2', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(okpPair.publicKey)), kid: 'key-3', alg: 'Ed25519', use: 'sig' },
  ],
});

/** The app with a key source and a clock of the test's own. */
function rig() {
  const lines: string[] = [];
  const world = { source: () => Promise.resolve(published), nowMs: 0 };
  const jwks = createJwksHandler({ load: () => world.source(), clock: () => world.nowMs });
  const app = createApp({ build: 'build-7', machine: 'm1', jwks, log: jsonLog((line) => lines.push(line)) });
  return { app, world, lines };
}

/** The body of an answer, in the parts that a test looks at. */
type Body = {
  readonly status: string;
  readonly subject: string;
  readonly checks: unknown;
  readonly keys: readonly { readonly kid: string }[];
  readonly subtotal: number;
  readonly tax: number;
  readonly total: number;
  readonly error: { readonly code: string; readonly problems: readonly { readonly path: string }[] };
};

const bodyOf = async (response: Response): Promise<Body> => (await response.json()) as Body;

type TokenOptions = { key?: CryptoKey; kid?: string; alg?: string; claims?: JWTPayload; expires?: string };

async function token({
  key = pair.privateKey,
  kid = 'key-1',
  alg = 'ES256',
  claims = {},
  expires = '60s',
}: TokenOptions = {}) {
  const payload = { sub: 'ann', iss: 'paintbox', aud: 'paintbox', ...claims };
  const jwt = new SignJWT(payload).setProtectedHeader({ alg, kid }).setExpirationTime(expires).sign(key);
  return { authorization: `Bearer ${await jwt}` };
}

test('every answer names the build and carries the security headers', async () => {
  const { app } = rig();
  const answers = [
    await app.request('/'),
    await app.request('/api/health'),
    await app.request('/.well-known/jwks.json'),
    await app.request('/.well-known/jwks.json', { method: 'OPTIONS' }),
    await app.request('/api/me'),
    await app.request('/nowhere'),
    await app.request('/api/estimate', { method: 'POST', body: '{' }),
  ];

  assert.equal(
    answers.map((answer) => answer.status),
    [200, 200, 200, 204, 401, 404, 400],
  );
  for (const { headers } of answers) {
    assert.is(headers.get('x-paintbox-build'), 'build-7');
    assert.match(headers.get('strict-transport-security') ?? '', 'max-age=31536000');
    assert.match(headers.get('content-security-policy') ?? '', "default-src 'none'");
    assert.is(headers.get('x-content-type-options'), 'nosniff');
    assert.is(headers.get('x-frame-options'), 'DENY');
    assert.is(headers.get('referrer-policy'), 'no-referrer');
    assert.match(headers.get('permissions-policy') ?? '', 'camera=()');
  }
});

test('an accident in a route is a 500 that says nothing, names the build and is logged', async () => {
  const lines: string[] = [];
  const app = createApp({
    build: 'build-7',
    jwks: () => Promise.reject(new Error('inner detail')),
    log: jsonLog((line) => lines.push(line)),
  });

  const response = await app.request('/.well-known/jwks.json');

  assert.is(response.status, 500);
  assert.is(response.headers.get('x-paintbox-build'), 'build-7');
  assert.is(response.headers.get('x-frame-options'), 'DENY');
  assert.not.match(await response.text(), 'inner detail');
  assert.match(lines.join(''), 'inner detail');
});

test('without a build id none is claimed', async () => {
  const app = createApp({
    build: undefined,
    jwks: async () => new Response('', { status: 503 }),
    log: () => undefined,
  });

  const response = await app.request('/');

  assert.is(response.headers.get('x-paintbox-build'), null);
});

test('the home page is readable and its style is allowed by its own policy', async () => {
  const { app } = rig();

  const response = await app.request('/');

  assert.match(response.headers.get('content-type') ?? '', 'text/html');
  const page = await response.text();
  assert.match(page, '<h1>Paintbox</h1>');
  const style = /<style>([\s\S]*)<\/style>/u.exec(page)?.[1] ?? '';
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
  const hash = Buffer.from(digest).toString('base64');
  assert.ok(response.headers.get('content-security-policy')?.includes(`'sha256-${hash}'`));
});

test('health names version, build and machine and is cached nowhere', async () => {
  const { app } = rig();

  const response = await app.request('/api/health');

  assert.is(response.headers.get('cache-control'), 'no-store');
  assert.equal(await response.json(), {
    status: 'ok',
    version: '1.0.0',
    build: 'build-7',
    machine: 'm1',
    checks: { keys: { status: 'ok' } },
  });
});

test('a machine with an old key set stays in service and says so; one without keys does not', async () => {
  const { app, world } = rig();
  await app.request('/api/health');
  world.source = () => Promise.reject(new Error('down'));
  world.nowMs += 120_000;
  const stale = await app.request('/api/health');
  world.nowMs += 25 * 60 * 60 * 1_000;
  const gone = await app.request('/api/health');

  assert.equal(
    [stale.status, (await bodyOf(stale)).checks],
    [200, { keys: { status: 'stale', staleSeconds: 120 } }],
  );
  assert.equal([gone.status, (await bodyOf(gone)).status], [503, 'unavailable']);
});

test('the key set is served as it is published', async () => {
  const { app } = rig();

  const response = await app.request('/.well-known/jwks.json');

  assert.equal(
    (await bodyOf(response)).keys.map((key) => key.kid),
    ['key-1', 'key-2', 'key-3'],
  );
  assert.is((await app.request('/.well-known/jwks.json', { method: 'HEAD' })).status, 200);
  assert.is((await app.request('/.well-known/jwks.json', { method: 'DELETE' })).status, 405);
});

test('a job is priced over HTTP', async () => {
  const { app } = rig();

  const response = await app.request('/api/estimate', {
    method: 'POST',
    body: JSON.stringify({ areas: [{ areaM2: 12.5, coats: 2, prep: 'heavy' }], taxRate: 0.1 }),
  });

  assert.is(response.status, 200);
  const { subtotal, tax, total } = await bodyOf(response);
  assert.equal([subtotal, tax, total], [253.75, 25.38, 279.13]);
});

test('a job with mistakes gets 400 with all of them', async () => {
  const { app } = rig();

  const response = await app.request('/api/estimate', { method: 'POST', body: '{"areas":[{}],"taxRate":2}' });

  assert.is(response.status, 400);
  const { error } = await bodyOf(response);
  assert.is(error.code, 'ESTIMATE_INVALID');
  assert.equal(
    error.problems.map((one) => one.path),
    ['areas[0].areaM2', 'taxRate'],
  );
});

test('a body that is too large is not read', async () => {
  const { app } = rig();

  const response = await app.request('/api/estimate', { method: 'POST', body: 'x'.repeat(70_000) });

  assert.is(response.status, 413);
  assert.is((await bodyOf(response)).error.code, 'BODY_TOO_LARGE');
});

test('a token by any published key lets its bearer in', async () => {
  const { app } = rig();
  const tokens = [
    await token(),
    await token({ key: rsaPair.privateKey, kid: 'key-2', alg: 'RS256' }),
    await token({ key: okpPair.privateKey, kid: 'key-3', alg: 'Ed25519' }),
  ];

  for (const headers of tokens) {
    const response = await app.request('/api/me', { headers });
    assert.is(response.status, 200);
    assert.is((await bodyOf(response)).subject, 'ann');
  }
});

test('without a token the answer is a plain challenge', async () => {
  const { app } = rig();

  const response = await app.request('/api/me');

  assert.is(response.status, 401);
  assert.is(response.headers.get('www-authenticate'), 'Bearer realm="paintbox"');
});

const everyAlgorithm = 'ES256 ES384 ES512 RS256 RS384 RS512 PS256 PS384 PS512 EdDSA Ed25519'.split(' ');

test('a token is verified whatever public-key algorithm the published key says', async () => {
  for (const alg of everyAlgorithm) {
    const { app, world } = rig();
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg, use: 'sig' }];
    world.source = async () => JSON.stringify({ keys });

    const answer = await app.request('/api/me', { headers: await token({ key: privateKey, alg }) });

    assert.is(answer.status, 200, alg);
  }
});

const unsecured = [{ alg: 'none' }, { sub: 'ann', iss: 'paintbox', aud: 'paintbox', exp: 9_999_999_999 }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.');
const symmetric = new TextEncoder().encode(published) as unknown as CryptoKey;
const refused: readonly (readonly [string, { authorization: string }])[] = [
  ['by a key of somebody else', await token({ key: stranger.privateKey })],
  ['by a key that is not published', await token({ kid: 'key-9' })],
  ['that has expired', await token({ expires: '-60s' })],
  ['of another issuer', await token({ claims: { iss: 'someone' } })],
  ['for another audience', await token({ claims: { aud: 'someone' } })],
  ['without a subject', await token({ claims: { sub: undefined } as unknown as JWTPayload })],
  ['that is not signed', { authorization: `Bearer ${unsecured}.` }],
  ['signed with the public set as a shared secret', await token({ key: symmetric, alg: 'HS256' })],
  ['that is no token at all', { authorization: 'Bearer hello' }],
];

for (const [what, headers] of refused) {
  test(`a token ${what} is refused`, async () => {
    const { app } = rig();

    const response = await app.request('/api/me', { headers });

    assert.is(response.status, 401);
    assert.match(response.headers.get('www-authenticate') ?? '', 'error="invalid_token"');
    assert.is(response.headers.get('cache-control'), 'no-store');
  });
}

test('when no key can be read nobody is told that their token is bad', async () => {
  const { app, world } = rig();
  world.source = () => Promise.reject(new Error('down'));

  const response = await app.request('/api/me', { headers: await token() });

  assert.is(response.status, 503);
  assert.ok(response.headers.get('retry-after'));
});

test('one line is logged per request, and no query or token in it', async () => {
  const { app, lines } = rig();
  const headers = await token();

  await app.request('/api/me?token=secret-in-query', { headers });

  assert.is(lines.length, 1);
  const { time, ms, ...entry } = JSON.parse(lines[0] ?? '');
  assert.equal(entry, { level: 'info', event: 'request', method: 'GET', path: '/api/me', status: 200 });
  assert.is(typeof ms, 'number');
  assert.ok(Date.parse(time) > 0);
  assert.not.match(lines[0] ?? '', 'secret-in-query');
  assert.not.match(lines[0] ?? '', headers.authorization.slice(7));
});

test.run();
