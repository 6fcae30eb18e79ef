/** Starts a local world in the background, finds the one that runs, and stops it. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ADDRESS_FORMAT } from './world.ts';
import type { WorldAddress } from './world.ts';

const DAEMON = fileURLToPath(new URL('./daemon.ts', import.meta.url));

/** The longest a world may take to start or stop, in ms. */
const PATIENCE_MS = 30_000;

/** Finds the world of a folder, or starts it in a process of its own that outlives this one. One that older code started is started again. */
export async function ensureWorld(
  folder: string,
  options: { readonly timeScale?: number | undefined } = {},
): Promise<WorldAddress> {
  const dir = resolve(folder);
  const running = await runningWorld(dir);
  if (running?.format === ADDRESS_FORMAT) return running;
  if (running !== undefined) await stopWorld(dir);
  await mkdir(dir, { recursive: true });
  // What a world that was killed left behind names a process that is gone.
  await rm(join(dir, 'world.json'), { force: true });
  const scale = options.timeScale === undefined ? [] : [String(options.timeScale)];
  const daemon = spawn(process.execPath, [DAEMON, dir, ...scale], {
    detached: true,
    stdio: 'ignore',
  });
  daemon.unref();
  const deadline = Date.now() + PATIENCE_MS;
  while (daemon.exitCode === null && daemon.signalCode === null && Date.now() < deadline) {
    const address = await runningWorld(dir);
    if (address !== undefined) return address;
    await wait(50);
  }
  throw new Error(`the local world did not start; ${join(dir, 'world.log')} says why`);
}

/** The world that runs over a folder, if it answers. */
export async function runningWorld(folder: string): Promise<WorldAddress | undefined> {
  const address = await readAddress(resolve(folder));
  if (address === undefined || !isAlive(address.pid)) return undefined;
  try {
    const answer = await fetch(`${address.flyApiUrl}/_emulator/health`, {
      signal: AbortSignal.timeout(5_000),
    });
    return answer.ok ? address : undefined;
  } catch {
    // Another process has the pid, or the world is going down.
    return undefined;
  }
}

/** Ends the world of a folder and all its machines; false when none ran. */
export async function stopWorld(folder: string): Promise<boolean> {
  const address = await runningWorld(folder);
  if (address === undefined) return false;
  process.kill(address.pid, 'SIGTERM');
  const deadline = Date.now() + PATIENCE_MS;
  while (isAlive(address.pid)) {
    if (Date.now() > deadline) throw new Error(`the local world, process ${address.pid}, does not stop`);
    await wait(50);
  }
  return true;
}

async function readAddress(dir: string): Promise<WorldAddress | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, 'world.json'), 'utf8')) as WorldAddress;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
