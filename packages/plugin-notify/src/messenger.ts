/** Tells notices so that each arrives once as far as that can be known: owed on a slip first, sent, and the slip settled. */
import type { DeployError, StateStore } from '@paintbox/deploy-core';
import type { ChannelContext, Connection } from './channel.ts';
import { deliver } from './deliver.ts';
import { noticeFromJournal } from './from-journal.ts';
import type { Notice } from './notice.ts';
import { openOutbox } from './outbox.ts';
import type { Outbox } from './outbox.ts';

/** What is not told for so long is not told any more, in ms. */
const STALE_MS = 7 * 24 * 60 * 60_000;
/** The most notices of earlier runs that one run tells. */
const MOST = 20;

/** Tells notices by one channel. */
export interface Messenger {
  /** Notes that a notice will be owed, so that somebody tells it even if this process is killed. */
  promise(id: string): Promise<void>;
  /** Tells a notice; resolves with why it could not. */
  tell(notice: Notice): Promise<DeployError | undefined>;
  /** It will not be told after all. */
  withdraw(id: string): Promise<void>;
  /** Tells what other runs owe, or with `own` also this one, until the signal aborts. */
  tellOwed(signal: AbortSignal, options?: { readonly own: boolean }): Promise<DeployError | undefined>;
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
    const slip = await outbox.claim(notice.id, clock.now());
    // Told by another process, or at the moment.
    if (slip === undefined) return undefined;
    const outcome = await deliver({
      ...options,
      clock,
      notice,
      budgetMs,
      again: slip.uncertain === true,
      signal,
    });
    if (outcome.status === 'sent') {
      await outbox.settle(notice.id);
      return undefined;
    }
    const waitMs = outcome.status === 'failed' ? outcome.retryAfterMs : undefined;
    const notBefore = waitMs === undefined ? undefined : clock.now() + waitMs;
    await outbox.defer(notice.id, slip, { notBefore, uncertain: outcome.status === 'unknown' });
    return outcome.error;
  };
  return {
    promise: (id) => outbox.owe(id, clock.now()),
    withdraw: (id) => outbox.settle(id),
    async tell(notice) {
      const noted = await outbox.owe(notice.id, clock.now()).then(
        () => true,
        () => false,
      );
      if (noted) return send(notice);
      // A store that cannot be written is no reason to keep silent.
      const outcome = await deliver({ ...options, clock, notice, budgetMs, again: false });
      return outcome.status === 'sent' ? undefined : outcome.error;
    },
    async tellOwed(signal, { own } = { own: false }) {
      let first: DeployError | undefined;
      for (const id of (await outbox.owed()).slice(0, MOST)) {
        if (signal.aborted) break;
        // What this run says it tells itself, when its time has come.
        if (!own && id.startsWith(`${run.id}.`)) continue;
        const notice = await owedNotice(context.state, outbox, id, clock.now());
        if (notice?.quiet === true && !options.connection.starts) await outbox.settle(id);
        else if (notice !== undefined) first ??= await send(notice, signal);
      }
      return first;
    },
  };
}

/** The notice of a slip, if it can be told now; a slip that can never be is thrown away. */
async function owedNotice(
  state: StateStore,
  outbox: Outbox,
  id: string,
  now: number,
): Promise<Notice | undefined> {
  const notice = await noticeFromJournal(state, id);
  if (notice === undefined) return undefined;
  const old = notice !== 'lost' && now - startedAt(notice.run.id) > STALE_MS;
  if (notice !== 'lost' && !old) return notice;
  await outbox.settle(id);
  return undefined;
}

/** When a run began, by its id: `20261123-061530-1a2b3c4d`. */
function startedAt(runId: string): number {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(runId) ?? [];
  const at = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(at) ? Date.now() : at;
}
