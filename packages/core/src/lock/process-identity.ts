/** Identifies a process, so that a lock whose holder is certainly gone can be taken before its lease expires. */
import { readFileSync, readlinkSync } from 'node:fs';

/** A process, and the machine it runs on. */
export interface ProcessIdentity {
  readonly pid: number;
  /** The boot and the process namespace of the pid. Null where they cannot be read; then nothing is concluded from the pid. */
  readonly scope: string | null;
}

/**
 * This process, in a form to store for other processes.
 *
 * @example
 * await fileStore('.paintbox/state').create('claims/report', JSON.stringify(processIdentity()));
 */
export function processIdentity(): ProcessIdentity {
  return { pid: process.pid, scope: scope() };
}

/**
 * True only when the process is of this boot and namespace and no process has its pid. A pid that now belongs to another process counts as alive, which is the safe mistake.
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

/** True for a zombie: ended, but not yet collected by its parent, as happens in containers. */
function isDefunct(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name is in parentheses and may hold any character. The state follows it.
  return /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}

function scope(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Not Linux: only the lease counts.
    return null;
  }
}
