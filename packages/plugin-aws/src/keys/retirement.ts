/** The end of a key as a function of what is stored and the time: its time is over, then verifiers lose it, then the document does. */
import type { PrivateDocument } from './private-document.ts';
import type { PublicSet } from './public-jwk.ts';
import { isOver } from './rotation.ts';

/** What a retirement has to do next. */
export type RetirementStep =
  /** Write down that the time of a key is over, so that nobody lets it sign while it is being taken away. */
  | { readonly type: 'expire'; readonly document: PrivateDocument }
  /** Take keys out of the public set. */
  | { readonly type: 'unpublish'; readonly kids: readonly string[]; readonly set: PublicSet }
  /** Forget their private halves. */
  | { readonly type: 'remove'; readonly kids: readonly string[]; readonly document: PrivateDocument };

/**
 * The next step for the key named `kid`, or, when none is named, for every key whose overlap is over. Never touches the active key: whoever
 * names it has been refused before.
 */
export function nextRetirement(
  document: PrivateDocument,
  set: PublicSet,
  { kid, now }: { readonly kid: string | undefined; readonly now: number },
): RetirementStep | undefined {
  const named = document.keys.find((key) => key.kid === kid);
  if (named !== undefined && named.state !== 'active' && !isOver(named, now)) {
    const retireAt = new Date(now).toISOString();
    const keys = document.keys.map((key) =>
      key === named ? { ...key, state: 'retiring' as const, retireAt } : key,
    );
    return { type: 'expire', document: { ...document, keys } };
  }
  const over = document.keys.filter((key) => isOver(key, now)).map((key) => key.kid);
  const going = new Set(kid === undefined ? over : named === undefined || isOver(named, now) ? [kid] : []);
  const published = set.keys.filter((key) => going.has(key.kid)).map((key) => key.kid);
  if (published.length > 0) {
    return {
      type: 'unpublish',
      kids: published,
      set: { keys: set.keys.filter((key) => !going.has(key.kid)) },
    };
  }
  const kept = document.keys.filter((key) => !going.has(key.kid));
  if (kept.length === document.keys.length) return undefined;
  const kids = document.keys.filter((key) => going.has(key.kid)).map((key) => key.kid);
  return { type: 'remove', kids, document: { ...document, keys: kept } };
}
