import { isObject, judgeKeySet, LARGEST_KEY_SET_BYTES } from '@paintbox/deploy-core/keys';
import type { JwkObject, KeySetRules } from '@paintbox/deploy-core/keys';
import { parseJson } from './parse-json.ts';
import { problem, shown, type KeyProblem, type ParsedKey } from './problem.ts';
import { publicJwk } from './public-jwk.ts';
import type { PublicSet } from './public-jwk.ts';

/** The forms of a public secret: a JWKS, or the older map from kid to key. */
export type PublicShape = 'jwks' | 'kid-map';

const storeASet = 'Store a JWKS: { "keys": [ … ] }, made from the private document.';

/**
 * Reads the text of the public secret. Returns the keys that verifiers can use, for any shape it was stored in, or every problem of
 * the text. What verifiers ignore (unknown members, and keys that they cannot use; RFC 7517 §4 and §5) is left out and noted.
 *
 * @example
 * const parsed = parsePublicSet(text);
 * if (!parsed.ok) for (const { code, message, hint } of parsed.problems) report(code, message, hint);
 */
export function parsePublicSet(text: string, rules: KeySetRules = {}): ParsedKey<PublicSet, PublicShape> {
  const odd = oddText(text);
  if (odd !== undefined) return refused('unknown', odd);
  const root = parseJson(text);
  // The members of a set are looked at one by one.
  if (text.includes('-----BEGIN') && !(isObject(root) && Array.isArray(root['keys']))) {
    const message = 'The public secret holds PEM text; a private key may have been stored as the public one';
    return refused(
      'unknown',
      problem('JWKS_HOLDS_PEM', message, `${storeASet} If the PEM was private, rotate the key.`),
    );
  }
  if (root === undefined)
    return refused('unknown', problem('JWKS_NOT_JSON', 'The public secret is not JSON', storeASet));
  if (!isObject(root)) {
    return refused(
      'unknown',
      problem('JWKS_NOT_A_SET', 'The public secret is JSON, but not an object', storeASet),
    );
  }
  return 'keys' in root ? parseKeysList(root, rules) : parseKidMap(root, rules);
}

/** Checks of the text before it is parsed. */
function oddText(text: string): KeyProblem | undefined {
  if (text.trim() === '') return problem('JWKS_BLANK', 'The public secret is blank', storeASet);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > LARGEST_KEY_SET_BYTES) {
    const message = `The public key set has ${sizeBytes} bytes; ${LARGEST_KEY_SET_BYTES} are more than any secret holds`;
    return problem('JWKS_TOO_LARGE', message, storeASet);
  }
  if (text.startsWith('\u{FEFF}')) {
    const hint = 'An editor put it there: store the text again without it. Many JSON parsers refuse it.';
    return problem('JWKS_BYTE_ORDER_MARK', 'The public secret begins with a byte order mark', hint);
  }
  if (/^\s*<(!doctype|html|\?xml|head|body)/i.test(text)) {
    const message = 'The public secret holds a web page, such as the error page of a proxy';
    return problem('JWKS_HOLDS_HTML', message, storeASet);
  }
  return undefined;
}

function refused(
  shape: PublicShape | 'unknown',
  ...problems: readonly KeyProblem[]
): ParsedKey<PublicSet, PublicShape> {
  return { ok: false, shape, problems };
}

function parseKeysList(root: JwkObject, rules: KeySetRules): ParsedKey<PublicSet, PublicShape> {
  const { keys } = root;
  if (!Array.isArray(keys)) {
    return refused(
      'jwks',
      problem('JWKS_KEYS_NOT_ARRAY', `'keys' of the public secret is not a list`, storeASet),
    );
  }
  if (keys.some((entry) => isObject(entry) && entry['kty'] === undefined && isObject(entry['jwk']))) {
    const message = 'The public secret holds the private document';
    const hint =
      'Treat its keys as leaked to every reader of the public secret: rotate, and store the public set here.';
    return refused('jwks', problem('JWKS_HOLDS_PRIVATE_DOCUMENT', message, hint));
  }
  return concluded('jwks', { ...root, keys }, rules);
}

function parseKidMap(root: JwkObject, rules: KeySetRules): ParsedKey<PublicSet, PublicShape> {
  const entries = Object.entries(root);
  const nested = entries.find(([, value]) => isObject(value) && Array.isArray(value['keys']));
  if (nested !== undefined) {
    const message = `The public secret holds its set inside ${shown(nested[0])}, where no verifier looks`;
    return refused(
      'unknown',
      problem('JWKS_NESTED', message, `Store what is in ${shown(nested[0])} by itself.`),
    );
  }
  if (entries.length > 0 && !entries.some(([, value]) => isObject(value))) {
    const message = `The public secret is an object without 'keys', and not a map from kid to key either`;
    return refused('unknown', problem('JWKS_NOT_A_SET', message, storeASet));
  }
  const keys = entries.map(([kid, value]) => (isObject(value) ? { ...value, kid } : value));
  return concluded('kid-map', { keys }, rules, entries.flatMap(misnamed));
}

function misnamed([kid, value]: readonly [string, unknown]): readonly KeyProblem[] {
  if (!isObject(value) || value['kid'] === undefined || value['kid'] === kid) return [];
  const message = `The entry ${shown(kid)} holds a key that calls itself ${shown(value['kid'])}`;
  const hint = 'Find out which name live tokens carry, and use that for both.';
  return [problem('JWK_KID_MISMATCH', message, hint)];
}

function concluded(
  shape: PublicShape,
  set: { readonly keys: readonly unknown[] },
  rules: KeySetRules,
  others: readonly KeyProblem[] = [],
): ParsedKey<PublicSet, PublicShape> {
  const { usable, problems, notes } = judgeKeySet(set, rules);
  if (others.length > 0 || problems.length > 0) return refused(shape, ...others, ...problems.map(helpful));
  return { ok: true, shape, value: { keys: usable.map((key) => publicJwk(key)) }, notes };
}

/** What helps when the public secret has no key depends on where it is, which the rules do not know. */
function helpful(one: KeyProblem): KeyProblem {
  if (one.code !== 'JWKS_EMPTY') return one;
  const hint =
    'Put back a version of the public secret that has the keys; if it never had any, delete it and let `keys ensure` derive it from the private key.';
  return { ...one, hint };
}
