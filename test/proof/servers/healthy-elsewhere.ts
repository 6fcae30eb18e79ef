/**
 * Servers of other people, in front of the good app or around it: frameworks of Node from npm and proxies from Debian, fetched into a folder of their own when this runs.
 * What cannot be fetched is skipped by its name.
 */
import { execFile, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Certificate } from '../../../packages/plugin-checks/test/certificates.ts';
import { listener, listening } from './healthy-here.ts';
import type { Healthy } from './healthy-here.ts';
import type { Running } from './raw-server.ts';
import { freePort } from '../../free-port.ts';

const run = promisify(execFile);

/** Each framework as a program that serves the answers of `APP`, the good app on loopback, under its own name. */
const FRAMEWORKS: Readonly<
  Record<string, { readonly packages: readonly string[]; readonly program: string }>
> = {
  express: {
    packages: ['express'],
    program: `import express from 'express'; const app = express(); app.disable('x-powered-by');
      app.use(async (q, r) => { const a = await ask(q.url); r.status(a.status).set(a.headers).send(a.body); }); app.listen(0, '127.0.0.1', function () { say(this.address().port); });`,
  },
  fastify: {
    packages: ['fastify'],
    program: `import fastify from 'fastify'; const app = fastify();
      app.all('/*', async (q, r) => { const a = await ask(q.url); return r.code(a.status).headers(a.headers).send(a.body); }); await app.listen({ port: 0, host: '127.0.0.1' }); say(app.server.address().port);`,
  },
  koa: {
    packages: ['koa'],
    program: `import Koa from 'koa'; const app = new Koa();
      app.use(async (c) => { const a = await ask(c.url); c.status = a.status; c.set(a.headers); c.body = a.body; }); const s = app.listen(0, '127.0.0.1', () => say(s.address().port));`,
  },
  hapi: {
    packages: ['@hapi/hapi'],
    program: `import Hapi from '@hapi/hapi'; const app = Hapi.server({ port: 0, host: '127.0.0.1' });
      app.route({ method: '*', path: '/{any*}', handler: async (q, h) => { const a = await ask(q.url.pathname); const r = h.response(a.body).code(a.status); for (const [n, v] of Object.entries(a.headers)) r.header(n, v); return r; } }); await app.start(); say(app.info.port);`,
  },
  polka: {
    packages: ['polka'],
    program: `import polka from 'polka'; const app = polka().use(async (q, r) => { const a = await ask(q.url); r.writeHead(a.status, a.headers); r.end(a.body); });
      app.listen(0, '127.0.0.1', () => say(app.server.address().port));`,
  },
  h3: {
    packages: ['h3'],
    program: `import { H3, serve } from 'h3'; const app = new H3(); app.all('/**', async (e) => { const a = await ask(new URL(e.req.url).pathname); return new Response(a.body, a); });
      const s = serve(app, { port: 0, hostname: '127.0.0.1', silent: true }); await s.ready(); say(new URL(s.url).port);`,
  },
  hono: {
    packages: ['hono', '@hono/node-server'],
    program: `import { Hono } from 'hono'; import { serve } from '@hono/node-server'; const app = new Hono();
      app.all('*', async (c) => { const a = await ask(new URL(c.req.url).pathname); return new Response(a.body, a); }); serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (i) => say(i.port));`,
  },
  tinyhttp: {
    packages: ['@tinyhttp/app'],
    program: `import { App } from '@tinyhttp/app'; const app = new App({ settings: { xPoweredBy: false } });
      app.use(async (q, r) => { const a = await ask(q.url); r.writeHead(a.status, a.headers); r.end(a.body); }); const s = app.listen(0, () => say(s.address().port), '127.0.0.1');`,
  },
};

const HELPERS = `const say = (port) => console.log('PORT ' + port);
const ask = async (url) => { const r = await fetch(process.env.APP + url); const headers = Object.fromEntries(r.headers);
  for (const name of ['date', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']) delete headers[name];
  return { status: r.status, headers, body: await r.text() }; };
`;

interface Proxy {
  readonly packages: readonly string[];
  readonly program: string;
  /** Its config file; \`port\` is to be served over TLS, \`app\` is asked. */
  config(at: {
    readonly port: number;
    readonly app: number;
    readonly dir: string;
    readonly root: string;
  }): string;
  words(config: string, dir: string): readonly string[];
}

