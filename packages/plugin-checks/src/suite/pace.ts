/** How long each address took to answer in all checks so far, so that what is known need not be measured again. */
import type { Answer, Http } from '../http/http.ts';
import { isGood } from '../http/http.ts';

/** One answer. */
export interface Timed {
  readonly durationMs: number;
  readonly isGood: boolean;
  /** No answer came in time. */
  readonly isSilent: boolean;
  /** Nearly all of the time no other request was under way, so that nothing of ours slowed it down. */
  readonly isAlone: boolean;
}

/** The least part of its time that a request has to be under way alone. */
const ALONE_SHARE = 0.9;
const MOST_HOPS = 5;

/** The times of one series of checks. */
export class Pace {
  readonly #times = new Map<string, Timed[]>();
  readonly #redirects = new Map<string, string>();
  #underWay = 0;
  /** Since when a single request is under way. */
  #quietSince = 0;

  /** The same function, with its answers timed. */
  timed(http: Http): Http {
    return async (url, headers, send) => {
      this.#change(1);
      const startedAt = performance.now();
      try {
        const answer = await http(url, headers, send);
        const now = performance.now();
        const aloneMs = this.#underWay === 1 ? now - this.#quietSince : 0;
        this.#note(url, answer, aloneMs >= ALONE_SHARE * (now - startedAt));
        return answer;
      } finally {
        this.#change(-1);
      }
    };
  }

  #change(by: number): void {
    this.#underWay += by;
    if (this.#underWay === 1) this.#quietSince = performance.now();
  }

  /** The answers of an address, whatever its query, in the order they came. */
  of(url: string): readonly Timed[] {
    return this.#times.get(addressOf(url)) ?? [];
  }

  /** Where the address led to when it was asked; the address itself when it was not, or answered by itself. */
  landing(url: string): string {
    let at = url;
    for (let hops = 0; hops < MOST_HOPS; hops += 1) at = this.#redirects.get(at) ?? at;
    return at;
  }

  /** True when the address was asked twice, and twice said nothing in time. */
  isSilent(url: string): boolean {
    const last = this.of(url).slice(-2);
    return last.length === 2 && last.every(({ isSilent }) => isSilent);
  }

  #note(url: string, answer: Answer, isAlone: boolean): void {
    const key = addressOf(url);
    const times = this.#times.get(key) ?? [];
    this.#times.set(key, times);
    const { durationMs, error, redirectedTo } = answer;
    if (redirectedTo !== undefined) this.#redirects.set(url, redirectedTo);
    times.push({ durationMs, isGood: isGood(answer), isSilent: error?.kind === 'timeout', isAlone });
  }
}

function addressOf(url: string): string {
  return url.split('?')[0] ?? url;
}
