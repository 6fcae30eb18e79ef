/** Which process this is, so that a lock whose holder is certainly gone need not wait for its lease. */
import { readFileSync, readlinkSync } from 'node:fs';

/** A process on a machine that can be told from others. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot and the process namespace the pid counts in; null where they cannot be read, and then nothing is concluded from the pid. */
  readonly scope: string | null;
}

/**
 * This process, to be written where another one may read it.
 *
 * @example
 * await fileStore('.paintbox/state').create('claims/report', JSON.stringify(processIdentity()));
 */
export function processIdentity(): ProcessIdentity {
  return { pid: process.pid, scope: scope() };
}

/**
 * True only when the process is of this boot and namespace and no process has its pid. A pid that was given to another process looks alive, which is the safe mistake.
 *
 * @example
 * isProcessGone(processIdentity()); // false
 */
export function isProcessGone(identity: ProcessIdentity): boolean {
  const here = scope();
  if (here === null || identity.scope !== here) return false;
  try {
    process.kill(identity.pid, 0);
    return isDefunct(identity.pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'ENOENT');
  }
}

/** True only when the process is of this boot and namespace and a process has its pid. */
export function isProcessHere(identity: ProcessIdentity): boolean {
  return identity.scope !== null && identity.scope === scope() && !isProcessGone(identity);
}

/** Ended, and kept in the list only because its parent has not collected it, as happens in containers. */
function isDefunct(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name stands in parentheses and may hold anything; the state comes after it.
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function scope(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Not Linux: the lease alone decides.
    return null;
  }
}
