/** Notices when the parent process is gone, so that an orphaned run changes nothing more. */
import { runOrphaned } from '../run-errors.ts';
import type { RunOptions } from './run-options.ts';
import { systemParent } from './system.ts';

/** Remembers the parent process. The returned function throws `RUN_ORPHANED` once the parent is another one. */
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
