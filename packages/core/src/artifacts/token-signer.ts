/**
 * Signs tokens, for checks that must prove that the app accepts them. The key stays with the signer. It is given in the config file. It is not an
 * artifact: artifacts are JSON and are written to the journal, where no secret may be.
 */
import type { StageContext } from '../words/context.ts';
import type { Secret } from '../words/secret.ts';

/** What to sign. */
export interface TokenRequest {
  /** `active`: the key that signs now. `retired`: a key that signed before and is no longer published. */
  readonly key: 'active' | 'retired';
  /** The claims, `exp` included. A signer adds none. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A signed token and the key it names. */
export interface SignedToken {
  readonly token: Secret<string>;
  readonly kid: string;
  readonly alg: string;
}

/** Signs tokens with keys that never leave it. */
export interface TokenSigner {
  /** The token, registered as a secret of the run; undefined when there is no such key. Rejects with a DeployError when the keys cannot be read. */
  sign(request: TokenRequest, ctx: StageContext): Promise<SignedToken | undefined>;
}
