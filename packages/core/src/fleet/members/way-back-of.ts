/** Where a member goes back to: what the released image replaced, by the member's own journals. */
import { readRecord } from '../../engine/resume-run.ts';
import { listRuns } from '../../journal/journal.ts';
import type { StateStore } from '../../store/state-store.ts';
import { digestOf } from '../lead/held-images.ts';

/** The version before the image was released here; undefined when nothing says so, and the member's rollback has to choose. */
export async function versionBefore(store: StateStore, image: string): Promise<string | undefined> {
  const wanted = digestOf(image);
  for (const runId of (await listRuns(store)).toReversed()) {
    const { release, previous } = await readRecord(store, runId);
    if (release?.imageDigest !== wanted || previous === undefined) continue;
    // The same image may have been released twice: what came before the first time is the way back.
    if (previous.imageDigest !== wanted) return previous.version;
  }
  return undefined;
}
