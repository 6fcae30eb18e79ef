/** Runs the real executable as a child process, the way a person or a CI job would. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BIN: string = fileURLToPath(new URL('../bin.cjs', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
export const GOOD: string = fileURLToPath(new URL('fixtures/good', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder with files; the packages of the workspace resolve from it. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-cli-'));
  await symlink(MODULES, join(folder, 'node_modules'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** An environment without what a CI job or a developer's shell would add. */
export function cleanEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: tmpdir(), ...extra };
}

export async function runCli(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly during?: (child: ChildProcess, text: () => string) => void;
  } = {},
): Promise<Ended> {
  const state = await mkdtemp(join(tmpdir(), 'paintbox-state-'));
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: options.cwd ?? GOOD,
    env: cleanEnv({ PAINTBOX_STATE_DIR: state, ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    options.during?.(child, () => stdout + stderr);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    options.during?.(child, () => stdout + stderr);
  });
  const { promise, resolve } = Promise.withResolvers<readonly [number | null, string | null]>();
  child.once('close', (code, signal) => resolve([code, signal]));
  const [code, signal] = await promise;
  await rm(state, { recursive: true, force: true });
  return { code, signal, stdout, stderr };
}
