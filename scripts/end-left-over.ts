/** Ends what a test file left running: servers that a test starts to outlive it lead process groups of their own. */
import { readdirSync, readFileSync } from 'node:fs';

/** One that is found late may have started another one meanwhile. */
const LOOKS = 10;

/**
 * Kills each other process that has the variable, as `NAME=value`, in its environment. Finds none where there is no /proc. It lets nothing else happen in this
 * process meanwhile, so that nobody is started again.
 */
export function endLeftOver(variable: string): void {
  for (let looks = 0; looks < LOOKS && killAll(variable); looks += 1);
}

/** False when there was none. */
function killAll(variable: string): boolean {
  let found = false;
  for (const pid of pids()) {
    if (pid === process.pid || !environmentOf(pid).split('\0').includes(variable)) continue;
    found = true;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  }
  return found;
}

function pids(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty for one that has ended. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
