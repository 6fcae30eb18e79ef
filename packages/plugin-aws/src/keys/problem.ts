/** The problems of a stored key set. The stages, the endpoint and the docs use the same codes. */
import type { keyProblemRows } from '../error-rows/key-problems.ts';

/** A stable name for one kind of problem. `JWKS_` is about a public set, `KEYS_` about a private document, `JWK_` and `KEY_` about one key. */
export type KeyProblemCode = keyof typeof keyProblemRows;

/** One problem and what to do. It never contains key material, only member names, kids, sizes and positions. */
export type KeyProblem = {
  readonly code: KeyProblemCode;
  /** The problem, with the key it concerns. */
  readonly message: string;
  /** What to do now. */
  readonly hint: string;
};

/**
 * The outcome of reading a stored text: the value in its present form and the shape it was found in, or every problem of
 * the text at once. `notes` are remarks that do not stop anybody, such as a key of an unknown type that readers ignore.
 */
export type ParsedKey<Value, Shape extends string> =
  | { readonly ok: true; readonly shape: Shape; readonly value: Value; readonly notes: readonly KeyProblem[] }
  | { readonly ok: false; readonly shape: Shape | 'unknown'; readonly problems: readonly KeyProblem[] };

/** Makes a problem from its code, what was seen, and what to do. */
export function problem(code: KeyProblemCode, message: string, hint: string): KeyProblem {
  return { code, message, hint };
}

export { quoted as shown } from '@paintbox/deploy-core/keys';
