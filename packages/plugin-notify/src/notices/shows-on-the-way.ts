/** Shows the start and the progress of a run. These messages are less important than the end, so they may be late, left out, or cut off. */
import type { RunEvent } from '@paintbox/deploy-core';
import type { ChannelListenerOptions } from '../channels/channel-listener.ts';
import { deliver } from '../delivery/deliver.ts';
import type { Notice } from './notice.ts';
import { followRun } from './run-view.ts';

/** Services limit how often a message may be edited; about once a second is fine with all of them. */
const EVERY_MS = 1_100;
const FOLLOW_MS = 3_000;

/** Shows a run under way. */
export interface OnTheWay {
  started(notice: Notice): void;
  see(event: RunEvent): void;
  /** Waits for the current message. Cuts it off after this time, in ms. */
  over(graceMs: number): Promise<void>;
}

/** Shows one run through one connection. */
export function showsOnTheWay(options: ChannelListenerOptions): OnTheWay {
  const { connection, context, budgetMs, channel } = options;
  const { clock } = context;
  const follower = followRun(context.run, context.history);
  const cut = new AbortController();
  const pace = new AbortController();
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = false;
  const show = async (): Promise<void> => {
    await clock.sleep(EVERY_MS, pace.signal).catch(() => undefined);
    waiting = false;
    // The message at the end includes this one.
    if (pace.signal.aborted) return;
    const signal = AbortSignal.any([cut.signal, AbortSignal.timeout(FOLLOW_MS)]);
    await connection.follow?.(follower.view, { signal, again: false }).catch(() => undefined);
  };
  return {
    started(notice) {
      queue = deliver({ channel, connection, notice, budgetMs, clock, again: false, signal: cut.signal });
    },
    see(event) {
      if (!follower.see(event) || connection.follow === undefined || !connection.starts || context.readOnly)
        return;
      if (waiting) return;
      waiting = true;
      queue = queue.then(show);
    },
    async over(graceMs) {
      pace.abort();
      const limit = setTimeout(() => cut.abort(), graceMs);
      await queue;
      clearTimeout(limit);
    },
  };
}
