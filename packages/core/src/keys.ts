// The rules for JSON Web Keys, which plugins and the apps that serve a key set share. Loads nothing of the engine.
import './node-version.ts';
export { publicNumberProblems } from './keys/check-material.ts';
export { decodeBase64url } from './keys/decode-base64url.ts';
export { judgeKeySet, LARGE_KEY_SET_BYTES, LARGEST_KEY_SET_BYTES } from './keys/judge-key-set.ts';
export type { KeySetJudgement, KeySetRules } from './keys/judge-key-set.ts';
export type { UsableJwk } from './keys/judge-jwk.ts';
export {
  everyPrivateMember,
  isObject,
  isPublicKeyType,
  pickMembers,
  privateMembers,
  publicMembers,
} from './keys/jwk-members.ts';
export type { JwkObject, PublicKeyType } from './keys/jwk-members.ts';
export { quoted } from './keys/key-problem.ts';
export type { JwkProblem, JwkProblemCode } from './keys/key-problem.ts';
export { algorithmFits, signingAlgorithms } from './keys/signing-algorithms.ts';
export { thumbprint } from './keys/thumbprint.ts';
