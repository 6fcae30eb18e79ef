/** What a command and everything it starts take: time, processor time, memory. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** The cost of a command. */
export interface ProcessCost {
  readonly seconds: number;
  /** User and system time of it and of all that it waited for. */
  readonly cpuSeconds: number;
  /** The most that it and its descendants had resident at the same time, in MB. */
  readonly memoryMb: number;
}

const LOOK_MS = 200;
const PAGE_BYTES = 4_096;

/** Runs a command of the shell, which must succeed. */
export async function costOf(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<ProcessCost> {
  const from = performance.now();
  const timed = `TIMEFORMAT='cpu %U %S'; time { ${script}; }`;
  const child = spawn('bash', ['-c', timed], { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let most = 0;
  const looking = new AbortController();
  const looked = (async () => {
    while (!looking.signal.aborted) {
      most = Math.max(most, await residentMb(child.pid ?? 0));
      await sleep(LOOK_MS, undefined, { signal: looking.signal }).catch(() => undefined);
    }
  })();
  const code = await ended;
  const seconds = (performance.now() - from) / 1_000;
  looking.abort();
  await looked;
  const [, user = '', system = ''] = /^cpu ([\d.]+) ([\d.]+)$/m.exec(stderr) ?? [];
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  return { seconds, cpuSeconds: Number(user) + Number(system), memoryMb: most };
}

/** Resident memory of a process and its descendants. Pages that they share are counted for each. */
async function residentMb(root: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(pids.map((pid) => statOf(pid)));
  const children = Map.groupBy(
    all.flatMap((stat) => stat ?? []),
    ({ parent }) => parent,
  );
  const family = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, child) => sum + child.pages + family(child.pid), 0);
  return (family(root) * PAGE_BYTES) / 1e6;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly pages: number;
}

async function statOf(pid: string): Promise<Stat | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name is in brackets, and may have blanks.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  return { pid: Number(pid), parent: Number(fields[1]), pages: Number(fields[21]) };
}
