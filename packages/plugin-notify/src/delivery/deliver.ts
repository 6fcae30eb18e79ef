/** Sends one notice within its budget, and retries if that can help. It never rejects and never exceeds the budget. */
import type { Clock } from '@paintbox/deploy-core';
import type { Attempt, Connection } from '../channels/channel.ts';
import { notifyUncertain, notifyUnreachable } from '../errors.ts';
import type { Notice } from '../notices/notice.ts';
import type { Outcome } from './outcome.ts';

/** The longest one try may take, in ms. */
const TRY_MS = 4_000;
const FIRST_PAUSE_MS = 250;

/** The notice to deliver, and its time limits. */
export interface Delivery {
  readonly channel: string;
  readonly connection: Connection;
  readonly notice: Notice;
  readonly budgetMs: number;
  readonly clock: Clock;
  /** True when an earlier process may have sent it. */
  readonly again: boolean;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
}

/** Delivers a notice; the outcome is that of the last try. */
export async function deliver(delivery: Delivery): Promise<Outcome> {
  const { connection, clock, budgetMs } = delivery;
  const deadline = clock.now() + budgetMs;
  let again = delivery.again;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    const left = deadline - clock.now();
    const outcome = await attempt(delivery, Math.max(1, Math.min(left, TRY_MS, budgetMs / 2)), again);
    if (outcome.status === 'sent') return outcome;
    if (!outcome.error.transient || (outcome.status === 'unknown' && !connection.idempotent)) return outcome;
    again ||= outcome.status === 'unknown';
    const waitMs = (outcome.status === 'failed' ? outcome.retryAfterMs : undefined) ?? pauseMs;
    // Retry-After exceeds our budget; leave it to the next run.
    if (clock.now() + waitMs >= deadline || delivery.signal?.aborted === true) return outcome;
    await clock.sleep(waitMs, delivery.signal).catch(() => undefined);
  }
}

async function attempt(delivery: Delivery, limitMs: number, again: boolean): Promise<Outcome> {
  const { channel, connection, notice } = delivery;
  const limit = AbortSignal.timeout(Math.ceil(limitMs));
  const signal = delivery.signal === undefined ? limit : AbortSignal.any([limit, delivery.signal]);
  const over = Promise.withResolvers<Outcome>();
  signal.addEventListener('abort', () =>
    // A client that ignores its signal must not take longer than the limit.
    over.resolve({
      status: 'unknown',
      error: notifyUncertain(channel, `no answer in ${Math.ceil(limitMs)} ms`),
    }),
  );
  const given: Attempt = { signal, again };
  const sending = connection.send(notice, given).catch((error: unknown): Outcome => ({
    status: 'failed',
    error: notifyUnreachable(channel, error instanceof Error ? error.message : String(error)),
  }));
  return Promise.race([sending, over.promise]);
}
