/** Notices that the process which started this one is gone, so that a run nobody waits for changes nothing more. */
import { runOrphaned } from '../run-errors.ts';
import type { RunOptions } from './run-options.ts';
import { systemParent } from './system.ts';

/** Remembers the parent; the function it returns throws `RUN_ORPHANED` once there is another one. */
export function parentWatch({
  watchParent = false,
  parentPid = systemParent,
}: Pick<RunOptions, 'watchParent' | 'parentPid'>): () => void {
  if (!watchParent) return () => undefined;
  const first = parentPid();
  return () => {
    const now = parentPid();
    if (now !== first) throw runOrphaned(first, now);
  };
}
