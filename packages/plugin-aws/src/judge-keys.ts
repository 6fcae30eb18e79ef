/** Says whether two stored texts are one working key set. */
import type { DeployError } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import type { SecretValue } from './aws.ts';
import { keysUnusable } from './keys-errors.ts';
import type { KeyPlace } from './keys-errors.ts';
import { adoptPublishedNames } from './keys/adopt-published-names.ts';
import { parsePrivateDocument } from './keys/parse-private-document.ts';
import type { PrivateShape } from './keys/parse-private-document.ts';
import { parsePublicSet } from './keys/parse-public-set.ts';
import type { PublicShape } from './keys/parse-public-set.ts';
import { activeKey } from './keys/private-document.ts';
import type { PrivateDocument } from './keys/private-document.ts';
import type { KeyProblem, ParsedKey } from './keys/problem.ts';
import { provePair } from './keys/prove-pair.ts';
import type { PublicSet } from './keys/public-jwk.ts';

/** What was found in both texts, and whether they fit. */
export interface KeyJudgement {
  readonly publicSet: ParsedKey<PublicSet, PublicShape>;
  readonly privateDocument: ParsedKey<PrivateDocument, PrivateShape>;
  /** Why a verifier would refuse a token; empty is the proof. Undefined when a text cannot be read, so that nothing could be proven. */
  readonly pair: readonly KeyProblem[] | undefined;
}

/** Parses both texts and proves the pair by signing and verifying with every key. Older shapes count as what they mean. `now` is in milliseconds since 1970. */
export async function judgeKeys(
  publicKeys: SecretValue,
  privateKey: SecretValue,
  now: number,
): Promise<KeyJudgement> {
  const publicSet = parsePublicSet(publicKeys.text);
  const read = parsePrivateText(privateKey);
  if (!publicSet.ok || !read.ok) return { publicSet, privateDocument: read, pair: undefined };
  // A document says its kids itself; a bare PEM is known to verifiers by the published one.
  const value = read.shape === 'pem' ? adoptPublishedNames(read.value, publicSet.value) : read.value;
  const pair = await provePair(value, publicSet.value, now);
  return { publicSet, privateDocument: { ...read, value }, pair };
}

/** Parses the private text; a PEM is as old as its version. */
export function parsePrivateText({ text, createdAt }: SecretValue): ParsedKey<PrivateDocument, PrivateShape> {
  return parsePrivateDocument(text, { createdAt });
}

/** One error for each text that cannot be used. */
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

/** The artifact of a proven pair. */
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
