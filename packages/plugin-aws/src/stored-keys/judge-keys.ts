/** Decides whether two stored texts are one working key set. */
import type { DeployError } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import type { SecretValue } from '../client/aws.ts';
import { keysUnusable } from '../keys-errors.ts';
import type { KeyPlace } from '../keys-errors.ts';
import { adoptPublishedNames } from '../keys/adopt-published-names.ts';
import { parsePrivateDocument } from '../keys/parse-private-document.ts';
import type { PrivateShape } from '../keys/parse-private-document.ts';
import { parsePublicSet } from '../keys/parse-public-set.ts';
import type { PublicShape } from '../keys/parse-public-set.ts';
import { activeKey } from '../keys/private-document.ts';
import type { PrivateDocument } from '../keys/private-document.ts';
import type { KeyProblem, ParsedKey } from '../keys/problem.ts';
import { provePair } from '../keys/prove-pair.ts';
import { isNeeded } from '../keys/rotation.ts';
import type { PublicSet } from '../keys/public-jwk.ts';

/** The parsed texts, and whether they match. */
export interface KeyJudgement {
  readonly publicSet: ParsedKey<PublicSet, PublicShape>;
  readonly privateDocument: ParsedKey<PrivateDocument, PrivateShape>;
  /** The reasons why a verifier would refuse a token; empty when both match. Undefined when a text cannot be read. */
  readonly pair: readonly KeyProblem[] | undefined;
}

/** Parses both texts and proves the pair by signing and verifying with every key. Older shapes are converted first. `now` is in milliseconds since 1970. */
export async function judgeKeys(
  publicKeys: SecretValue,
  privateKey: SecretValue,
  { now, strict = false }: { readonly now: number; readonly strict?: boolean | undefined },
): Promise<KeyJudgement> {
  const privateDocument = parsePrivateBeside(privateKey, publicKeys.text);
  const needed = privateDocument.ok
    ? privateDocument.value.keys.filter((key) => isNeeded(key, now)).map(({ kid }) => kid)
    : [];
  const publicSet = parsePublicSet(publicKeys.text, { strict, needed });
  if (!publicSet.ok || !privateDocument.ok) return { publicSet, privateDocument, pair: undefined };
  const pair = await provePair(privateDocument.value, publicSet.value, now);
  return { publicSet, privateDocument, pair };
}

/** Parses the private text. For a PEM, the creation date is that of the secret version, and `algorithm` the one that was chosen for it, if it fits. */
export function parsePrivateText(
  { text, createdAt }: SecretValue,
  algorithm?: string,
): ParsedKey<PrivateDocument, PrivateShape> {
  return parsePrivateDocument(text, { createdAt, algorithm });
}

/**
 * Parses the private text with what the published set says of its keys: the algorithm of an entry that does not say it, the kid and the algorithm of a bare PEM. A document
 * has its own kids; for a PEM, verifiers know the published one.
 */
export function parsePrivateBeside(
  { text, createdAt }: SecretValue,
  publicText: string,
): ParsedKey<PrivateDocument, PrivateShape> {
  const known = parsePublicSet(publicText);
  const keys = known.ok ? known.value.keys : [];
  const published = new Map(keys.flatMap(({ kid, alg }) => (alg === undefined ? [] : [[kid, alg] as const])));
  const read = parsePrivateDocument(text, { createdAt, published });
  return read.ok && read.shape === 'pem'
    ? { ...read, value: adoptPublishedNames(read.value, { keys }) }
    : read;
}

/** One error for each text that is not valid. */
export function unusable(
  place: KeyPlace,
  publicSet: KeyJudgement['publicSet'] | undefined,
  privateDocument: KeyJudgement['privateDocument'] | undefined,
): readonly DeployError[] {
  return [
    ...(privateDocument?.ok !== false ? [] : [keysUnusable(place.privateSecretId, privateDocument.problems)]),
    ...(publicSet?.ok !== false ? [] : [keysUnusable(place.publicSecretId, publicSet.problems)]),
  ];
}

/** The artifact for a proven pair. */
export function publishedKeysOf(
  secretId: string,
  stored: SecretValue,
  set: PublicSet,
  document: PrivateDocument,
): PublishedKeys {
  const active = activeKey(document);
  if (active === undefined) throw new TypeError('A parsed document has an active key');
  return {
    secretId,
    versionId: stored.versionId,
    kids: set.keys.map(({ kid }) => kid),
    activeKid: active.kid,
    jwks: JSON.stringify(set),
  };
}
