import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import {
  publicNumberProblems,
  decodeBase64url,
  isPublicKeyType,
  pickMembers,
  privateMembers,
  publicMembers,
  type JwkObject,
  type PublicKeyType,
} from '@paintbox/deploy-core/keys';
import { problem, shown, type KeyProblem } from './problem.ts';
import type { PrivateJwk } from './private-document.ts';

const restore = 'Put the previous version of the private secret back, or rotate to a new key.';

/** The outcome for one private key: `jwk` is present only without problems. */
export type CheckedPrivateJwk = { readonly jwk?: PrivateJwk; readonly problems: readonly KeyProblem[] };

/**
 * Checks one private JWK. Its halves must match: the public half must verify a signature of the private half.
 * The result holds the members of its key type only.
 */
export function checkPrivateJwk(jwk: JwkObject, where: string): CheckedPrivateJwk {
  const { kty } = jwk;
  if (kty === 'oct') {
    const hint = 'Symmetric keys cannot be published; make a pair of type ES256 or RS256.';
    return { problems: [problem('JWK_OCT_REFUSED', `${where} is a symmetric key (kty oct)`, hint)] };
  }
  if (!isPublicKeyType(kty)) {
    const message =
      kty === undefined ? `${where} has no 'kty'` : `${where} has the unknown type ${shown(kty)}`;
    return {
      problems: [problem(kty === undefined ? 'JWK_MISSING_MEMBER' : 'JWK_UNKNOWN_TYPE', message, restore)],
    };
  }

  const problems = [...publicNumberProblems(jwk, kty, where), ...checkPrivateMembers(jwk, kty, where)];
  if (problems.length > 0) return { problems };

  const picked = pickMembers(jwk, [...publicMembers[kty], ...privateMembers[kty]]);
  if (halvesBelongTogether(picked, kty)) return { jwk: picked, problems };
  const message = `The private half of ${where} does not belong to its public half`;
  return { problems: [problem('JWK_HALVES_DIFFER', message, restore)] };
}

function checkPrivateMembers(jwk: JwkObject, kty: PublicKeyType, where: string): readonly KeyProblem[] {
  const absent = privateMembers[kty].filter((name) => jwk[name] === undefined);
  if (absent.length > 0) {
    const message = `${where} has no private half (${absent.join(', ')} missing)`;
    return [problem('JWK_NOT_PRIVATE', message, restore)];
  }
  return privateMembers[kty]
    .filter((name) => typeof jwk[name] !== 'string' || decodeBase64url(jwk[name]) === undefined)
    .map((name) =>
      problem('JWK_BAD_ENCODING', `'${name}' of ${where} is not base64url without padding`, restore),
    );
}

function halvesBelongTogether(jwk: PrivateJwk, kty: PublicKeyType): boolean {
  const sample = Buffer.from('one half signs, the other verifies');
  const digest = kty === 'OKP' ? null : 'sha256';
  try {
    const signature = sign(digest, sample, createPrivateKey({ key: jwk, format: 'jwk' }));
    return verify(
      digest,
      sample,
      createPublicKey({ key: pickMembers(jwk, publicMembers[kty]), format: 'jwk' }),
      signature,
    );
  } catch {
    // The library throws for numbers that cannot be a private key of this type: that means "no match".
    return false;
  }
}
