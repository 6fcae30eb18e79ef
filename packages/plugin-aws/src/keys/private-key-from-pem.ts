import { createPrivateKey } from 'node:crypto';
import { checkPrivateJwk } from './check-private-jwk.ts';
import { problem, type KeyProblem } from './problem.ts';
import type { PrivateKeyEntry } from './private-document.ts';
import { signingAlgorithms, thumbprint } from '@paintbox/deploy-core/keys';

/** A key read from PEM text, or the problem. */
export type PemKey = { readonly entry?: PrivateKeyEntry; readonly problems: readonly KeyProblem[] };

/**
 * Reads the older private secret: one unencrypted PKCS#8 PEM without name or algorithm. The kid becomes the thumbprint and the
 * algorithm the usual one of the key type; `adoptPublishedNames` replaces both by the published ones of the same key.
 */
export function privateKeyFromPem(text: string, createdAt: string): PemKey {
  if (!/-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----/u.test(text)) {
    return refused('The private secret holds PEM text that is not one unencrypted PKCS#8 private key');
  }
  try {
    const jwk = createPrivateKey(text).export({ format: 'jwk' });
    const { kty = '', crv } = jwk;
    const alg = signingAlgorithms({ kty, crv })[0];
    if (alg === undefined) return refused('The private secret holds a key that cannot sign tokens');
    const checked = checkPrivateJwk({ ...jwk }, 'the PEM key');
    if (checked.jwk === undefined) return { problems: checked.problems };
    const kid = thumbprint(checked.jwk);
    return {
      entry: { kid, alg, state: 'active', createdAt, jwk: { ...checked.jwk, kid, alg, use: 'sig' } },
      problems: [],
    };
  } catch {
    return refused('The PEM text of the private secret cannot be decoded as a private key');
  }
}

function refused(message: string): PemKey {
  const hint =
    'Put the previous version of the private secret back, or move it aside and let `keys ensure` make a new pair.';
  return { problems: [problem('KEYS_BAD_PEM', message, hint)] };
}
