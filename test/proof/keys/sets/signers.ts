/** Keys of every kind with their private halves, so that a key set made of them can be tried with a token. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { makeAuthority } from '../../../../packages/plugin-checks/test/certificates.ts';

/** A member of a key set, as it is written. */
export type Jwk = Readonly<Record<string, unknown>>;

/** A key, both halves, and who signs with it. */
export interface Signer {
  readonly kid: string | undefined;
  readonly alg: string;
  readonly key: KeyObject;
  readonly open: Jwk;
  readonly whole: Jwk;
}

/** A key set as text, and those whose tokens it must verify. */
export interface KeySet {
  readonly what: string;
  readonly text: string;
  readonly signers: readonly Signer[];
}

/** Text of a set. */
export const set = (...keys: readonly unknown[]): string => JSON.stringify({ keys });
/** A copy without a member. */
export const without = (jwk: Jwk, ...names: readonly string[]): Jwk =>
  Object.fromEntries(Object.entries(jwk).filter(([name]) => !names.includes(name)));

/** A signer of a private key. */
export function signerOf(kid: string | undefined, alg: string, key: KeyObject): Signer {
  const jwk: JsonWebKey = key.export({ format: 'jwk' });
  const { d: _, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...open } = jwk;
  const named = { ...(kid === undefined ? {} : { kid }), alg, use: 'sig' };
  return { kid, alg, key, open: { ...open, ...named }, whole: { ...jwk, ...named } };
}

const rsaKeys = [2048, 3072, 4096].map(
  (modulusLength) => generateKeyPairSync('rsa', { modulusLength }).privateKey,
);
export const [rsaKey, rsa3072, rsa4096] = rsaKeys as [KeyObject, KeyObject, KeyObject];

/** One signer for each algorithm that a stored pair may have. */
export const everyAlgorithm: readonly Signer[] = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => signerOf(`key-${alg}`, alg, rsaKey)),
  ...[
    ['ES256', 'P-256'],
    ['ES384', 'P-384'],
    ['ES512', 'P-521'],
  ].map(([alg = '', namedCurve = '']) =>
    signerOf(`key-${alg}`, alg, generateKeyPairSync('ec', { namedCurve }).privateKey),
  ),
  ...['EdDSA', 'Ed25519'].map((alg) =>
    signerOf(`key-${alg}`, alg, generateKeyPairSync('ed25519').privateKey),
  ),
];
export const ec = signerOf('ec', 'ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
export const otherEc = signerOf(
  'ec2',
  'ES256',
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
);
export const okp = signerOf('okp', 'Ed25519', generateKeyPairSync('ed25519').privateKey);
export const rsa = signerOf('rsa', 'RS256', rsaKey);

const authority = await makeAuthority();
const base64Of = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const days = { from: -1, to: 30 };
const certifiedRsa = await authority.issue(days, { rsa: 2048 });
const certifiedEc = await authority.issue(days);

/** A signer whose key is in a certificate, with that certificate as `x5c` has it. */
export const withCertificate = [
  {
    signer: signerOf('certified-rsa', 'RS256', createPrivateKey(certifiedRsa.key)),
    x5c: base64Of(certifiedRsa.cert),
  },
  {
    signer: signerOf('certified-ec', 'ES256', createPrivateKey(certifiedEc.key)),
    x5c: base64Of(certifiedEc.cert),
  },
] as const;
export const authorityCertificate = base64Of(authority.cert);
/** The same as PEM. */
export const certificatePem = certifiedRsa.cert;
