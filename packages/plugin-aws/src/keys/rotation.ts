/** The rotation of a key set, computed from the stored keys and the time. So the run after a stopped one computes the same step. */
import { activeKey } from './private-document.ts';
import type { PrivateDocument, PrivateKeyEntry } from './private-document.ts';
import type { PublicJwk, PublicSet } from './public-jwk.ts';
import { publicJwk } from './public-jwk.ts';
import type { RotationTimes } from './rotation-times.ts';

/** The next step of a rotation. */
export type RotationStep =
  /** Make a key that does not sign yet. */
  | { readonly type: 'begin' }
  /** Publish the keys of the document that are not published yet. */
  | { readonly type: 'publish'; readonly set: PublicSet; readonly kids: readonly string[] }
  /** Store when the published key may sign. */
  | { readonly type: 'schedule'; readonly key: PrivateKeyEntry }
  /** Nothing until `until`: verifiers may not have the key yet. */
  | { readonly type: 'wait'; readonly key: PrivateKeyEntry; readonly until: number }
  /** Let the published key sign. */
  | { readonly type: 'activate'; readonly key: PrivateKeyEntry }
  /** Nothing until `until`: tokens of the key before this one are still alive, so the rotation is not over. */
  | { readonly type: 'overlap'; readonly key: PrivateKeyEntry; readonly until: number };

/** The inputs of a step. */
export interface RotationMood {
  /** Milliseconds since 1970. */
  readonly now: number;
  /**
   * Set when a key has leaked: does not wait for caches, and trusts no key made before this time (milliseconds since 1970).
   * Undefined for a rotation that refuses no token.
   */
  readonly emergencySince: number | undefined;
}

/** The next step. */
export function nextStep(document: PrivateDocument, set: PublicSet, mood: RotationMood): RotationStep {
  const { now, emergencySince } = mood;
  const missing = unpublished(document, set, now);
  if (missing.length > 0) {
    return {
      type: 'publish',
      set: { keys: [...set.keys, ...missing] },
      kids: missing.map(({ kid }) => kid),
    };
  }
  const next = document.keys.find((key) => key.state === 'next' && isTrusted(key.createdAt, mood));
  if (next === undefined) {
    const overlapping = lastToRetire(document, now);
    const fresh = isTrusted(activeKey(document)?.activateAt, mood);
    return overlapping !== undefined && fresh ? { type: 'overlap', ...overlapping } : { type: 'begin' };
  }
  if (emergencySince !== undefined) return { type: 'activate', key: next };
  if (next.activateAt === undefined) return { type: 'schedule', key: next };
  const until = Date.parse(next.activateAt);
  return until > now ? { type: 'wait', key: next, until } : { type: 'activate', key: next };
}

/** In an emergency, only keys made since its start are trusted. */
function isTrusted(time: string | undefined, { emergencySince }: RotationMood): boolean {
  return emergencySince === undefined || (time !== undefined && Date.parse(time) >= emergencySince);
}

/** The document with a new key that is not published yet, so it has no time to sign. An earlier waiting key is dropped. */
export function withNext(document: PrivateDocument, key: PrivateKeyEntry, now: number): PrivateDocument {
  const { keys } = mapKeys(document, (each) =>
    each.state === 'next' ? { ...each, state: 'retiring', retireAt: instant(now) } : each,
  );
  return { ...document, keys: [...keys, key] };
}

/** The document with the time when the published key may sign: when the last cache without it has expired. */
export function scheduled(
  document: PrivateDocument,
  kid: string,
  now: number,
  times: RotationTimes,
): PrivateDocument {
  const activateAt = instant(now + times.publishMs);
  return mapKeys(document, (key) => (key.kid === kid ? { ...key, activateAt } : key));
}

/** The document in which `kid` signs, and the key that signed is published until its last token has expired. */
export function activated(
  document: PrivateDocument,
  kid: string,
  now: number,
  times: RotationTimes,
): PrivateDocument {
  const retireAt = instant(now + times.overlapMs);
  return mapKeys(document, (key) => {
    if (key.kid === kid) return { ...key, state: 'active', activateAt: instant(now) };
    return key.state === 'active' ? { ...key, state: 'retiring', retireAt } : key;
  });
}

/** True when the overlap of a retiring key is over: none of its tokens is alive. */
export function isOver({ state, retireAt }: PrivateKeyEntry, now: number): boolean {
  return state === 'retiring' && retireAt !== undefined && Date.parse(retireAt) <= now;
}

/** True when verifiers need the key: it signs, its tokens are alive, or it will sign at a stored time. */
export function isNeeded(key: PrivateKeyEntry, now: number): boolean {
  return key.state === 'next' ? key.activateAt !== undefined : !isOver(key, now);
}

function unpublished(document: PrivateDocument, set: PublicSet, now: number): readonly PublicJwk[] {
  const kids = new Set(set.keys.map(({ kid }) => kid));
  return document.keys
    .filter((key) => !kids.has(key.kid) && !isOver(key, now))
    .map((key) => publicJwk({ ...key.jwk, kid: key.kid, alg: key.alg }));
}

function lastToRetire(
  document: PrivateDocument,
  now: number,
): { readonly key: PrivateKeyEntry; readonly until: number } | undefined {
  return (
    document.keys
      .filter((key) => key.state === 'retiring' && !isOver(key, now))
      // A key without a time was written by hand. It stays and delays nothing.
      .flatMap((key) => (key.retireAt === undefined ? [] : [{ key, until: Date.parse(key.retireAt) }]))
      .sort((a, b) => b.until - a.until)[0]
  );
}

function mapKeys(
  document: PrivateDocument,
  change: (key: PrivateKeyEntry) => PrivateKeyEntry,
): PrivateDocument {
  return { ...document, keys: document.keys.map(change) };
}

function instant(time: number): string {
  return new Date(time).toISOString();
}
