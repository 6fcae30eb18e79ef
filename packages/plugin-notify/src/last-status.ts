/** How the last run of a pipeline that only looks ended, so that people are told of changes and not of every look. */
import type { StateStore } from '@paintbox/deploy-core';

/** Keeps the status, and says whether it is another one than before. That all is well at the first look is no news. */
export async function isNews(
  state: StateStore,
  channel: string,
  pipeline: string,
  status: string,
): Promise<{ readonly news: boolean; readonly keep: () => Promise<void> }> {
  const key = `notify/${channel}/last/${pipeline.replaceAll(' ', '-')}`;
  const before = await state.read(key);
  return {
    news: before === undefined ? status !== 'succeeded' : before.value !== status,
    async keep() {
      if (before?.value === status) return;
      // Whoever was quicker has told it.
      if (before === undefined) await state.create(key, status);
      else await state.replace(key, status, before.tag);
    },
  };
}
