/** The members that a JWK may have. Published members are picked from these lists; private ones are not removed by name. */

/** The key types that can be published. */
export type PublicKeyType = 'RSA' | 'EC' | 'OKP';

/** The members that make up the public half, in the order of the RFC 7638 thumbprint input (alphabetical). */
export const publicMembers: { readonly [Type in PublicKeyType]: readonly string[] } = {
  RSA: ['e', 'kty', 'n'],
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
};

/** The members that make up the private half (RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2). */
export const privateMembers: { readonly [Type in PublicKeyType]: readonly string[] } = {
  RSA: ['d', 'p', 'q', 'dp', 'dq', 'qi'],
  EC: ['d'],
  OKP: ['d'],
};

/** Members that any stored public key may have. `key_ops`, `ext`, `x5t` and `x5u` are accepted but never published. */
export const commonMembers: ReadonlySet<string> = new Set([
  'kid',
  'alg',
  'use',
  'key_ops',
  'ext',
  'x5c',
  'x5t',
  'x5t#S256',
  'x5u',
]);

/** Names that are private in some key type, `oth` of multi-prime RSA, `k` of symmetric and `priv` of ML-DSA keys included. */
export const everyPrivateMember: ReadonlySet<string> = new Set([...privateMembers.RSA, 'oth', 'k', 'priv']);

/** Whether a key of this type can be published. */
export function isPublicKeyType(kty: unknown): kty is PublicKeyType {
  return kty === 'RSA' || kty === 'EC' || kty === 'OKP';
}

/** A parsed JSON object. */
export type JwkObject = { readonly [name: string]: unknown };

/** Whether a parsed JSON value is an object (and neither null nor a list). */
export function isObject(value: unknown): value is JwkObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A copy with exactly the named members, all of them strings.
 *
 * @throws TypeError when one is absent or not a string; the message names it and never shows a value
 */
export function pickMembers(jwk: JwkObject, names: readonly string[]): { readonly [member: string]: string } {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = jwk[name];
    if (typeof value !== 'string') throw new TypeError(`The key has no '${name}'`);
    picked[name] = value;
  }
  return picked;
}
