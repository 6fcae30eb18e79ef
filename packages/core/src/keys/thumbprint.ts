import { createHash } from 'node:crypto';
import { isPublicKeyType, pickMembers, publicMembers, type JwkObject } from './jwk-members.ts';

/**
 * The RFC 7638 SHA-256 thumbprint of a key: 43 characters, equal for its public and its private form. As a kid it
 * reveals nothing secret, and two keys cannot have the same one.
 *
 * @throws TypeError when the key type has no public form or a public member is absent
 */
export function thumbprint(jwk: JwkObject): string {
  const { kty } = jwk;
  if (!isPublicKeyType(kty)) throw new TypeError('A thumbprint needs an RSA, EC or OKP key');
  const input = pickMembers(jwk, publicMembers[kty]);
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}
