/** A world of its own for a test, and the CLI as a child process in it: what a user does, with real processes and real sockets. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import type { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import { ensureWorld, faultEnvironment, stopWorld, worldEnvironment } from '@paintbox/deploy-local-world';
import type { FaultName, WorldAddress } from '@paintbox/deploy-local-world';
import { endWithSignal } from '../end-with-signal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'packages/cli/bin.cjs');
const hastyClock = import.meta.resolve('./hasty-clock.ts');

/** How a CLI call is made. */
export interface CallOptions {
  /** The fault that the emulated builder puts into the image. */
  readonly fault?: FaultName;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with each run event; may signal the process. */
  readonly onEvent?: (event: RunEvent, child: ChildProcess) => void;
}

/** How a CLI call ended. */
export interface Called {
  readonly code: number | null;
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
  readonly stderr: string;
}

/** An answer of the app. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A machine as the platform has it. */
export interface RigMachine {
  readonly id: string;
  readonly state: string;
  readonly cordoned: boolean;
  /** True when it has checks and passes them. */
  readonly healthy: boolean;
  /** True for one that deploys manage. */
  readonly managed: boolean;
  /** What a release of ours says that it is: `green`, `way-back`. */
  readonly role: string | undefined;
  /** Process group. */
  readonly group: string | undefined;
  readonly buildId: string | undefined;
  /** Digest of its image. */
  readonly digest: string;
}

/** A running world. */
export interface Rig extends AsyncDisposable {
  readonly dir: string;
  readonly address: WorldAddress;
  /** Runs `paintbox-deploy …`; events come through `--reporter jsonl`, the record from the state folder. */
  call(words: readonly string[], options?: CallOptions): Promise<Called>;
  ask(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The app's machines, as the platform has them. */
  machines(): Promise<readonly RigMachine[]>;
  restart(): Promise<void>;
  /** Waits until the app answers. */
  settled(): Promise<void>;
}

/** Starts a world whose waits are short. */
export async function openRig(): Promise<Rig> {
  const dir = await mkdtemp(join(tmpdir(), 'paintbox-e2e-'));
  endWithSignal(dir);
  const worldDir = join(dir, 'world');
  let address = await ensureWorld(worldDir, { timeScale: 0.02 });
  let ca = await readFile(address.caFile, 'utf8');
  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    ...worldEnvironment(address),
    PAINTBOX_STATE_DIR: join(dir, 'state'),
    // A test that is about watching says so by a flag; the others need not wait.
    PAINTBOX_WATCH: '0s',
    GITHUB_ACTIONS: undefined,
  });
  return {
    dir,
    get address() {
      return address;
    },
    call: (words, options = {}) => callCli([...words, '--env', 'local'], environment(), options),
    ask: (path, headers) => ask(`${address.appUrl}${path}`, ca, headers),
    machines: () => machinesOf(address),
    async restart() {
      address = await ensureWorld(worldDir, { timeScale: 0.02 });
      ca = await readFile(address.caFile, 'utf8');
    },
    async settled() {
      const deadline = Date.now() + 180_000;
      while ((await ask(`${address.appUrl}/api/health`, ca).catch(() => undefined))?.status !== 200) {
        if (Date.now() > deadline) throw new Error('the app does not answer');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async [Symbol.asyncDispose]() {
      await stopWorld(worldDir);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Runs the CLI with an environment of its own. */
export async function callCli(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  options: CallOptions = {},
): Promise<Called> {
  const child = spawn(process.execPath, ['--import', hastyClock, cli, ...words, '--reporter', 'jsonl'], {
    cwd: root,
    env: {
      ...env,
      ...options.env,
      ...(options.fault === undefined ? {} : faultEnvironment(options.fault)),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: RunEvent[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.filter((each) => each !== '')) {
      const event = JSON.parse(line) as RunEvent;
      events.push(event);
      options.onEvent?.(event, child);
    }
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, record: recordFrom(events, code), events, stderr };
}

/** What a test wants to know of a run, from its events. */
function recordFrom(events: readonly RunEvent[], code: number | null): RunRecord {
  const end = events.findLast((event) => event.type === 'run.ended');
  const values = new Map<string, unknown>();
  for (const event of events) {
    if (event.type !== 'stage.succeeded' && event.type !== 'undo.succeeded') continue;
    for (const [id, value] of Object.entries(event.outputs)) values.set(id, value);
  }
  return {
    status: end?.status,
    exitCode: code,
    error: end?.error,
    release: values.get('release'),
    previous: values.get('previous'),
  } as RunRecord;
}

/** Asks the app from outside, over TLS that is verified. */
export function ask(
  address: string,
  ca: string,
  headers: Readonly<Record<string, string>> = {},
  agent: Agent | false = false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(address, { ca, headers, agent, timeout: 60_000 }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
      answer.once('error', reject);
    });
    call.once('timeout', () => call.destroy(new Error('no answer in 60 s')));
    call.once('error', reject);
    call.end();
  });
}

/** The app's machines, as the platform has them. */
export async function machinesOf(address: WorldAddress): Promise<readonly RigMachine[]> {
  const answer = await fetch(`${address.flyApiUrl}/v1/apps/${address.app}/machines`, {
    headers: { authorization: 'Bearer a-token-for-the-emulator' },
  });
  const machines = (await answer.json()) as readonly {
    readonly id: string;
    readonly state: string;
    readonly cordoned: boolean;
    readonly checks?: readonly { readonly status: string }[];
    readonly image_ref: { readonly digest: string };
    readonly config?: {
      readonly env?: Readonly<Record<string, string>>;
      readonly metadata?: Readonly<Record<string, string>>;
    };
  }[];
  return machines
    .filter(({ state }) => state !== 'destroyed')
    .map(({ id, state, cordoned, checks = [], config, image_ref: { digest } }) => ({
      id,
      state,
      cordoned,
      healthy: checks.length > 0 && checks.every(({ status }) => status === 'passing'),
      managed: config?.metadata?.['fly_platform_version'] === 'v2',
      role: config?.metadata?.['paintbox_role'],
      group: config?.metadata?.['fly_process_group'],
      buildId: config?.env?.['PAINTBOX_BUILD_ID'],
      digest,
    }));
}
