/** Counts how often files are put on the disk through Node's file handles. */
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Starts counting; the returned function says how often it was until now. */
export async function countSyncs(): Promise<() => number> {
  const handle = await open(import.meta.filename, 'r');
  // The class is not exported, but every handle is of it.
  const handles = Object.getPrototypeOf(handle) as Pick<FileHandle, 'sync' | 'datasync'>;
  await handle.close();
  const { sync, datasync } = handles;
  let count = 0;
  handles.sync = function counted(this: FileHandle) {
    count += 1;
    return sync.call(this);
  };
  handles.datasync = function counted(this: FileHandle) {
    count += 1;
    return datasync.call(this);
  };
  return () => count;
}
