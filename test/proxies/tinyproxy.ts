/** Debian's tinyproxy, which is not ours, in front of a proxy of the test that knows where the names lead. So names can be used that exist nowhere. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';

/** A running proxy. */
export interface RealProxy extends AsyncDisposable {
  /** With user and password, which it asks for. */
  readonly url: string;
  readonly password: string;
  /** What came through it, such as `CONNECT mail.example:25`. */
  readonly seen: readonly string[];
}

/** Starts it. `ports` are the ports of this machine behind the names, each with the port that is asked for: `mail.example:25`. */
export async function startTinyproxy(
  path: string,
  ports: Readonly<Record<string, number>>,
): Promise<RealProxy> {
  const seen: string[] = [];
  const ours = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://nowhere');
    seen.push(`${request.method} ${url.host}`);
    const { method, headers } = request;
    const port = ports[`${url.hostname}:${url.port || '80'}`] ?? 1;
    const onward = ask(
      { host: '127.0.0.1', port, path: url.pathname + url.search, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  ours.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    const upstream = connect(ports[request.url ?? ''] ?? 1, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  ours.listen(0, '127.0.0.1');
  await once(ours, 'listening');
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'tinyproxy-'));
  const config = join(dir, 'tinyproxy.conf');
  const password = 'pass-of-the-proxy';
  const upstream = `127.0.0.1:${(ours.address() as AddressInfo).port}`;
  const lines = [
    `Port ${port}`,
    'Listen 127.0.0.1',
    'Timeout 20',
    `BasicAuth me ${password}`,
    `Upstream http ${upstream}`,
    `LogFile "${join(dir, 'log')}"`,
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  const child = spawn(path, ['-d', '-c', config], { stdio: 'ignore' });
  const stopped = once(child, 'exit');
  await listening(port);
  return {
    url: `http://me:${password}@127.0.0.1:${port}`,
    password,
    seen,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await stopped;
      ours.closeAllConnections();
      ours.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
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
  throw new Error('tinyproxy does not listen');
}
