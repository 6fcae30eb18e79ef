/**
 * Who can sign tokens, for those who must prove that tokens are accepted. The key stays with the signer. It is given in the config file and is no
 * artifact: artifacts are JSON and go through the journal, where no secret may be.
 */
import type { StageContext } from '../words/context.ts';
import type { Secret } from '../words/secret.ts';

/** What to sign. */
export interface TokenRequest {
  /** `active` is the key that signs now, `retired` one that signed before and is published no more. */
  readonly key: 'active' | 'retired';
  /** The claims, `exp` included: a signer adds none. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A signed token and the key it names. */
export interface SignedToken {
  readonly token: Secret<string>;
  readonly kid: string;
  readonly alg: string;
}

/** Signs tokens with keys that it does not give away. */
export interface TokenSigner {
  /** The token, registered as a secret of the run; undefined when there is no such key. Rejects with a DeployError when the keys cannot be read. */
  sign(request: TokenRequest, ctx: StageContext): Promise<SignedToken | undefined>;
}
