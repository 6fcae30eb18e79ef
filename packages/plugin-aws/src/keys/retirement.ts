/** The retirement of a key, computed from the stored keys and the time: mark its end, unpublish it, then remove it from the document. */
import type { PrivateDocument } from './private-document.ts';
import type { PublicSet } from './public-jwk.ts';
import { isOver } from './rotation.ts';

/** The next step of a retirement. */
export type RetirementStep =
  /** Store that a key has ended, so that no run lets it sign during its removal. */
  | { readonly type: 'expire'; readonly document: PrivateDocument }
  /** Remove keys from the public set. */
  | { readonly type: 'unpublish'; readonly kids: readonly string[]; readonly set: PublicSet }
  /** Remove their private halves. */
  | { readonly type: 'remove'; readonly kids: readonly string[]; readonly document: PrivateDocument };

/**
 * The next step for the key named `kid`, or, without a name, for every key whose overlap is over. Never touches the active key: the caller
 * has refused its name before.
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
