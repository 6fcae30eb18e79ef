/** Processes that race for one lock. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** What a process of the race is told. */
export interface RaceRun {
  readonly folder: string;
  /** The bucket that holds the state, and how to reach it. Default: the state is a folder beside the lines. */
  readonly shared?: { readonly bucket: string; readonly env: Readonly<Record<string, string>> } | undefined;
  readonly name: string;
  /** How long it waits for the lock, in ms. */
  readonly waitMs: number;
  /** How far its clock is ahead, in ms: leases of others run out for it without anybody waiting. */
  readonly aheadMs: number;
  /** Where it stops by SIGSTOP. */
  readonly pauseAt?:
    | 'before the first effect'
    | 'between two effects'
    | 'after the second intent'
    | 'after the last effect'
    | undefined;
}

/** A process of the race. */
export interface Racer {
  readonly name: string;
  /** Lets it begin. */
  go(): void;
  /** Waits until it has stopped. */
  paused(): Promise<void>;
  /** Wakes it. */
  wake(): void;
  /** Waits for its end; what it printed last is the code of its error. */
  ended(): Promise<{ readonly code: number | null; readonly said: string }>;
  kill(): void;
}

const SCRIPT = fileURLToPath(import.meta.resolve('./fixtures/race-run.ts'));
const LIMIT_MS = 220_000;

/** Starts a process, which waits until it is let go. */
export async function startRacer(run: RaceRun): Promise<Racer> {
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(
    process.execPath,
    [SCRIPT, JSON.stringify(run)],
    { stdio: ['pipe', 'pipe', 'inherit'], timeout: LIMIT_MS, killSignal: 'SIGKILL' },
  );
  const end = once(child, 'close') as Promise<[number | null]>;
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await Promise.race([once(child.stdout, 'data'), end]);
  return {
    name: run.name,
    go: () => void child.stdin.end(),
    paused: () => stopped(child.pid ?? 0),
    wake: () => void child.kill('SIGCONT'),
    kill: () => void child.kill('SIGKILL'),
    async ended() {
      const [code] = await end;
      return { code, said: said.trim().split('\n').at(-1) ?? '' };
    },
  };
}

/** The kernel says `T` of a process that has stopped. */
async function stopped(pid: number): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')) return;
    if (Date.now() > deadline) throw new Error(`process ${pid} did not stop`);
    await wait(20);
  }
}
