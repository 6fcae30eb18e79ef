import type { JwkObject } from '@paintbox/deploy-core/keys';
import { thumbprint } from '@paintbox/deploy-core/keys';

/** The members of every published key besides its numbers. */
type Published = {
  readonly kid: string;
  /** Always `sig`: the set is only for verifiers of tokens. */
  readonly use: 'sig';
  /** Absent only on keys that were published without one. A guess could be wrong and break their verifiers. */
  readonly alg?: string;
  readonly x5c?: readonly string[];
  readonly 'x5t#S256'?: string;
};

/** One published key: these members and no others. */
export type PublicJwk =
  | (Published & { readonly kty: 'RSA'; readonly n: string; readonly e: string })
  | (Published & { readonly kty: 'EC'; readonly crv: string; readonly x: string; readonly y: string })
  | (Published & { readonly kty: 'OKP'; readonly crv: string; readonly x: string });

/** A JSON Web Key Set (RFC 7517 §5) of published keys. */
export type PublicSet = { readonly keys: readonly PublicJwk[] };

/**
 * The public half of a key, picked member by member from an allow-list. So an unknown private member
 * is never published. The kid is the key's own or, when it has none, its RFC 7638 thumbprint.
 *
 * @throws TypeError for a symmetric or unknown key type, and when a public member is absent
 */
export function publicJwk(jwk: JwkObject): PublicJwk {
  const { kty } = jwk;
  switch (kty) {
    case 'RSA':
      return { kty, n: text(jwk, 'n'), e: text(jwk, 'e'), ...published(jwk) };
    case 'EC':
      return { kty, crv: text(jwk, 'crv'), x: text(jwk, 'x'), y: text(jwk, 'y'), ...published(jwk) };
    case 'OKP':
      return { kty, crv: text(jwk, 'crv'), x: text(jwk, 'x'), ...published(jwk) };
    default:
      throw new TypeError('Only RSA, EC and OKP keys can be published');
  }
}

function published(jwk: JwkObject): Published {
  const { kid, alg, x5c } = jwk;
  const certificateHash = jwk['x5t#S256'];
  return {
    kid: typeof kid === 'string' && kid !== '' ? kid : thumbprint(jwk),
    use: 'sig',
    ...(typeof alg === 'string' ? { alg } : {}),
    ...(Array.isArray(x5c) && x5c.length > 0 ? { x5c: x5c.map(String) } : {}),
    ...(typeof certificateHash === 'string' ? { 'x5t#S256': certificateHash } : {}),
  };
}

function text(jwk: JwkObject, name: string): string {
  const value = jwk[name];
  if (typeof value === 'string') return value;
  throw new TypeError(`A key cannot be published without '${name}'`);
}
