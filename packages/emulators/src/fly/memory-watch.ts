/** Holds a machine's process to the memory of its guest, as the kernel of a real machine does. */
import { readFileSync } from 'node:fs';
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
    const used = residentMb(machine.pid);
    if (used === undefined || used <= limitMb || exceeded) return;
    exceeded = true;
    machine.kill('SIGKILL');
  }, everyMs);
  timer.unref();
  return {
    get exceeded() {
      return exceeded;
    },
    stop: () => clearInterval(timer),
  };
}

/** The kernel's own file is read at once: it is no disk, and many machines are looked at. */
function residentMb(pid: number): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB/mu.exec(statusOf(pid))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return ''; // it may have ended
  }
}
