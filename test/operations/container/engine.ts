/**
 * A Docker engine of the test's own: Debian's packages unpacked into a temporary folder, without a bridge and without touching the firewall. Everything of
 * it is gone afterwards.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../../scripts/run-command.ts';

const PACKAGES = ['docker.io', 'containerd', 'runc', 'tini', 'mmdebstrap'];
const PATIENCE_MS = 180_000;

/** What a command printed, and how it ended. */
export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running engine. */
export interface Engine extends AsyncDisposable {
  /** A folder that goes with the engine. */
  readonly dir: string;
  /** Runs a program of the unpacked packages, or of this machine. */
  run(command: readonly string[], options?: { readonly cwd?: string }): Promise<Output>;
  /** Runs `docker …` and throws with what it said unless it succeeds. */
  docker(...words: readonly string[]): Promise<string>;
}

/** Unpacks and starts an engine. Needs Debian and root. */
export async function startEngine(): Promise<Engine> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-engine-'));
  const env = {
    ...process.env,
    PATH: [join(dir, 'root/usr/sbin'), join(dir, 'root/usr/bin'), process.env['PATH'] ?? ''].join(delimiter),
    DOCKER_HOST: `unix://${dir}/docker.sock`,
    DOCKER_CONFIG: join(dir, 'client'),
    DOCKER_BUILDKIT: '1',
  };
  let daemon: ChildProcess | undefined;
  const dispose = async (): Promise<void> => {
    if (daemon !== undefined) await end(daemon);
    await release(dir);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await unpack(PACKAGES, join(dir, 'root'));
    daemon = await startDaemon(dir, env);
    const engine: Engine = {
      dir,
      run: (command, options) => execute(command, { cwd: options?.cwd ?? dir, env }),
      async docker(...words) {
        const { code, stdout, stderr } = await engine.run(['docker', ...words]);
        if (code !== 0) throw new Error(`docker ${words.join(' ')} ended with ${code}:\n${stderr}`);
        return stdout.trim();
      },
      [Symbol.asyncDispose]: dispose,
    };
    return engine;
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Downloads packages of Debian and unpacks them into a folder, without installing anything. */
export async function unpack(packages: readonly string[], into: string): Promise<void> {
  const downloads = `${into}.debs`;
  await Promise.all([mkdir(downloads), mkdir(into)]);
  const fetch = ['apt-get', '-qq', '-o', 'APT::Sandbox::User=root', 'download', ...packages];
  const options = { cwd: downloads };
  if (!(await runCommand(fetch, options)).ok) {
    await runCommand(['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120', 'update'], options);
    const again = await runCommand(fetch, options);
    if (!again.ok) throw new Error(`cannot download ${packages.join(' ')}:\n${again.output}`);
  }
  for (const file of await readdir(downloads)) {
    const { ok, output } = await runCommand(['dpkg-deb', '--extract', file, into], options);
    if (!ok) throw new Error(output);
  }
}

async function startDaemon(dir: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const log = await open(join(dir, 'dockerd.log'), 'w');
  const flags = [
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--ip-forward=false',
    '--ip-masq=false',
  ];
  const places = [
    ['--data-root', 'data'],
    ['--exec-root', 'exec'],
    ['--pidfile', 'dockerd.pid'],
  ].flatMap(([flag = '', name = '']) => [flag, join(dir, name)]);
  const daemon = spawn(
    'dockerd',
    [...flags, ...places, '--host', `unix://${dir}/docker.sock`, '--default-ulimit', 'nofile=16384:16384'],
    { env, stdio: ['ignore', log.fd, log.fd], detached: true },
  );
  await log.close();
  const deadline = Date.now() + PATIENCE_MS;
  while ((await execute(['docker', 'version'], { cwd: dir, env })).code !== 0) {
    if (daemon.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the engine does not start:\n${await readFile(join(dir, 'dockerd.log'), 'utf8')}`);
    }
    await sleep(100);
  }
  return daemon;
}

/** SIGTERM makes the engine end its containers and its containerd. */
async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.pid === undefined) return;
  const ended = new Promise((resolve) => daemon.once('exit', resolve));
  daemon.kill('SIGTERM');
  const inTime = await Promise.race([ended.then(() => true), sleep(PATIENCE_MS, false, { ref: false })]);
  if (!inTime) process.kill(-daemon.pid, 'SIGKILL');
  await ended;
}

/** Whatever is still mounted below the folder, innermost first. */
async function release(dir: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${dir}/`));
  for (const path of mounts.toReversed()) await runCommand(['umount', path], { cwd: '/' });
}

function execute(
  [program = '', ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Output> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
