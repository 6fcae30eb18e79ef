/** What the keeper has on its volume: a log file for each day, and cached answers by name. */
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The volume, as far as the keeper uses it. */
export type Volume = {
  /** Proves that it can be written. */
  probe(): Promise<void>;
  /** Adds lines to today's log, and lets go of logs that are older than they are kept. */
  addLog(lines: string): Promise<void>;
  readCache(name: string): Promise<Buffer | undefined>;
  writeCache(name: string, value: Buffer): Promise<void>;
};

/** Opens the folder that the volume is mounted at. */
export function openVolume(folder: string, keptDays: number, now: () => Date = () => new Date()): Volume {
  const logs = join(folder, 'logs');
  const cache = join(folder, 'cache');
  let swept = '';
  return {
    async probe() {
      await mkdir(logs, { recursive: true });
      await mkdir(cache, { recursive: true });
      await writeFile(join(folder, '.probe'), now().toISOString());
    },
    async addLog(lines) {
      const day = now().toISOString().slice(0, 10);
      await appendFile(join(logs, `${day}.ndjson`), lines);
      if (swept === day) return;
      swept = day;
      const oldest = new Date(now().getTime() - keptDays * 86_400_000).toISOString().slice(0, 10);
      const old = (await readdir(logs)).filter((name) => name < oldest);
      await Promise.all(old.map((name) => rm(join(logs, name), { force: true })));
    },
    async readCache(name) {
      try {
        return await readFile(join(cache, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async writeCache(name, value) {
      // Written beside and moved into place, so that nobody reads half a value.
      const draft = join(cache, `.${name}-${process.pid}-${now().getTime()}`);
      await writeFile(draft, value);
      await rename(draft, join(cache, name));
    },
  };
}
