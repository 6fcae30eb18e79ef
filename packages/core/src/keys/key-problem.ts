/** The problems of a key and of a key set. Whoever reads a key set uses the same codes and the same sentences. */

/** A stable name for one kind of problem of one key (`JWK_`) or of a whole set (`JWKS_`). */
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

/** One problem and what to do. It never contains key material, only member names, kids, sizes and positions. */
export interface JwkProblem {
  readonly code: JwkProblemCode;
  /** The problem, with the key it concerns. */
  readonly message: string;
  /** What to do now. */
  readonly hint: string;
}

/** Makes a problem from its code, what was seen, and what to do. */
export function problem(code: JwkProblemCode, message: string, hint: string): JwkProblem {
  return { code, message, hint };
}

/** A name from outside for a message: quoted, one line, at most 64 characters. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value;
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 61)}...` : text);
}

/**
 * How much a problem weighs. `danger`: somebody could forge, or verifiers would be led astray, so the set must not be served. `unusable`: verifiers pass over
 * this key (RFC 7517 §5), which matters only if it was needed. `remark`: verifiers can use the key all the same.
 */
export type Weight = 'danger' | 'unusable' | 'remark';

/** A problem and its weight. */
export interface Finding extends JwkProblem {
  readonly weight: Weight;
}

/** The same problems with a weight. */
export function weighed(weight: Weight, ...problems: readonly JwkProblem[]): readonly Finding[] {
  return problems.map((one) => ({ ...one, weight }));
}

/** A finding without its weight. */
export function plain({ code, message, hint }: Finding): JwkProblem {
  return { code, message, hint };
}
