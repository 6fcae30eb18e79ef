/** RSA keys that may be used for RSASSA-PSS only (RFC 4055). Node has no JWK for them, although their numbers are those of any RSA key. */
import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** The same numbers as an ordinary RSA key, and the algorithm that the key is bound to. */
export interface PssKey {
  readonly key: KeyObject;
  readonly algorithm: string;
}

/** Undefined for any other key. */
export function pssKeyOf(key: KeyObject): PssKey | undefined {
  if (key.asymmetricKeyType !== 'rsa-pss') return undefined;
  const { hashAlgorithm = 'sha256' } = key.asymmetricKeyDetails ?? {};
  const numbers = innerKey(key.export({ type: 'pkcs8', format: 'der' }));
  return {
    key: createPrivateKey({ key: numbers, format: 'der', type: 'pkcs1' }),
    algorithm: `PS${hashAlgorithm.replace(/^sha/, '')}`,
  };
}

/** The third element of the PKCS#8 structure: after version and algorithm, the key as PKCS#1 (RFC 5958 §2). */
function innerKey(der: Buffer): Buffer {
  const outer = element(der, 0);
  const version = element(der, outer.from);
  const algorithm = element(der, version.to);
  const { from, to } = element(der, algorithm.to);
  return der.subarray(from, to);
}

/** Where the content of a DER element begins and ends. */
function element(der: Buffer, at: number): { readonly from: number; readonly to: number } {
  const first = der[at + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const from = at + 2 + lengthBytes;
  return { from, to: from + (lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes)) };
}
