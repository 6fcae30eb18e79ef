/** A temporary emulated platform with a tiny app, for the tests in this folder. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request, Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFlyEmulator, type FlyEmulator, type FlyEmulatorOptions } from '../../src/fly/index.ts';

export interface CommandResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface TestWorld extends AsyncDisposable {
  readonly dir: string;
  readonly emulator: FlyEmulator;
  flyctl(words: readonly string[], env?: Record<string, string>): Promise<CommandResult>;
  /** Builds the app and pushes it; the answer is the image by its tag. */
  build(label?: string): Promise<string>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  /** Changes the app's source, so that the next build is another image. */
  writeApp(build: string): Promise<void>;
  restart(): Promise<void>;
}

const flyToml = `app = "demo"
primary_region = "iad"
[env]
  GREETING = "hello"
[http_service]
  internal_port = 8080
  [[http_service.checks]]
    interval = "10s"
    timeout = "2s"
    grace_period = "5s"
    path = "/api/health"
[[vm]]
  size = "shared-cpu-1x"
`;

const server = (build: string): string => `
import { createServer } from 'node:http';
createServer((request, response) => {
  const json = (value) => response.end(JSON.stringify(value));
  response.setHeader('x-paintbox-build', ${JSON.stringify(build)});
  response.setHeader('content-type', 'application/json');
  if (request.url === '/api/health') return json({ status: 'ok', build: ${JSON.stringify(build)} });
  if (request.url === '/.well-known/jwks.json') return json({ keys: [{ kid: 'a', kty: 'EC' }] });
  if (request.url === '/env') return json(process.env);
  if (request.url === '/late') return void setTimeout(() => json({ late: true }), 700);
  if (request.url === '/stream') {
    response.write('first,');
    return void setTimeout(() => response.end('second'), 100);
  }
  request.resume().on('end', () => json({ build: ${JSON.stringify(build)} }));
}).listen(process.env.PORT, process.env.HOST);
`;

/** Starts a world with the app `demo`, not yet deployed. */
export async function openWorld(options: Partial<FlyEmulatorOptions> = {}): Promise<TestWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'fly-emulator-test-'));
  const app = join(dir, 'app');
  const start = (): Promise<FlyEmulator> =>
    startFlyEmulator({ dir: join(dir, 'state'), timeScale: 0.01, ...options });
  let emulator = await start();
  await writeAppFiles(app, 'one');
  await emulator.createApp({ name: 'demo', secrets: { API_KEY: 's3cret' } });
  const agent = new Agent({ keepAlive: true });

  const flyctl: TestWorld['flyctl'] = (words, env = {}) =>
    run(emulator.flyctlPath, words, { cwd: app, env: { FLY_API_TOKEN: 'token', ...env } });
  return {
    dir,
    get emulator() {
      return emulator;
    },
    flyctl,
    build: (label) => buildWith(emulator.flyctlPath, app, label),
    get: async (path, headers = {}) => {
      const ca = await readFile(emulator.caFile, 'utf8');
      return await get(`${emulator.edgeUrl('demo')}${path}`, { ca, agent, headers });
    },
    writeApp: (build) => writeAppFiles(app, build),
    restart: async () => {
      await emulator.close();
      emulator = await start();
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await emulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Has a platform build the app in a folder and push it. */
export async function buildWith(flyctlPath: string, cwd: string, label?: string): Promise<string> {
  const words = ['deploy', '--build-only', '--push', ...(label ? ['--image-label', label] : [])];
  const { code, stderr } = await run(flyctlPath, words, { cwd, env: { FLY_API_TOKEN: 'token' } });
  const image = /^image: (\S+)$/mu.exec(stderr)?.[1];
  if (code !== 0 || image === undefined) throw new Error(`the build ended with ${code}: ${stderr}`);
  return image;
}

/** Runs a program to its end. */
export async function run(
  file: string,
  words: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<CommandResult> {
  return await new Promise((resolve) => {
    const options = { cwd, env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 180_000 };
    const child = execFile(file, [...words], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}

/** One request; rejects when the connection fails. */
export async function get(
  url: string,
  { ca, agent, headers = {} }: { ca: string; agent?: Agent; headers?: Record<string, string> },
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { ca, headers, ...(agent ? { agent } : {}), timeout: 60_000 },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.end();
  });
}

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function writeAppFiles(app: string, build: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(app, { recursive: true });
  const script = `mkdir -p dist && cp server.mjs dist/server.mjs`;
  await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'demo', scripts: { build: script } }));
  await writeFile(join(app, 'server.mjs'), server(build));
  await writeFile(join(app, 'fly.toml'), flyToml);
  await writeFile(
    join(app, 'Dockerfile'),
    'FROM node:22-slim\nWORKDIR /app\nENV NODE_ENV=production\nCOPY dist .\nEXPOSE 8080\nCMD ["node", "/app/server.mjs"]\n',
  );
}
