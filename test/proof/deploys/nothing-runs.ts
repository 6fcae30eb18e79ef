/** Looks for processes that a closed world left behind. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** A flyctl whose deployer was killed may still be ending. */
const PATIENCE_MS = 120_000;

/** Waits until no process has the folder among its arguments; fails when one stays. Says nothing where there is no /proc. */
export async function nothingRuns(folder: string): Promise<void> {
  if (!existsSync('/proc/self/cmdline')) return;
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await commandsWith(folder);
    if (left.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still running: ${left.join('; ')}`);
    await wait(200);
  }
}

async function commandsWith(folder: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    // A process that ended meanwhile has no file any more.
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.includes(folder)).map((each) => each.replaceAll('\0', ' '));
}
