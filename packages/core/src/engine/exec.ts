/** Runs commands through zx. When the run ends, a command gets one signal and time to end; then it is killed. No command outlives the run. */
import { StringDecoder } from 'node:string_decoder';
import { commandNotStarted, commandTimedOut } from '../errors.ts';
import type { CommandOutput, Exec, ExecOptions } from '../words/context.ts';

type TemplateWords = readonly (string | readonly string[])[];

/** An {@link Exec} for one context. */
export function createExec(env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Exec {
  const start =
    (options: ExecOptions) =>
    (pieces: TemplateStringsArray, ...words: TemplateWords): Promise<CommandOutput> =>
      execute(env, signal, options, pieces, words);
  const exec = (first: TemplateStringsArray | ExecOptions, ...words: TemplateWords): unknown =>
    isPieces(first) ? start({})(first, ...words) : start(first);
  return exec as Exec;
}

function isPieces(value: TemplateStringsArray | ExecOptions): value is TemplateStringsArray {
  return Array.isArray(value);
}

async function execute(
  env: Readonly<Record<string, string | undefined>>,
  runSignal: AbortSignal,
  options: ExecOptions,
  pieces: TemplateStringsArray,
  words: TemplateWords,
): Promise<CommandOutput> {
  const signal = options.signal === undefined ? runSignal : AbortSignal.any([runSignal, options.signal]);
  signal.throwIfAborted();
  // Loaded on first use: a run without commands does not pay for zx.
  const { $ } = await import('zx/core');
  signal.throwIfAborted();
  const child = $({
    nothrow: true,
    quiet: true,
    verbose: false,
    // A group of its own, so that the whole tree can be signalled.
    detached: true,
    // At shell level 1 with a socket as input, bash believes that it is a remote login and runs ~/.bashrc first.
    env: definedOnly({ ...env, ...options.env, SHLVL: '1' }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    input: options.input ?? '',
  })(pieces, ...words);
  const stop = stopper(child.pid, options);
  const lines = passLines(child, options.onLine, stop.now);
  signal.addEventListener('abort', stop.now, { once: true });
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop.late, options.timeoutMs);
  try {
    const output = await child;
    // A kill may leave grandchildren that ignored the signal; none may outlive the command.
    if (stop.used()) signalGroup(child.pid, 'SIGKILL');
    signal.throwIfAborted();
    lines.throwIfFailed();
    if (stop.wasLate()) throw commandTimedOut(commandName(pieces, words), options.timeoutMs ?? 0);
    // A negative code is the system's error number: there was no process.
    if (output.signal === null && (output.exitCode ?? -1) < 0) {
      throw commandNotStarted(commandName(pieces, words), output.message);
    }
    return { stdout: output.stdout, stderr: output.stderr, exitCode: output.exitCode, signal: output.signal };
  } finally {
    clearTimeout(timer);
    stop.end();
    signal.removeEventListener('abort', stop.now);
  }
}

/** Sends one signal, waits, then sends SIGKILL. */
function stopper(
  pid: number | undefined,
  options: ExecOptions,
): {
  readonly now: () => void;
  readonly late: () => void;
  readonly end: () => void;
  readonly used: () => boolean;
  readonly wasLate: () => boolean;
} {
  let state: 'running' | 'stopping' | 'late' = 'running';
  let timer: NodeJS.Timeout | undefined;
  const stop = (next: 'stopping' | 'late'): void => {
    if (state !== 'running') return;
    state = next;
    signalGroup(pid, options.killSignal ?? 'SIGINT');
    timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), options.killGraceMs ?? 10_000);
  };
  return {
    now: () => stop('stopping'),
    late: () => stop('late'),
    end: () => clearTimeout(timer),
    used: () => state !== 'running',
    wasLate: () => state === 'late',
  };
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // ESRCH: the group has already ended.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Passes lines on as they come. An error of the receiver stops the command, and is thrown once the command has ended. */
function passLines(
  child: { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream },
  onLine: ExecOptions['onLine'],
  stop: () => void,
): { throwIfFailed(): void } {
  let failure: { readonly error: unknown } | undefined;
  const pass = (stream: 'stdout' | 'stderr') => (line: string) => {
    if (failure !== undefined) return;
    try {
      onLine?.(line, stream);
    } catch (error) {
      failure = { error };
      stop();
    }
  };
  if (onLine !== undefined) {
    eachLine(child.stdout, pass('stdout'));
    eachLine(child.stderr, pass('stderr'));
  }
  return {
    throwIfFailed() {
      if (failure !== undefined) throw failure.error;
    },
  };
}

function eachLine(stream: NodeJS.ReadableStream, handle: (line: string) => void): void {
  // One character may arrive in two chunks.
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) handle(line);
  });
  stream.on('end', () => {
    rest += decoder.end();
    if (rest !== '') handle(rest);
  });
}

/** The program's name only, because arguments may hold secrets. */
function commandName(pieces: TemplateStringsArray, words: TemplateWords): string {
  const first = pieces[0]?.trim().split(/\s+/)[0] ?? '';
  return first !== '' ? first : ([words[0] ?? ''].flat()[0] ?? '');
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
