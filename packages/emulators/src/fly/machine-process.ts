/** One boot of an emulated machine: a real child process running the image's command. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StoredImage } from './images.ts';
import { withOwnPort } from './own-port-words.ts';

/** How a process inside a machine is started. */
export interface ProcessOptions {
  readonly image: StoredImage;
  /** The program and its arguments. */
  readonly cmd: readonly string[];
  /** The whole environment, PORT and HOST excepted. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the app listens. */
  readonly port: number;
  /** The ports that the machine's config names for it. */
  readonly internalPorts: readonly number[];
  readonly cwd: string;
}

export interface BootOptions extends ProcessOptions {
  readonly logFile: string;
}

export interface Exit {
  readonly code: number;
  readonly signal: NodeJS.Signals | null;
}

export interface MachineProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** What it has printed. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
}

/** Read by own-ports.ts. Not a part of its address, because Node.js keeps what it compiles of a module by its address. */
const OWN_PORTS = 'FLY_EMULATOR_OWN_PORTS';

const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
const guard = new URL(`./guard.${extension}`, import.meta.url);
const ownPorts = new URL(`./own-ports.${extension}`, import.meta.url);
const runCommand = fileURLToPath(new URL(`./run-command.${extension}`, import.meta.url));

/** Starts the process; resolves when the operating system has it, which says nothing about the app's health. */
export async function bootMachine(options: BootOptions): Promise<MachineProcess> {
  mkdirSync(options.cwd, { recursive: true });
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  const { size: printedBefore } = fstatSync(log);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, argumentsFor(options), {
      cwd: options.cwd,
      env: environmentFor(options),
      stdio: ['pipe', log, log],
    });
  } finally {
    closeSync(log);
  }
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code: code ?? 0, signal }));
  });
  child.stdin?.on('error', () => undefined); // the pipe only carries its own closing
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    exited,
    output: () => readFileSync(options.logFile).subarray(printedBefore).toString(),
    kill: (signal) => void child.kill(signal),
  };
}

/** A free loopback port that no other machine of this daemon was given lately. */
export async function freePort(taken: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // a TCP server has a port
    server.close();
    await once(server, 'close');
    if (!taken.has(port)) return port;
  }
}

/** The arguments of Node.js that run the command; `lifeline` is the descriptor of the pipe that ends it with the daemon. */
export function argumentsFor({ image, cmd, port, internalPorts }: ProcessOptions, lifeline = 0): string[] {
  const [command = '', ...args] = cmd;
  const placed = args.map((arg) => imagePath(image, arg));
  const ports = { internal: internalPorts, real: port };
  if (!isNode(cmd)) {
    return [runCommand, String(lifeline), ...withOwnPort([command, ...placed], ports)];
  }
  const preloads = image.preload.map((path) => pathToFileURL(join(image.root, path)).href);
  const own = internalPorts.length === 0 ? [] : [ownPorts.href];
  const first = [`${guard.href}?fd=${lifeline}`, ...own, ...preloads];
  return [...first.flatMap((url) => ['--import', url]), ...placed];
}

function isNode([command = '']: readonly string[]): boolean {
  return basename(command) === 'node';
}

/** Where an argument that names a file of the image (`server.mjs`, `/app/dist/server.mjs`) really is. */
function imagePath(image: StoredImage, argument: string): string {
  if (argument.startsWith('-')) return argument;
  const parts = argument.split('/').filter((part) => part !== '' && part !== '.');
  for (let skip = 0; skip < parts.length; skip++) {
    const candidate = join(image.root, ...parts.slice(skip));
    if (existsSync(candidate)) return candidate;
  }
  return argument;
}

/** Everything a process of the machine finds in its environment. */
export function environmentFor({ cmd, env, port, internalPorts }: ProcessOptions): Record<string, string> {
  const own =
    internalPorts.length === 0 || !isNode(cmd) ? {} : { [OWN_PORTS]: `${internalPorts.join(',')}=${port}` };
  return { ...platformEnv(), ...env, ...own, HOST: '127.0.0.1', PORT: String(port) };
}

/** The only variables of the daemon that a machine sees. */
function platformEnv(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['PATH', 'NODE_EXTRA_CA_CERTS']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
