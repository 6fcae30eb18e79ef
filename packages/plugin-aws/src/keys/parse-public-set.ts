import { parseJson } from './parse-json.ts';
import { checkPublicJwk, type CheckedJwk } from './check-public-jwk.ts';
import { duplicateKids } from './duplicate-kids.ts';
import { isObject, type JwkObject } from './jwk-members.ts';
import { problem, shown, type KeyProblem, type ParsedKey } from './problem.ts';
import type { PublicSet } from './public-jwk.ts';

/** The forms of a public secret: a JWKS, or the older map from kid to key. */
export type PublicShape = 'jwks' | 'kid-map';

/** The size limit of a secret. */
const LARGEST_BYTES = 65_536;

const storeASet = 'Store a JWKS: { "keys": [ … ] }, made from the private document.';

/**
 * Reads the text of the public secret. Returns a set in which every key can be published, for any shape it was
 * stored in, or every problem of the text. Keys of unknown types are left out and noted (RFC 7517 §5).
 *
 * @example
 * const parsed = parsePublicSet(text);
 * if (!parsed.ok) for (const { code, message, hint } of parsed.problems) report(code, message, hint);
 */
export function parsePublicSet(text: string): ParsedKey<PublicSet, PublicShape> {
  const odd = oddText(text);
  if (odd !== undefined) return refused('unknown', odd);
  if (text.includes('-----BEGIN')) {
    const message = 'The public secret holds PEM text; a private key may have been stored as the public one';
    return refused(
      'unknown',
      problem('JWKS_HOLDS_PEM', message, `${storeASet} If the PEM was private, rotate the key.`),
    );
  }
  const root = parseJson(text);
  if (root === undefined)
    return refused('unknown', problem('JWKS_NOT_JSON', 'The public secret is not JSON', storeASet));
  if (!isObject(root)) {
    return refused(
      'unknown',
      problem('JWKS_NOT_A_SET', 'The public secret is JSON, but not an object', storeASet),
    );
  }
  return 'keys' in root ? parseKeysList(root['keys']) : parseKidMap(root);
}

/** Checks of the text before it is parsed. */
function oddText(text: string): KeyProblem | undefined {
  if (text.trim() === '') return problem('JWKS_BLANK', 'The public secret is blank', storeASet);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > LARGEST_BYTES) {
    const message = `The public key set has ${sizeBytes} bytes; ${LARGEST_BYTES} are more than any secret holds`;
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

function parseKeysList(keys: unknown): ParsedKey<PublicSet, PublicShape> {
  if (!Array.isArray(keys)) {
    return refused(
      'jwks',
      problem('JWKS_KEYS_NOT_ARRAY', `'keys' of the public secret is not a list`, storeASet),
    );
  }
  if (keys.some((entry) => isObject(entry) && isObject(entry['jwk']))) {
    const message = 'The public secret holds the private document';
    const hint =
      'Treat its keys as leaked to every reader of the public secret: rotate, and store the public set here.';
    return refused('jwks', problem('JWKS_HOLDS_PRIVATE_DOCUMENT', message, hint));
  }
  return concluded(
    'jwks',
    keys.map((entry, index) => checkPublicJwk(entry, `keys[${index}]`)),
    duplicateKids(keys.map((entry) => (isObject(entry) ? entry['kid'] : undefined))),
  );
}

function parseKidMap(root: JwkObject): ParsedKey<PublicSet, PublicShape> {
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
  return concluded(
    'kid-map',
    entries.map(([kid, value]) => checkMapEntry(kid, value)),
    [],
  );
}

function checkMapEntry(kid: string, value: unknown): CheckedJwk {
  if (!isObject(value)) return checkPublicJwk(value, `the entry ${shown(kid)}`);
  const checked = checkPublicJwk({ ...value, kid }, `the entry ${shown(kid)}`);
  if (value['kid'] === undefined || value['kid'] === kid) return checked;
  const message = `The entry ${shown(kid)} holds a key that calls itself ${shown(value['kid'])}`;
  const mismatch = problem(
    'JWK_KID_MISMATCH',
    message,
    'Find out which name live tokens carry, and use that for both.',
  );
  return { problems: [mismatch, ...checked.problems], notes: checked.notes };
}

function concluded(
  shape: PublicShape,
  checked: readonly CheckedJwk[],
  repeated: readonly KeyProblem[],
): ParsedKey<PublicSet, PublicShape> {
  const problems = [...checked.flatMap((entry) => entry.problems), ...repeated];
  const notes = checked.flatMap((entry) => entry.notes);
  const keys = checked.flatMap((entry) => (entry.key === undefined ? [] : [entry.key]));
  if (problems.length > 0) return refused(shape, ...problems);
  if (keys.length > 0) return { ok: true, shape, value: { keys }, notes };
  const reason = checked.length > 0 ? 'no key of a known type' : 'no key';
  const hint =
    'Put back a version of the public secret that has the keys; if it never had any, delete it and let `keys ensure` derive it from the private key.';
  return refused(shape, problem('JWKS_EMPTY', `The public secret holds ${reason}`, hint), ...notes);
}
