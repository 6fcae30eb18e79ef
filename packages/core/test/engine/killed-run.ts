import type { StateStore } from '../../src/index.ts';
import { runPipeline } from '../../src/run.ts';
import type { RunOptions } from '../../src/run.ts';

/** Makes a run of which the store has only what a kill in the middle of its first change would have left, and returns its id. */
export async function killedRun(options: RunOptions): Promise<string> {
  const { store } = options;
  let dead = false;
  const dying: StateStore = {
    ...store,
    async append(key, lines, how) {
      if (!dead) await store.append(key, lines, how);
      dead ||= lines.some((line) => line.includes('"effect.intent"'));
    },
    async remove(key) {
      if (!dead || !key.startsWith('open/')) await store.remove(key);
    },
  };
  const { runId } = await runPipeline({ ...options, store: dying, listeners: [] });
  return runId;
}
