/** Each fault, loaded before a small server as the emulated builder does it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { faultEnvironment, faultNames } from '../src/index.ts';
import type { FaultName } from '../src/index.ts';

/** An app as the faults expect it. It prints its port. */
const APP = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  const json = (value) => response.end(JSON.stringify(value));
  response.setHeader('x-paintbox-build', 'two');
  response.setHeader('content-type', 'application/json');
  if (request.url === '/api/health') return json({ status: 'ok', build: 'two' });
  if (request.url === '/.well-known/jwks.json') return json({ keys: [{ kid: 'a', kty: 'EC' }] });
  json({});
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

interface App extends AsyncDisposable {
  readonly port: string;
  get(
    path: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly headers: Headers; readonly body: string }>;
}

async function startApp(fault: FaultName): Promise<App> {
  const preload = faultEnvironment(fault)['FLY_EMULATOR_PRELOAD'] ?? '';
  const child = spawn(process.execPath, ['--import', preload, '--input-type=module', '--eval', APP], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const at = String(port).trim();
  return {
    port: at,
    async get(path, headers = {}) {
      const url = `http://127.0.0.1:${at}${path}`;
      const answer = await fetch(url, { headers, redirect: 'manual' });
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const JWKS = '/.well-known/jwks.json';

test('empty-jwks serves a key set without keys', async () => {
  await using app = await startApp('empty-jwks');

  assert.equal(JSON.parse((await app.get(JWKS)).body), { keys: [] });
  assert.is((await app.get('/')).headers.get('x-paintbox-build'), 'two');
});

test('http-500 fails pages, not the key set and not what the platform checks', async () => {
  await using app = await startApp('http-500');

  assert.is((await app.get('/')).status, 500);
  assert.is((await app.get(JWKS)).status, 200);
  assert.is((await app.get('/api/health')).status, 200);
});

test('private-key-leak serves the private member of a key', async () => {
  await using app = await startApp('private-key-leak');

  const { keys } = JSON.parse((await app.get(JWKS)).body) as { keys: object[] };

  assert.ok('d' in (keys[0] ?? {}));
});

test('wrong-build names another build in its header and in its health', async () => {
  await using app = await startApp('wrong-build');

  assert.is((await app.get('/')).headers.get('x-paintbox-build'), 'some-other-build');
  assert.match((await app.get('/api/health')).body, '"build":"some-other-build"');
});

test('slow answers late, except to the health check', async () => {
  await using app = await startApp('slow');
  const answered: string[] = [];
  const ask = async (path: string): Promise<void> => {
    await app.get(path);
    answered.push(path);
  };

  await Promise.all([ask('/'), ask('/api/health')]);

  assert.equal(answered, ['/api/health', '/']);
});

test('redirect-loop sends only what came through the proxy to itself again', async () => {
  await using app = await startApp('redirect-loop');

  const inside = await app.get('/');
  const through = await app.get('/', { 'fly-client-ip': '192.0.2.1' });

  assert.is(inside.status, 200);
  assert.equal([through.status, through.headers.get('location')], [301, `https://127.0.0.1:${app.port}/`]);
});

test('crash-on-start ends before the app listens', async () => {
  const preload = faultEnvironment('crash-on-start')['FLY_EMULATOR_PRELOAD'] ?? '';
  const child = spawn(process.execPath, ['--import', preload, '--input-type=module', '--eval', APP], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk) => output.push(String(chunk)));
  child.stderr.on('data', (chunk) => output.push(String(chunk)));

  const [code] = (await once(child, 'close')) as [number];

  assert.is(code, 1);
  assert.equal(output, ['fatal: the app cannot start\n']);
});

test('stale-edge is a fault of the edge and loads no module', () => {
  assert.equal(faultEnvironment('stale-edge'), { FLY_EMULATOR_STALE_EDGE: 'true' });
  assert.is(faultNames.length, 8);
});

test.run();
