/** Sends notices, each once as far as possible: the id is stored in the outbox, the notice is sent, and the id is removed. */
import type { DeployError } from '@paintbox/deploy-core';
import type { ChannelContext, Connection } from '../channels/channel.ts';
import { deliver } from './deliver.ts';
import { noticeFromJournal } from '../notices/from-journal.ts';
import type { Notice } from '../notices/notice.ts';
import { openOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';

/** Notices older than this are dropped, in ms. */
const STALE_MS = 7 * 24 * 60 * 60_000;
/** How many notices of earlier runs one run sends at most. */
const MOST = 20;

/** Sends notices through one channel. */
export interface Messenger {
  /** Stores the id of a future notice, so that another process sends it if this one is killed. */
  promise(id: string): Promise<void>;
  /** Sends a notice. Resolves with the error if that fails. */
  send(notice: Notice): Promise<DeployError | undefined>;
  /** Removes the id of a notice that will not be sent. */
  withdraw(id: string): Promise<void>;
  /** Sends the kept notices of other runs, and with `own` also of this one, until the signal aborts. */
  sendKept(
    signal: AbortSignal,
    options?: {
      readonly own: boolean;
      /** The id of a notice whose time has not come. */
      readonly notYet?: string | undefined;
    },
  ): Promise<DeployError | undefined>;
}

/** A messenger of one run. */
export function createMessenger(options: {
  readonly channel: string;
  readonly connection: Connection;
  readonly context: ChannelContext;
  readonly budgetMs: number;
}): Messenger {
  const { context, channel, budgetMs } = options;
  const { clock, run } = context;
  const outbox = openOutbox(context.state, channel);
  const send = async (notice: Notice, signal?: AbortSignal): Promise<DeployError | undefined> => {
    const entry = await outbox.claim(notice.id, clock.now());
    // Another process has sent it, or is sending it.
    if (entry === undefined) return undefined;
    const outcome = await deliver({
      ...options,
      clock,
      notice,
      budgetMs,
      again: entry.uncertain === true,
      signal,
    });
    if (outcome.status === 'sent') {
      await outbox.remove(notice.id);
      return undefined;
    }
    const waitMs = outcome.status === 'failed' ? outcome.retryAfterMs : undefined;
    const notBefore = waitMs === undefined ? undefined : clock.now() + waitMs;
    await outbox.defer(notice.id, entry, { notBefore, uncertain: outcome.status === 'unknown' });
    return outcome.error;
  };
  return {
    promise: (id) => outbox.owe(id, clock.now()),
    withdraw: (id) => outbox.remove(id),
    async send(notice) {
      const noted = await outbox.owe(notice.id, clock.now()).then(
        () => true,
        () => false,
      );
      if (noted) return send(notice);
      // Send it even if the store cannot be written.
      const outcome = await deliver({ ...options, clock, notice, budgetMs, again: false });
      return outcome.status === 'sent' ? undefined : outcome.error;
    },
    async sendKept(signal, { own, notYet } = { own: false }) {
      let first: DeployError | undefined;
      for (const id of (await outbox.ids()).slice(0, MOST)) {
        if (signal.aborted) break;
        // This run sends its own notices later.
        if (id === notYet) continue;
        if (!own && id.startsWith(`${run.id}.`)) continue;
        const notice = await keptNotice(context, outbox, id, clock.now());
        if (notice?.quiet === true && !options.connection.starts) await outbox.remove(id);
        else if (notice !== undefined) first ??= await send(notice, signal);
      }
      return first;
    },
  };
}

/** The notice of an outbox entry, if it can be sent now. An entry that can never be sent is removed. */
async function keptNotice(
  { state, commandLine }: ChannelContext,
  outbox: Outbox,
  id: string,
  now: number,
): Promise<Notice | undefined> {
  const notice = await noticeFromJournal(state, id, commandLine);
  if (notice === undefined) return undefined;
  const old = notice !== 'lost' && now - startedAt(notice.run.id) > STALE_MS;
  if (notice !== 'lost' && !old) return notice;
  await outbox.remove(id);
  return undefined;
}

/** When a run began, by its id: `20261123-061530-1a2b3c4d`. */
function startedAt(runId: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(runId) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(at) ? Date.now() : at;
}
