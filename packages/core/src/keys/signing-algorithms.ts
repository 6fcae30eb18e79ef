/** The signature algorithms for each kind of key (RFC 7518 §3.1, RFC 8037, RFC 9864). */

/** The kind of key that an algorithm needs. */
type Requirement = { readonly kty: 'RSA' | 'EC' | 'OKP'; readonly crv?: string };

const requirements: ReadonlyMap<string, Requirement> = new Map<string, Requirement>([
  ['RS256', { kty: 'RSA' }],
  ['RS384', { kty: 'RSA' }],
  ['RS512', { kty: 'RSA' }],
  ['PS256', { kty: 'RSA' }],
  ['PS384', { kty: 'RSA' }],
  ['PS512', { kty: 'RSA' }],
  ['ES256', { kty: 'EC', crv: 'P-256' }],
  ['ES384', { kty: 'EC', crv: 'P-384' }],
  ['ES512', { kty: 'EC', crv: 'P-521' }],
  ['Ed25519', { kty: 'OKP', crv: 'Ed25519' }],
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
]);

/** Bytes of one coordinate for each curve that may sign. */
export const coordinateBytes: ReadonlyMap<string, number> = new Map([
  ['P-256', 32],
  ['P-384', 48],
  ['P-521', 66],
  ['Ed25519', 32],
]);

/** Whether a key of this type and curve may sign with this algorithm. False for every algorithm that is not a public-key signature. */
export function algorithmFits(
  alg: string,
  key: { readonly kty: string; readonly crv?: string | undefined },
): boolean {
  const wanted = requirements.get(alg);
  return (
    wanted !== undefined && wanted.kty === key.kty && (wanted.crv === undefined || wanted.crv === key.crv)
  );
}

/** Every algorithm that a key of this type and curve may sign with; the usual one first, RS256 for RSA. Empty for a key that cannot sign. */
export function signingAlgorithms(key: {
  readonly kty: string;
  readonly crv?: string | undefined;
}): readonly string[] {
  return [...requirements.keys()].filter((alg) => algorithmFits(alg, key));
}
