import { publicJwk, type PublicJwk, type PublicSet } from './public-jwk.ts';

/** `next` is published and will sign later, `active` signs, `retiring` is published until its last token has expired. */
export type KeyState = 'next' | 'active' | 'retiring';

/** A private JWK: the public members, the private ones of its type, and `kid`, `alg`, `use`. All of them strings. */
export type PrivateJwk = { readonly [member: string]: string };

/** One signing key and its place in the rotation. Times are ISO 8601 instants in UTC. */
export type PrivateKeyEntry = {
  readonly kid: string;
  readonly alg: string;
  readonly state: KeyState;
  readonly createdAt: string;
  /** Not to sign before this instant: verifiers' caches may not have the key yet. */
  readonly activateAt?: string;
  /** Must stay published until this instant. */
  readonly retireAt?: string;
  readonly jwk: PrivateJwk;
};

/** The private secret: the whole key set in one document, so that one write changes it. */
export type PrivateDocument = { readonly v: 1; readonly keys: readonly PrivateKeyEntry[] };

/**
 * The public set of a document: every key of it, whatever its state, then the keys of `alsoPublished` that the document does
 * not name, in their order. Pass the set that is published now to keep keys alive whose private half is already gone.
 */
export function publicSet(document: PrivateDocument, alsoPublished: readonly PublicJwk[] = []): PublicSet {
  const own = document.keys.map((key) => publicJwk({ ...key.jwk, kid: key.kid, alg: key.alg }));
  const kids = new Set(own.map((key) => key.kid));
  return {
    keys: [...own, ...alsoPublished.filter((key) => !kids.has(key.kid)).map((key) => publicJwk({ ...key }))],
  };
}

/** The key that signs. A parsed document has exactly one; undefined only for a document made by hand. */
export function activeKey(document: PrivateDocument): PrivateKeyEntry | undefined {
  return document.keys.find((key) => key.state === 'active');
}
