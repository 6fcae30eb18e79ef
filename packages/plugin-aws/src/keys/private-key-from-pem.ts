import { createPrivateKey } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { algorithmFits, signingAlgorithms, thumbprint } from '@paintbox/deploy-core/keys';
import { checkPrivateJwk } from './check-private-jwk.ts';
import { pkcs8In, restore } from './pem-advice.ts';
import { problem, type KeyProblem } from './problem.ts';
import type { PrivateKeyEntry } from './private-document.ts';
import { pssKeyOf } from './pss-key.ts';

/** A key read from PEM text, or the problem. */
export type PemKey = { readonly entry?: PrivateKeyEntry; readonly problems: readonly KeyProblem[] };

/** Facts that are not in the text. */
export interface PemFacts {
  /** When the key was made, as ISO 8601. */
  readonly createdAt: string;
  /** The algorithm that somebody chose for the key. Used if it fits, and the key itself says none. */
  readonly algorithm?: string | undefined;
}

/**
 * Reads the older private secret: one unencrypted PKCS#8 PEM without name. The kid becomes the thumbprint. The algorithm is the one that the key is bound to (its
 * curve, or the hash of an RSASSA-PSS key), the chosen one, or the usual one of its type; `adoptPublishedNames` replaces both by the published ones of the same key.
 */
export function privateKeyFromPem(text: string, { createdAt, algorithm }: PemFacts): PemKey {
  const found = pkcs8In(text);
  if ('problem' in found) return { problems: [found.problem] };
  let key: KeyObject;
  try {
    key = createPrivateKey(found.pem);
  } catch {
    return refused('The PEM text of the private secret cannot be decoded as a private key');
  }
  const pss = pssKeyOf(key);
  const jwk = jwkOf(pss?.key ?? key);
  const { kty = '', crv } = jwk ?? {};
  const possible = signingAlgorithms({ kty, crv });
  const alg = pss?.algorithm ?? possible.find((one) => one === algorithm) ?? possible[0];
  if (jwk === undefined || alg === undefined || !algorithmFits(alg, { kty, crv })) {
    return refused('The private secret holds a key that cannot sign tokens');
  }
  const checked = checkPrivateJwk({ ...jwk }, 'the PEM key');
  if (checked.jwk === undefined) return { problems: checked.problems };
  const kid = thumbprint(checked.jwk);
  return {
    entry: { kid, alg, state: 'active', createdAt, jwk: { ...checked.jwk, kid, alg, use: 'sig' } },
    problems: [],
  };
}

/** Undefined for a key type that has no JWK, such as DSA. */
function jwkOf(key: KeyObject): JsonWebKey | undefined {
  try {
    return key.export({ format: 'jwk' });
  } catch {
    return undefined;
  }
}

function refused(message: string): PemKey {
  return { problems: [problem('KEYS_BAD_PEM', message, restore)] };
}
