/** AWS stages: who is calling, and JWT keys in Secrets Manager that exist once and fit together. */
export { awsIdentity } from './aws-identity.ts';
export type { AwsIdentity } from './aws-identity.ts';
export { checkKeys } from './check-keys.ts';
export type { CheckKeysOptions } from './check-keys.ts';
export type { AwsOptions } from './client-settings.ts';
export { ensureKeys } from './ensure-keys.ts';
export type { EnsureKeysOptions } from './ensure-keys.ts';
export { identity } from './identity.ts';
export type { IdentityOptions } from './identity.ts';
export type { KeyOptions } from './key-options.ts';
export { tokenSigner } from './token-signer.ts';
export type { TokenSignerOptions } from './token-signer.ts';
export type { NewKeyAlgorithm } from './keys/generate-key.ts';
export { s3 } from './s3/s3.ts';
export type { S3StateOptions } from './s3/s3.ts';
