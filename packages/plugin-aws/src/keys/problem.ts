/** What can be wrong with a stored key set, in one vocabulary that the stages, the endpoint and the docs share. */

/** A stable name for one kind of problem. `JWKS_` is about a public set, `KEYS_` about a private document, `JWK_` and `KEY_` about one key. */
export type KeyProblemCode =
  | 'JWKS_BLANK'
  | 'JWKS_TOO_LARGE'
  | 'JWKS_BYTE_ORDER_MARK'
  | 'JWKS_HOLDS_HTML'
  | 'JWKS_NOT_JSON'
  | 'JWKS_NESTED'
  | 'JWKS_NOT_A_SET'
  | 'JWKS_KEYS_NOT_ARRAY'
  | 'JWKS_EMPTY'
  | 'JWKS_HOLDS_PEM'
  | 'JWKS_HOLDS_PRIVATE_DOCUMENT'
  | 'KEYS_BLANK'
  | 'KEYS_NOT_JSON'
  | 'KEYS_NOT_A_DOCUMENT'
  | 'KEYS_UNKNOWN_VERSION'
  | 'KEYS_EMPTY'
  | 'KEYS_NO_ACTIVE'
  | 'KEYS_MANY_ACTIVE'
  | 'KEYS_BAD_PEM'
  | 'JWK_NOT_OBJECT'
  | 'JWK_MISSING_MEMBER'
  | 'JWK_BAD_MEMBER'
  | 'JWK_UNKNOWN_MEMBER'
  | 'JWK_UNKNOWN_TYPE'
  | 'JWK_UNKNOWN_CURVE'
  | 'JWK_PRIVATE_MEMBER'
  | 'JWK_OCT_REFUSED'
  | 'JWK_DUPLICATE_KID'
  | 'JWK_KID_MISMATCH'
  | 'JWK_WRONG_USE'
  | 'JWK_ALG_MISSING'
  | 'JWK_ALG_MISMATCH'
  | 'JWK_BAD_ENCODING'
  | 'JWK_RSA_TOO_SMALL'
  | 'JWK_RSA_BAD_NUMBER'
  | 'JWK_NOT_ON_CURVE'
  | 'JWK_CERTIFICATE_MISMATCH'
  | 'JWK_NOT_PRIVATE'
  | 'JWK_HALVES_DIFFER'
  | 'KEY_BAD_STATE'
  | 'KEY_BAD_TIME'
  | 'KEY_NOT_PUBLISHED'
  | 'KEY_NOT_USABLE'
  | 'KEY_PAIR_MISMATCH';

/** One thing that is wrong and what to do about it. Never holds key material: only member names, kids, sizes and positions. */
export type KeyProblem = {
  readonly code: KeyProblemCode;
  /** What was found, and at which key. */
  readonly message: string;
  /** What to do now. */
  readonly hint: string;
};

/**
 * The outcome of reading a stored text: the value in its present form and the shape it was found in, or every problem of
 * the text at once. `notes` are remarks that do not stop anybody, such as a key of an unknown type that readers ignore.
 */
export type Parsed<Value, Shape extends string> =
  | { readonly ok: true; readonly shape: Shape; readonly value: Value; readonly notes: readonly KeyProblem[] }
  | { readonly ok: false; readonly shape: Shape | 'unknown'; readonly problems: readonly KeyProblem[] };

/** Makes a problem; the argument order is the reading order: what kind, what was seen, what to do. */
export function problem(code: KeyProblemCode, message: string, hint: string): KeyProblem {
  return { code, message, hint };
}

/** A name from the outside as it may appear in a message: quoted, one line, at most 64 characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value;
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 61)}...` : text);
}
