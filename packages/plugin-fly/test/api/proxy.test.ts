/** The proxy that the environment names is used, and this machine is reached without one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { machinesApi } from '../../src/api/machines-api.ts';
import { fromDebian } from '../../../../test/debian.ts';
import { freePort } from '../../../../test/free-port.ts';
import { trusted } from './certificate.ts';
import { failure, inStage, scripted } from './scripted.ts';

const ID = '148e21ea';
const MACHINE = { id: ID, state: 'started' };

/** A proxy of the test: passes everything on to one server, whatever name was asked for. Not a witness of others' proxies. */
interface Proxy extends AsyncDisposable {
  readonly url: string;
  readonly seen: string[];
}

async function proxyTo(target: string, refuse?: number): Promise<Proxy> {
  const seen: string[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (refuse !== undefined) {
      response.writeHead(refuse).end();
      return;
    }
    const path = new URL(request.url ?? '').pathname;
    void fetch(`${target}${path}`, { method: request.method ?? 'GET' }).then(async (answer) =>
      response.writeHead(answer.status).end(await answer.text()),
    );
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    if (refuse !== undefined) {
      socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
      return;
    }
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const upstream = connect(Number(port), hostname);
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const tinyproxy = await fromDebian('tinyproxy');
if ('missing' in tinyproxy) {
  test.skip(`through tinyproxy (${tinyproxy.missing})`);
} else {
  test('tinyproxy, a proxy that is not ours, takes our requests and our tunnels, and refuses without its password', async () => {
    await using server = await scripted(() => ({ status: 200, json: MACHINE }));
    // It passes everything on to ours, because the names do not exist.
    await using ours = await proxyTo(server.url);
    const port = await freePort();
    const dir = await mkdtemp(join(tmpdir(), 'tinyproxy-'));
    const config = join(dir, 'tinyproxy.conf');
    await writeFile(
      config,
      `Port ${port}\nListen 127.0.0.1\nTimeout 20\nBasicAuth me secret\nUpstream http ${new URL(ours.url).host}\nLogFile "${join(dir, 'log')}"\n`,
    );
    const child = spawn(tinyproxy.path, ['-d', '-c', config], { stdio: 'ignore' });
    const stopped = once(child, 'exit');
    await listening(port);
    const ask = (proxy: string, base: string): ReturnType<typeof inStage<unknown>> =>
      inStage({ FLY_FLAPS_BASE_URL: base, HTTP_PROXY: proxy, HTTPS_PROXY: proxy }, (ctx) =>
        machinesApi(ctx).machines.create({ config: {} }),
      );
    const good = `http://me:secret@127.0.0.1:${port}`;
    const plain = await ask(good, 'http://flaps.internal');
    const tunnel = await ask(good, 'https://flaps.example');
    const refused = await ask(`127.0.0.1:${port}`, 'https://flaps.example');
    child.kill('SIGKILL');
    await stopped;
    await rm(dir, { recursive: true, force: true });

    assert.is(plain.error, undefined);
    // Behind the tunnel is a server without TLS.
    assert.is(failure(tunnel.error).error.code, 'FLY_PLATFORM_UNREACHABLE');
    assert.match(ours.seen[0] ?? '', /^POST http:\/\/flaps\.internal(?::80)?\/v1\//);
    assert.match(ours.seen[1] ?? '', /^CONNECT flaps\.example:443/);
    assert.match(failure(refused.error).error.message, /the proxy refused the connection: .*407/);
    assert.not.match(JSON.stringify([plain, tunnel, refused]), 'me:secret');
  });
}

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const up = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (up) return;
    await sleep(25);
  }
}

test('plain http goes through HTTP_PROXY', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  await using proxy = await proxyTo(server.url);
  const { value } = await inStage(
    { FLY_FLAPS_BASE_URL: 'http://flaps.internal:4280', HTTP_PROXY: proxy.url },
    (ctx) => machinesApi(ctx).machines.get(ID),
  );

  assert.is(value?.id, ID);
  assert.equal(proxy.seen, [`GET http://flaps.internal:4280/v1/apps/demo/machines/${ID}`]);
});

test('https goes through a tunnel of HTTPS_PROXY, and never through HTTP_PROXY', async () => {
  const { key, cert } = await trusted('flaps.example');
  const server = createSecureServer({ key, cert }, (request, response) => {
    response.end(JSON.stringify({ ...MACHINE, name: `${request.method} of ${request.headers.host}` }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using proxy = await proxyTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await using other = await proxyTo(proxy.url);
  const env = { FLY_FLAPS_BASE_URL: 'https://flaps.example', HTTPS_PROXY: proxy.url, HTTP_PROXY: other.url };
  const { value, error } = await inStage(env, async (ctx) => {
    const { machines } = machinesApi(ctx);
    return [await machines.get(ID), await machines.create({ config: {} })];
  });
  server.closeAllConnections();
  server.close();

  assert.is(error, undefined);
  assert.equal(
    value?.map((machine) => machine?.name),
    ['GET of flaps.example', 'POST of flaps.example'],
  );
  assert.equal(proxy.seen, ['CONNECT flaps.example:443', 'CONNECT flaps.example:443']);
  assert.equal(other.seen, []);
});

test('this machine, and what NO_PROXY names, is reached without the proxy', async () => {
  await using server = await scripted(() => ({ status: 200, json: MACHINE }));
  await using proxy = await proxyTo(server.url);
  const local = await inStage({ FLY_FLAPS_BASE_URL: server.url, HTTP_PROXY: proxy.url }, (ctx) =>
    machinesApi(ctx).machines.get(ID),
  );
  const named = await inStage(
    { FLY_FLAPS_BASE_URL: 'http://none.internal', HTTP_PROXY: proxy.url, NO_PROXY: 'x.example,.internal' },
    (ctx) => machinesApi(ctx).machines.get(ID),
  );

  assert.is(local.value?.id, ID);
  assert.is(failure(named.error).error.code, 'FLY_PLATFORM_UNREACHABLE', 'there is no such name');
  assert.equal(proxy.seen, []);
});

test('a proxy that refuses is named as such, and a change was not made', async () => {
  await using server = await scripted(() => 'hang');
  await using proxy = await proxyTo(server.url, 407);
  for (const FLY_FLAPS_BASE_URL of ['https://flaps.example', 'http://flaps.internal']) {
    const { error } = await inStage(
      { FLY_FLAPS_BASE_URL, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url },
      (ctx) => machinesApi(ctx).machines.create({ config: {} }),
    );

    const told = failure(error);
    assert.match(told.error.message, /the proxy refused the connection: .*407/);
    assert.match(told.error.hint ?? '', /HTTPS_PROXY/);
    assert.ok(told.nothingDone);
  }
});

test('a proxy that is no address is refused without showing it', async () => {
  for (const HTTPS_PROXY of ['socks5://me:secret@127.0.0.1', 'http://me:secret@']) {
    const { error } = await inStage({ HTTPS_PROXY }, async (ctx) => machinesApi(ctx));

    assert.is(failure(error).error.code, 'PROXY_ADDRESS');
    assert.is(failure(error).error.exitCode, 2);
    assert.not.match(failure(error).error.message, 'secret');
  }
});

test.run();
