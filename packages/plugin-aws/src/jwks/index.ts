/** For apps that serve their key set: a handler for `/.well-known/jwks.json`, and the source of the set. */
export { createJwksHandler } from './create-jwks-handler.ts';
export type { JwksHandlerOptions } from './create-jwks-handler.ts';
export { secretsManagerSource } from './secrets-manager-source.ts';
export type { SecretsManagerSource, SecretsManagerSourceOptions } from './secrets-manager-source.ts';
export { proveKeysReadable } from './prove-keys-readable.ts';
export type { KeysGuidance, KeysProof, ProveKeysOptions } from './prove-keys-readable.ts';
export type { JwksFailure, LoadText } from './published-set.ts';
export type { KeyProblem, KeyProblemCode } from '../keys/problem.ts';
