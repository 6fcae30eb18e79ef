import type { PrivateDocument, PrivateKeyEntry } from './private-document.ts';
import { publicJwk, type PublicSet } from './public-jwk.ts';
import { thumbprint } from '@paintbox/deploy-core/keys';

/**
 * Gives each private key the kid and algorithm under which the same key is already published. Needed once, when a bare
 * PEM is read: live tokens name the published kid, and renaming the key would make verifiers refuse them.
 */
export function adoptPublishedNames(document: PrivateDocument, set: PublicSet): PrivateDocument {
  const published = new Map(set.keys.map((key) => [thumbprint(key), key]));
  const renamed = (key: PrivateKeyEntry): PrivateKeyEntry => {
    const known = published.get(thumbprint(publicJwk(key.jwk)));
    if (known === undefined) return key;
    const { kid, alg = key.alg } = known;
    return { ...key, kid, alg, jwk: { ...key.jwk, kid, alg } };
  };
  return { v: 1, keys: document.keys.map(renamed) };
}
