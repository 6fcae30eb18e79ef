/** Ends what a test file left running: servers that a test starts to outlive it lead process groups of their own. */
import { readdir, readFile } from 'node:fs/promises';

/** Kills each process that has the variable, as `NAME=value`, in its environment. Finds none where there is no /proc. */
export async function endLeftOver(variable: string): Promise<void> {
  const names = await readdir('/proc').catch(() => []);
  for (const pid of names.filter((name) => /^\d+$/.test(name)).map(Number)) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    if (!environment.split('\0').includes(variable)) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  }
}
