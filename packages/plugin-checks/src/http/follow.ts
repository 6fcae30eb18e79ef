/** Follows the redirects of a page within its own site, as a browser does. Reports when they do not end at a page. */
import { isSameSite } from './same-site.ts';
import type { Answer, Http } from './http.ts';

/** The last answer, and the redirects before it. */
export interface Followed {
  readonly answer: Answer;
  /** Redirect targets in order; empty when the first answer was no redirect. */
  readonly hops: readonly string[];
  /** Why following stopped at a redirect. */
  readonly stopped?: 'loop' | 'another site' | 'too many redirects' | undefined;
}

const MAX_HOPS = 5;

/** Asks an address and follows up to five redirects of the same site. */
export async function follow(http: Http, url: string): Promise<Followed> {
  const hops: string[] = [];
  for (let current = url; ;) {
    const answer = await http(current);
    const next = answer.redirectedTo;
    if (next === undefined) return { answer, hops };
    if (next === url || hops.includes(next)) return { answer, hops, stopped: 'loop' };
    if (!isSameSite(current, next)) {
      return { answer, hops, stopped: 'another site' };
    }
    if (hops.length === MAX_HOPS) return { answer, hops, stopped: 'too many redirects' };
    hops.push(next);
    current = next;
  }
}
