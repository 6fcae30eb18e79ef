import { exportJWK, generateKeyPair } from 'jose';
import {
  isPublicKeyType,
  pickMembers,
  privateMembers,
  publicMembers,
  type JwkObject,
  thumbprint,
} from '@paintbox/deploy-core/keys';
import type { KeyState, PrivateKeyEntry } from './private-document.ts';

/** The algorithms of new keys: every one that a stored pair may have, so that a rotation can keep it. */
export const newKeyAlgorithms = [
  'ES256',
  'RS256',
  'Ed25519',
  'ES384',
  'ES512',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
] as const;

/** One of them. */
export type NewKeyAlgorithm = (typeof newKeyAlgorithms)[number];

/** What kind of key to make. */
export type GenerateKeyOptions = {
  /** The creation time of the key. */
  readonly now: Date;
  /** Default ES256. Use RS256 for unknown verifiers, Ed25519 if all of them know the name from RFC 9864. */
  readonly alg?: NewKeyAlgorithm | undefined;
  /** Default `next`: published before it signs. The first key of a set starts as `active`. */
  readonly state?: KeyState | undefined;
  /** RSA only, default 2048, which is also the least that is accepted. */
  readonly modulusBits?: number | undefined;
};

/**
 * Makes a key pair, named by its RFC 7638 thumbprint. About 1 ms, or 350 ms for RSA.
 *
 * @throws when `modulusBits` is below 2048 (jose's own error)
 */
export async function generateKey(options: GenerateKeyOptions): Promise<PrivateKeyEntry> {
  const { now, alg = 'ES256', state = 'next', modulusBits = 2048 } = options;
  const pair = await generateKeyPair(alg, {
    extractable: true,
    ...(/^[RP]S/.test(alg) ? { modulusLength: modulusBits } : {}),
  });
  const exported: JwkObject = { ...(await exportJWK(pair.privateKey)) };
  const { kty } = exported;
  if (!isPublicKeyType(kty)) throw new TypeError(`A new ${alg} key came out as an unexpected type`);
  const picked = pickMembers(exported, [...publicMembers[kty], ...privateMembers[kty]]);
  const kid = thumbprint(picked);
  return { kid, alg, state, createdAt: now.toISOString(), jwk: { ...picked, kid, alg, use: 'sig' } };
}
