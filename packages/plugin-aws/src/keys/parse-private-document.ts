import { parseJson } from './parse-json.ts';
import { checkPrivateEntry } from './check-private-entry.ts';
import { duplicateKids } from './duplicate-kids.ts';
import { isObject } from '@paintbox/deploy-core/keys';
import { problem, shown, type KeyProblem, type ParsedKey } from './problem.ts';
import type { PrivateDocument, PrivateKeyEntry } from './private-document.ts';
import { privateKeyFromPem } from './private-key-from-pem.ts';

/** The forms of a private secret: the versioned document, or the older bare PKCS#8 PEM. */
export type PrivateShape = 'document' | 'pem';

/** Facts that are not in the text. */
export type ParsePrivateOptions = {
  /** When a bare PEM was made, as ISO 8601: the creation date of its secret version. Default: 1970, "older than anything". */
  readonly createdAt?: string | undefined;
  /** The algorithm that somebody chose for a bare PEM, if it fits. */
  readonly algorithm?: string | undefined;
  /** The algorithms of published keys by kid, for entries that do not say theirs. */
  readonly published?: ReadonlyMap<string, string> | undefined;
};

const restore =
  'Put the previous version of the private secret back; its versions are listed by ListSecretVersionIds.';

/**
 * Reads the text of the private secret: the document in its present form, or every problem of the text. No
 * problem quotes the text. A bare PEM becomes a document with one active key; the stored text does not change.
 */
export function parsePrivateDocument(
  text: string,
  options: ParsePrivateOptions = {},
): ParsedKey<PrivateDocument, PrivateShape> {
  if (text.trim() === '')
    return refused('unknown', problem('KEYS_BLANK', 'The private secret is blank', restore));
  const root = parseJson(text);
  if (root === undefined && text.includes('-----BEGIN')) return parsePem(text, options);
  if (root === undefined) {
    return refused(
      'unknown',
      problem('KEYS_NOT_JSON', 'The private secret is neither JSON nor PEM', restore),
    );
  }
  if (!isObject(root) || !Array.isArray(root['keys'])) {
    const message = `The private secret is not an object with a list of 'keys'`;
    return refused('unknown', problem('KEYS_NOT_A_DOCUMENT', message, restore));
  }
  if (root['v'] !== 1) {
    const seen =
      root['v'] === undefined
        ? 'no version'
        : `version ${typeof root['v'] === 'number' ? root['v'] : shown(root['v'])}`;
    const hint = 'Use the release of the tool that wrote it, or put the previous version of the secret back.';
    return refused(
      'unknown',
      problem('KEYS_UNKNOWN_VERSION', `The private secret has ${seen}; this reads version 1`, hint),
    );
  }
  return parseKeys(root['keys'], options);
}

function refused(
  shape: PrivateShape | 'unknown',
  ...problems: readonly KeyProblem[]
): ParsedKey<PrivateDocument, PrivateShape> {
  return { ok: false, shape, problems };
}

function parsePem(
  text: string,
  { createdAt = new Date(0).toISOString(), algorithm }: ParsePrivateOptions,
): ParsedKey<PrivateDocument, PrivateShape> {
  const { entry, problems } = privateKeyFromPem(text, { createdAt, algorithm });
  if (entry === undefined) return refused('pem', ...problems);
  return { ok: true, shape: 'pem', value: { v: 1, keys: [entry] }, notes: [] };
}

function parseKeys(
  list: readonly unknown[],
  { published = new Map() }: ParsePrivateOptions,
): ParsedKey<PrivateDocument, PrivateShape> {
  const checked = list.map((entry, index) => checkPrivateEntry(entry, `keys[${index}]`, published));
  const keys: readonly PrivateKeyEntry[] = checked.flatMap(({ entry }) =>
    entry === undefined ? [] : [entry],
  );
  const problems = [
    ...checked.flatMap((one) => one.problems),
    ...duplicateKids(list.map((entry) => (isObject(entry) ? entry['kid'] : undefined))),
    ...checkActive(list),
  ];
  return problems.length > 0
    ? refused('document', ...problems)
    : { ok: true, shape: 'document', value: { v: 1, keys }, notes: [] };
}

/** Counts the written states, so that a key with another problem is not also reported as missing. */
function checkActive(list: readonly unknown[]): readonly KeyProblem[] {
  if (list.length === 0) return [problem('KEYS_EMPTY', 'The private secret holds no key', restore)];
  const count = list.filter((entry) => isObject(entry) && entry['state'] === 'active').length;
  if (count === 1) return [];
  const hint =
    'Exactly one key signs. Find out which one the app signs with, and give the others their state.';
  return count === 0
    ? [problem('KEYS_NO_ACTIVE', 'No key of the private secret is active, so nothing can be signed', hint)]
    : [problem('KEYS_MANY_ACTIVE', `${count} keys of the private secret are active`, hint)];
}
