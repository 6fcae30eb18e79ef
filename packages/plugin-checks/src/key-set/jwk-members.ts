/** The members that a published key may have. All others are refused. */

/** A key type that verifiers can use. */
export type KeyType = 'RSA' | 'EC' | 'OKP';

/** The members that make up the public key. */
export const PUBLIC_MEMBERS: Readonly<Record<KeyType, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

/** Members that describe a key of any type. */
export const DESCRIBING_MEMBERS: readonly string[] = [
  'kty',
  'kid',
  'alg',
  'use',
  'key_ops',
  'ext',
  'x5c',
  'x5t',
  'x5t#S256',
  'x5u',
];

/** Private in some key type: RSA and EC (`d` and the primes), symmetric (`k`), multi-prime (`oth`), ML-DSA (`priv`). */
export const PRIVATE_MEMBERS: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/** True for a key type in the lists. */
export function isKeyType(kty: unknown): kty is KeyType {
  return kty === 'RSA' || kty === 'EC' || kty === 'OKP';
}
