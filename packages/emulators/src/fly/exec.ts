/** Runs a command in a machine, beside its app. */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { constants as system } from 'node:os';
import { delimiter, join } from 'node:path';
import { argumentsFor, environmentFor, type ProcessOptions } from './machine-process.ts';
import { PlatformError } from './world.ts';

/** A command. */
export interface ExecRequest {
  readonly command: readonly string[];
  readonly stdin: string;
  readonly timeoutMs: number;
}

/** How it ended: with a code, or by a signal. */
export interface ExecAnswer {
  readonly exit_code?: number;
  readonly exit_signal?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The descriptor of the pipe that ends the command when the daemon ends. */
const lifeline = 3;

/** Runs it to its end, which comes with the machine's at the latest; one that takes too long is killed, and then the call fails. */
export async function execInMachine(
  options: ProcessOptions,
  { stdin, timeoutMs }: Omit<ExecRequest, 'command'>,
  machineEnd: Promise<unknown> | undefined,
): Promise<ExecAnswer> {
  const env = environmentFor(options);
  await requireProgram(options.cmd[0] ?? '', env['PATH'] ?? '');
  const child = spawn(process.execPath, argumentsFor(options, lifeline), {
    cwd: options.cwd,
    env,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that all of it can be killed
  });
  let ended = false;
  const kill = (): void => {
    if (ended || child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of its group has ended just now.
    }
  };
  void machineEnd?.then(kill);
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  child.stdin.on('error', () => undefined).end(stdin); // a command need not read
  return await new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      kill();
      reject(
        new PlatformError(408, 'deadline_exceeded: Post "http://unix/v1/exec": context deadline exceeded'),
      );
    }, timeoutMs);
    child.once('error', (error) => {
      ended = true;
      clearTimeout(limit);
      reject(error);
    });
    child.once('close', (code, signal) => {
      ended = true;
      clearTimeout(limit);
      resolve(
        signal === null
          ? { exit_code: code ?? 0, ...said }
          : { exit_signal: system.signals[signal], ...said },
      );
    });
  });
}

/** A program that cannot be started is no exit code but an error of the call, as in the source of the machine's init (superfly/init-snapshot). */
async function requireProgram(program: string, path: string): Promise<void> {
  if (program === 'node' || program.endsWith('/node')) return; // the machine's own is the daemon's
  const places = program.includes('/')
    ? [program]
    : path.split(delimiter).map((folder) => join(folder, program));
  for (const place of places) {
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return;
  }
  throw new PlatformError(500, `unknown: ${program}: No such file or directory (os error 2)`);
}
