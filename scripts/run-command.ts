/** Runs a command to its end and keeps what it said. One that falls silent, or takes for ever, is ended with a sentence about where it was. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** How a command ended. */
export interface Ran {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** How a command is run. */
export interface RunOptions {
  readonly cwd: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time it may take. Generous, since it passes twice as fast on a busy machine. Default ten minutes. */
  readonly limitMs?: number;
  /** Longest time without a word on stdout, stderr or descriptor 3. Unlimited by default: many a compiler says nothing. */
  readonly silentMs?: number;
  /** Hears all that is said on stdout and stderr, as it comes. */
  readonly hear?: (chunk: Buffer) => void;
  /** Hears each line of descriptor 3, where a test file tells what it is at. The descriptor exists only then. */
  readonly told?: (line: string) => void;
}

const LIMIT_MS = 600_000;
const running = new Set<number>();

/** Runs a program; with all that it started in its process group it is killed when a limit is reached. */
export async function runCommand(command: readonly string[], options: RunOptions): Promise<Ran> {
  const { limitMs = LIMIT_MS, silentMs, told } = options;
  const started = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', ...(told === undefined ? [] : (['pipe'] as const))],
    detached: true,
  });
  if (child.pid !== undefined) running.add(child.pid);
  const chunks: Buffer[] = [];
  let at = '';
  let ended = '';
  const end = (why: string): void => {
    ended = `\nended ${at === '' ? '' : `${at} `}by its runner: ${why}`;
    if (child.pid !== undefined) killGroup(child.pid);
  };
  const limit = setTimeout(() => end(`it took more than ${limitMs / 1000} s`), limitMs);
  const silence =
    silentMs === undefined
      ? undefined
      : setTimeout(() => end(`it said nothing for ${silentMs / 1000} s`), silentMs);
  const keep = (chunk: Buffer): void => {
    silence?.refresh();
    chunks.push(chunk);
    options.hear?.(chunk);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  eachLine(child.stdio[3] as Readable | undefined, (line) => {
    silence?.refresh();
    at = line;
    told?.(line);
  });
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message));
      resolve(null);
    });
    child.once('close', resolve);
  });
  clearTimeout(limit);
  clearTimeout(silence);
  if (child.pid !== undefined) running.delete(child.pid);
  const output = Buffer.concat(chunks).toString() + ended;
  return { ok: code === 0, output, seconds: (performance.now() - started) / 1000 };
}

/** Kills what is being run, since a signal to this process does not reach it: each command leads a process group. */
export function killRunning(): void {
  for (const pid of running) killGroup(pid);
}

function killGroup(leader: number): void {
  try {
    // The whole group: what hangs must not leave its children behind.
    process.kill(-leader, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}

function eachLine(stream: Readable | undefined, hear: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  });
}
