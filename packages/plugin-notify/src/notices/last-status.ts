/** The status of the last run of a read-only pipeline, so that only changes are sent. */
import type { StateStore } from '@paintbox/deploy-core';

/** Stores the status, and returns whether it has changed. A first run that succeeds is not a change. */
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
      // Another process was faster and has sent it.
      if (before === undefined) await state.create(key, status);
      else await state.replace(key, status, before.tag);
    },
  };
}
