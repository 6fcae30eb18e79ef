import { setTimeout as sleep } from 'node:timers/promises';
import { loadPublishedSet, type JwksFailure, type LoadText, type PublishedSet } from './published-set.ts';

/** How the set is kept fresh. Every time is in milliseconds. */
export type RefreshOptions = {
  readonly load: LoadText;
  readonly refreshAfterMs: number;
  readonly staleLimitMs: number;
  readonly loadTimeoutMs: number;
  readonly staleWaitMs: number;
  readonly clock: () => number;
  readonly onError: (failure: JwksFailure) => void;
};

/** What can be answered now. `staleMs` is 0 while the set is as fresh as it should be. */
export type CurrentSet =
  | { readonly set: PublishedSet; readonly staleMs: number }
  | { readonly set: undefined; readonly retryAfterMs: number };

/** After a failure the source is left alone for this long, or for one refresh period when that is shorter. */
const failurePauseMs = 5_000;

/**
 * Holds the last good set and reads it again when it is old. However many requests arrive, one read is under way; a failed
 * one never replaces the good set, which is answered with its age until `staleLimitMs`.
 */
export class RefreshedSet {
  readonly #options: RefreshOptions;
  #good: PublishedSet | undefined;
  #refreshing: Promise<void> | undefined;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  /** The set to answer with. Reads first when that is due, but lets nobody wait longer than `staleWaitMs` who can be answered. */
  async current(): Promise<CurrentSet> {
    const { clock, refreshAfterMs, staleLimitMs, staleWaitMs } = this.#options;
    const ageMs = this.#ageMs();
    const due = ageMs >= refreshAfterMs && clock() >= this.#notBeforeMs;
    if (due || (this.#refreshing !== undefined && ageMs >= refreshAfterMs)) {
      const refreshing = this.#refresh();
      await (ageMs < staleLimitMs ? first(refreshing, staleWaitMs) : refreshing);
    }

    const good = this.#good;
    const nowAgeMs = this.#ageMs();
    if (good === undefined || nowAgeMs >= staleLimitMs) {
      return { set: undefined, retryAfterMs: Math.max(1_000, this.#notBeforeMs - clock()) };
    }
    return { set: good, staleMs: nowAgeMs >= refreshAfterMs ? nowAgeMs : 0 };
  }

  /** A clock that was set back makes the set look younger than new; it then counts as new. */
  #ageMs(): number {
    if (this.#good === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#options.clock() - this.#good.loadedAtMs);
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
