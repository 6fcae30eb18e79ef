/** The CLI on a fleet of files, as a person runs it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { endWithSignal } from '../end-with-signal.ts';

const CLI = fileURLToPath(new URL('../../packages/cli/bin.cjs', import.meta.url));
const CONFIG = fileURLToPath(new URL('fixtures/paintbox.deploy.config.ts', import.meta.url));

/** How a call ended. */
export interface FleetCall {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command line is run. */
export interface FleetCallOptions {
  /** The members on which the image does not work. */
  readonly broken?: string;
  /** The members that cannot have a release. */
  readonly unready?: string;
  /** The members whose platform asks to call less often. */
  readonly slow?: string;
  /** One in memory, the embedded default, or the address of a PostgreSQL server. Default: that of the rig. */
  readonly crew?: 'memory' | 'embedded' | { readonly url: string };
  /** Keeps the state in that server as well. Default: in a folder. */
  readonly state?: 'postgres';
  /** How many of the members there are. Default: six. */
  readonly members?: number;
  /** What a shell does with the output: `| head -c 10`. Default: it is read here. */
  readonly redirects?: string;
  readonly during?: (child: ChildProcess, text: string) => void;
}

/** A command that goes on. */
export interface RunningCall {
  readonly child: ChildProcess;
  readonly ended: Promise<FleetCall>;
  /** What it has printed until now. */
  readonly text: () => string;
  /** Resolves once it has printed the words; rejects when it ends before. */
  readonly says: (words: string) => Promise<void>;
}

/** A folder with the members and the state of everything. */
export interface FleetRig extends AsyncDisposable {
  readonly folder: string;
  /** Runs a command line to its end. */
  call(words: readonly string[], options?: FleetCallOptions): Promise<FleetCall>;
  /** Starts a command line. One that still runs at the end of the rig is killed. */
  start(words: readonly string[], options?: FleetCallOptions): RunningCall;
  /** What a member serves. */
  image(app: string): Promise<string>;
}

/** The record that `--json` printed. */
export function recordIn({ stdout }: Pick<FleetCall, 'stdout'>): FleetRecord {
  return JSON.parse(stdout) as FleetRecord;
}

export async function openFleetRig(usual: FleetCallOptions = {}): Promise<FleetRig> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-fleet-cli-'));
  endWithSignal(folder);
  const running = new Set<RunningCall>();
  const start = (words: readonly string[], options: FleetCallOptions = {}): RunningCall => {
    const {
      broken = '',
      slow = '',
      unready = '',
      crew = 'memory',
      members = 6,
      state = '',
      redirects,
      during,
    } = { ...usual, ...options };
    const line = [process.execPath, CLI, ...words, '--config', CONFIG];
    const [file = '', ...args] =
      redirects === undefined ? line : ['bash', '-c', `"$@" ${redirects}`, 'bash', ...line];
    const child = spawn(file, args, {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: tmpdir(),
        FLEET_FOLDER: folder,
        FLEET_BROKEN: broken,
        FLEET_SLOW: slow,
        FLEET_UNREADY: unready,
        FLEET_MEMBERS: String(members),
        FLEET_STATE: state,
        // The variable would count more than the config.
        ...(state === 'postgres' ? {} : { PAINTBOX_STATE_DIR: join(folder, 'state') }),
        ...(typeof crew === 'string' ? { FLEET_CREW: crew } : { PAINTBOX_POSTGRES_URL: crew.url }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    const heard = new EventEmitter();
    heard.setMaxListeners(0);
    let [stdout, stderr] = ['', ''];
    const hear = (): void => {
      during?.(child, stdout + stderr);
      heard.emit('text');
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      hear();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
      hear();
    });
    const { promise, resolve } = Promise.withResolvers<FleetCall>();
    child.once('close', (code) => {
      running.delete(call);
      resolve({ code, stdout, stderr });
      heard.emit('text');
    });
    const text = (): string => stdout + stderr;
    const call: RunningCall = {
      child,
      ended: promise,
      text,
      async says(words) {
        while (!text().includes(words)) {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`it ended before it said '${words}':\n${text()}`);
          await once(heard, 'text');
        }
      },
    };
    running.add(call);
    return call;
  };
  return {
    folder,
    start,
    call: (words, options) => start(words, options).ended,
    image: (app) => readFile(join(folder, 'apps', app), 'utf8').catch(() => 'sha256:old'),
    async [Symbol.asyncDispose]() {
      for (const { child, ended } of running) {
        child.kill('SIGKILL');
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
