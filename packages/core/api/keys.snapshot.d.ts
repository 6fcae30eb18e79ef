/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// keys/check-material.d.ts publicNumberProblems
export declare function publicNumberProblems(
  jwk: JwkObject,
  kty: PublicKeyType,
  where: string,
): readonly JwkProblem[];

// keys/decode-base64url.d.ts decodeBase64url
export declare function decodeBase64url(text: string): Buffer | undefined;

// keys/judge-jwk.d.ts UsableJwk
export interface UsableJwk extends JwkObject {
  readonly kty: PublicKeyType;
}

// keys/judge-key-set.d.ts KeySetJudgement
export interface KeySetJudgement {
  readonly usable: readonly UsableJwk[];
  readonly problems: readonly JwkProblem[];
  readonly notes: readonly JwkProblem[];
}

// keys/judge-key-set.d.ts KeySetRules
export interface KeySetRules {
  readonly strict?: boolean | undefined;
  readonly needed?: readonly string[] | undefined;
}

// keys/judge-key-set.d.ts LARGEST_KEY_SET_BYTES
export declare const LARGEST_KEY_SET_BYTES = 65536;

// keys/judge-key-set.d.ts LARGE_KEY_SET_BYTES
export declare const LARGE_KEY_SET_BYTES = 16384;

// keys/judge-key-set.d.ts judgeKeySet
export declare function judgeKeySet(
  set: {
    readonly keys: readonly unknown[];
    readonly [member: string]: unknown;
  },
  { strict, needed }?: KeySetRules,
): KeySetJudgement;

// keys/jwk-members.d.ts JwkObject
export type JwkObject = {
  readonly [name: string]: unknown;
};

// keys/jwk-members.d.ts PublicKeyType
export type PublicKeyType = 'RSA' | 'EC' | 'OKP';

// keys/jwk-members.d.ts everyPrivateMember
export declare const everyPrivateMember: ReadonlySet<string>;

// keys/jwk-members.d.ts isObject
export declare function isObject(value: unknown): value is JwkObject;

// keys/jwk-members.d.ts isPublicKeyType
export declare function isPublicKeyType(kty: unknown): kty is PublicKeyType;

// keys/jwk-members.d.ts pickMembers
export declare function pickMembers(
  jwk: JwkObject,
  names: readonly string[],
): {
  readonly [member: string]: string;
};

// keys/jwk-members.d.ts privateMembers
export declare const privateMembers: {
  readonly [Type in PublicKeyType]: readonly string[];
};

// keys/jwk-members.d.ts publicMembers
export declare const publicMembers: {
  readonly [Type in PublicKeyType]: readonly string[];
};

// keys/key-problem.d.ts JwkProblem
export interface JwkProblem {
  readonly code: JwkProblemCode;
  readonly message: string;
  readonly hint: string;
}

// keys/key-problem.d.ts JwkProblemCode
export type JwkProblemCode =
  | 'JWKS_EMPTY'
  | 'JWK_NOT_OBJECT'
  | 'JWK_MISSING_MEMBER'
  | 'JWK_BAD_MEMBER'
  | 'JWK_UNKNOWN_MEMBER'
  | 'JWK_UNKNOWN_TYPE'
  | 'JWK_UNKNOWN_CURVE'
  | 'JWK_PRIVATE_MEMBER'
  | 'JWK_OCT_REFUSED'
  | 'JWK_DUPLICATE_KID'
  | 'JWK_WRONG_USE'
  | 'JWK_ALG_MISSING'
  | 'JWK_ALG_MISMATCH'
  | 'JWK_BAD_ENCODING'
  | 'JWK_RSA_TOO_SMALL'
  | 'JWK_RSA_BAD_NUMBER'
  | 'JWK_NOT_ON_CURVE'
  | 'JWK_CERTIFICATE_MISMATCH';

// keys/key-problem.d.ts quoted
export declare function quoted(value: unknown): string;

// keys/signing-algorithms.d.ts algorithmFits
export declare function algorithmFits(
  alg: string,
  key: {
    readonly kty: string;
    readonly crv?: string | undefined;
  },
): boolean;

// keys/signing-algorithms.d.ts signingAlgorithms
export declare function signingAlgorithms(key: {
  readonly kty: string;
  readonly crv?: string | undefined;
}): readonly string[];

// keys/thumbprint.d.ts thumbprint
export declare function thumbprint(jwk: JwkObject): string;

// --- What that mentions ---
