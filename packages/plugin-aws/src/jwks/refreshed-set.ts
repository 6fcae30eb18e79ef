import { setTimeout as sleep } from 'node:timers/promises';
import { loadPublishedSet, type JwksFailure, type LoadText, type PublishedSet } from './published-set.ts';

/** The time limits for reading the set again, in milliseconds. */
export type RefreshOptions = {
  readonly load: LoadText;
  readonly refreshAfterMs: number;
  readonly staleLimitMs: number;
  readonly loadTimeoutMs: number;
  readonly staleWaitMs: number;
  readonly clock: () => number;
  readonly onError: (failure: JwksFailure) => void;
};

/** The current answer. `staleMs` is 0 for a fresh set. */
export type CurrentSet =
  | { readonly set: PublishedSet; readonly staleMs: number }
  | { readonly set: undefined; readonly retryAfterMs: number };

/** After a failure the source is not asked for this long, or for one refresh period if that is shorter. */
const failurePauseMs = 5_000;

/**
 * Keeps the last good set and reads it again when it is old. At most one read is under way. A failed
 * read never replaces the good set, which is served with its age until `staleLimitMs`.
 *
 * A set older than `refreshAfterMs` is read again in the background, and no request waits. Only for a set twice that old, as after a time without
 * requests, a request waits, at most `staleWaitMs`, and only if the last read did not fail. So an answer without a mark of
 * its age is never older than two periods.
 */
export class RefreshedSet {
  readonly #options: RefreshOptions;
  #good: PublishedSet | undefined;
  #refreshing: Promise<void> | undefined;
  #failing = false;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  /** The set to answer with: at once, or after a read if the kept set is too old. */
  current(): CurrentSet | Promise<CurrentSet> {
    const { clock, refreshAfterMs, staleLimitMs } = this.#options;
    const nowMs = clock();
    const ageMs = this.#ageMs(nowMs);
    const due = ageMs >= refreshAfterMs || this.#hasChangedSince(nowMs);
    if (!due) return this.#answer(nowMs);
    if (this.#refreshing === undefined && nowMs < this.#notBeforeMs) return this.#answer(nowMs);
    const refreshing = this.#refresh();
    // A source that failed last time may fail again, so a request that can be answered does not wait.
    const tolerableMs = this.#failing ? staleLimitMs : 2 * refreshAfterMs;
    return ageMs < tolerableMs ? this.#answer(nowMs) : this.#afterReading(refreshing, ageMs);
  }

  async #afterReading(refreshing: Promise<void>, ageMs: number): Promise<CurrentSet> {
    const { clock, staleLimitMs, staleWaitMs } = this.#options;
    await (ageMs < staleLimitMs ? first(refreshing, staleWaitMs) : refreshing);
    return this.#answer(clock());
  }

  #answer(nowMs: number): CurrentSet {
    const { refreshAfterMs, staleLimitMs } = this.#options;
    const ageMs = this.#ageMs(nowMs);
    if (this.#good === undefined || ageMs >= staleLimitMs) {
      return { set: undefined, retryAfterMs: Math.max(1_000, this.#notBeforeMs - nowMs) };
    }
    const stale = ageMs >= 2 * refreshAfterMs || (this.#failing && ageMs >= refreshAfterMs);
    return { set: this.#good, staleMs: stale ? ageMs : 0 };
  }

  /** True when the time of a planned change has passed since the read. */
  #hasChangedSince(nowMs: number): boolean {
    const good = this.#good;
    return good !== undefined && good.plannedChangesMs.some((at) => good.loadedAtMs < at && at <= nowMs);
  }

  /** If the clock was set back, the age would be negative; the set then counts as new. */
  #ageMs(nowMs: number): number {
    return this.#good === undefined ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - this.#good.loadedAtMs);
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const { load, loadTimeoutMs, refreshAfterMs, clock, onError } = this.#options;
    const outcome = await loadPublishedSet(load, loadTimeoutMs, clock);
    this.#failing = !outcome.ok;
    if (outcome.ok) {
      this.#good = outcome.set;
      return;
    }
    this.#notBeforeMs = clock() + Math.min(failurePauseMs, refreshAfterMs);
    onError(outcome.failure);
  }
}

async function first(work: Promise<void>, limitMs: number): Promise<void> {
  const limit = new AbortController();
  try {
    await Promise.race([work, sleep(limitMs, undefined, { signal: limit.signal, ref: false })]);
  } finally {
    limit.abort();
  }
}