const PROXIES: Readonly<Record<string, Proxy>> = {
  nginx: {
    packages: ['nginx'],
    program: 'usr/sbin/nginx',
    config: ({
      port,
      app,
      dir,
    }) => `daemon off; master_process off; error_log stderr; pid ${dir}/pid; events {}
http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${dir}/${one};`).join(' ')}
server { listen 127.0.0.1:${port} ssl; ssl_certificate ${dir}/cert.pem; ssl_certificate_key ${dir}/key.pem; location / { proxy_pass http://127.0.0.1:${app}; } } }`,
    words: (config) => ['-c', config],
  },
  haproxy: {
    packages: ['haproxy', 'liblua5.3-0', 'libopentracing-c-wrapper0', 'libopentracing1'],
    program: 'usr/sbin/haproxy',
    config: ({ port, app, dir }) => `defaults
  mode http
  timeout connect 5s
  timeout client 10s
  timeout server 10s
frontend f
  bind 127.0.0.1:${port} ssl crt ${dir}/both.pem
  default_backend b
backend b
  server s 127.0.0.1:${app}
`,
    words: (config) => ['-db', '-f', config],
  },
  caddy: {
    packages: ['caddy'],
    program: 'usr/bin/caddy',
    config: ({ port, app, dir }) => `{
  admin off
  auto_https off
}
https://localhost:${port} {
  bind 127.0.0.1
  tls ${dir}/cert.pem ${dir}/key.pem
  reverse_proxy 127.0.0.1:${app}
}
`,
    words: (config) => ['run', '--config', config, '--adapter', 'caddyfile'],
  },
  lighttpd: {
    packages: ['lighttpd', 'lighttpd-mod-openssl'],
    program: 'usr/sbin/lighttpd',
    config: ({ port, app, dir }) => `server.document-root = "${dir}"
server.bind = "127.0.0.1"
server.port = ${port}
server.modules = ("mod_proxy", "mod_openssl")
ssl.engine = "enable"
ssl.pemfile = "${dir}/both.pem"
proxy.server = ("" => (("host" => "127.0.0.1", "port" => ${app})))
`,
    words: (config) => ['-D', '-f', config],
  },
  apache: {
    packages: ['apache2-bin', 'libapr1', 'libaprutil1'],
    program: 'usr/sbin/apache2',
    config: ({ port, app, dir, root }) => `ServerRoot "${dir}"
ServerName localhost
PidFile ${dir}/pid
Mutex file:${dir}
ErrorLog ${dir}/error.log
${['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'socache_shmcb', 'ssl'].map((one) => `LoadModule ${one}_module ${root}/usr/lib/apache2/modules/mod_${one}.so`).join('\n')}
Listen 127.0.0.1:${port}
SSLEngine on
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLCertificateFile ${dir}/cert.pem
SSLCertificateKeyFile ${dir}/key.pem
ProxyPass / http://127.0.0.1:${app}/
`,
    words: (config) => ['-X', '-f', config],
  },
};

/** The servers. */
export function healthyElsewhere(certificate: () => Promise<Certificate>): readonly Healthy[] {
  return [
    ...Object.entries(FRAMEWORKS).map(([name, { packages, program }]) => ({
      name,
      start: () => started(name, (dir, app) => framework(dir, app, packages, program)),
    })),
    ...Object.entries(PROXIES).map(([name, proxy]) => ({
      name,
      start: () => started(name, async (dir, app) => behind(proxy, dir, app, await certificate())),
    })),
  ];
}

/** A process that serves, and where. */
interface Served {
  readonly url: string;
  stop(): void;
}

/** Starts the good app and the server around it; undefined when the server cannot be had here. */
async function started(
  name: string,
  start: (dir: string, app: number) => Promise<Served>,
): Promise<Running | undefined> {
  const app = await listening(createHttp(listener), 'http');
  const dir = await mkdtemp(join(tmpdir(), `paintbox-${name}-`));
  const close = async (served?: Served): Promise<void> => {
    served?.stop();
    await app.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const served = await start(dir, Number(new URL(app.url).port));
    return { url: served.url, close: () => close(served) };
  } catch (error) {
    await close();
    process.stdout.write(
      `${name} cannot be had here: ${error instanceof Error ? error.message.split('\n')[0] : ''}\n`,
    );
    return undefined;
  }
}

async function framework(
  dir: string,
  app: number,
  packages: readonly string[],
  program: string,
): Promise<Served> {
  await writeFile(join(dir, 'package.json'), '{"type":"module","private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
    cwd: dir,
    timeout: 120_000,
  });
  await writeFile(join(dir, 'serve.mjs'), HELPERS + program);
  const child = spawn(process.execPath, [join(dir, 'serve.mjs')], {
    env: { PATH: process.env['PATH'], APP: `http://127.0.0.1:${app}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes) => (said += String(bytes)));
  for (let tries = 0; tries < 200 && !said.includes('PORT'); tries += 1) await sleep(50);
  const port = /PORT (\d+)/.exec(said)?.[1];
  if (port === undefined) {
    child.kill();
    throw new Error('it did not start');
  }
  return { url: `http://127.0.0.1:${port}`, stop: () => void child.kill('SIGKILL') };
}

async function behind(proxy: Proxy, dir: string, app: number, { cert, key }: Certificate): Promise<Served> {
  const root = join(tmpdir(), `paintbox-debian-${proxy.packages[0] ?? ''}`);
  await unpack(root, proxy);
  const port = await freePort();
  await writeFile(join(dir, 'cert.pem'), cert);
  await writeFile(join(dir, 'key.pem'), key);
  await writeFile(join(dir, 'both.pem'), `${cert}\n${key}`);
  const config = join(dir, 'config');
  await writeFile(config, proxy.config({ port, app, dir, root }));
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  const modules = join(root, 'usr/lib/lighttpd');
  const words = [...proxy.words(config, dir), ...(proxy.program.endsWith('lighttpd') ? ['-m', modules] : [])];
  const child = spawn(join(root, proxy.program), words, {
    env: { PATH: process.env['PATH'], LD_LIBRARY_PATH: libraries, HOME: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes) => (said += String(bytes)));
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said.slice(0, 300)}`);
    if (await accepts(port))
      return { url: `https://localhost:${port}`, stop: () => void child.kill('SIGKILL') };
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`it does not listen: ${said.slice(0, 300)}`);
}

/** Fetches packages of this Debian and unpacks them where they harm nothing; a second time they are there. */
async function unpack(root: string, { packages, program }: Proxy): Promise<void> {
  try {
    await access(join(root, program));
  } catch {
    await mkdir(root, { recursive: true });
    await run('apt-get', ['download', ...packages], { cwd: root, timeout: 120_000 });
    await run('sh', ['-c', 'for each in *.deb; do dpkg -x "$each" .; done'], { cwd: root });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
