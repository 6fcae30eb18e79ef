/** Holds a machine's process to the memory of its guest, as the kernel of a real machine does. */
import { readFile } from 'node:fs/promises';
import type { MachineProcess } from './machine-process.ts';

export interface MemoryWatch {
  /** True once the process was killed for its memory. */
  readonly exceeded: boolean;
  stop(): void;
}

const everyMs = 250;

/** Kills the process when its resident set is larger than the limit. Where there is no /proc, memory is not watched. */
export function watchMemory(machine: MachineProcess, limitMb: number): MemoryWatch {
  let exceeded = false;
  const timer = setInterval(() => {
    void residentMb(machine.pid).then((used) => {
      if (used === undefined || used <= limitMb || exceeded) return;
      exceeded = true;
      machine.kill('SIGKILL');
    });
  }, everyMs);
  timer.unref();
  return {
    get exceeded() {
      return exceeded;
    },
    stop: () => clearInterval(timer),
  };
}

async function residentMb(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined); // it may have ended
  const kilobytes = /^VmRSS:\s+(\d+) kB/mu.exec(status ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
