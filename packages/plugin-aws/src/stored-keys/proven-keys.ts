/** Reads both secrets and proves that they match. Every change of a key set starts with this. */
import type { StageContext } from '@paintbox/deploy-core';
import type { PublishedKeys } from '@paintbox/deploy-core/release';
import type { Aws, SecretValue } from '../client/aws.ts';
import { judgeKeys, publishedKeysOf, unusable } from './judge-keys.ts';
import { placeOf, readKeys } from './key-secrets.ts';
import type { KeyNames, StoredKeys } from './key-secrets.ts';
import type { KeyPlace } from '../keys-errors.ts';
import { keysMissing, pairMismatch, privateMissing, publicMissing, together } from '../keys-errors.ts';
import type { PrivateShape } from '../keys/parse-private-document.ts';
import type { PublicShape } from '../keys/parse-public-set.ts';
import type { PrivateDocument } from '../keys/private-document.ts';
import type { KeyProblem } from '../keys/problem.ts';
import type { PublicSet } from '../keys/public-jwk.ts';

/** A stored key set in its present form, and the shapes it was found in. */
export interface ProvenKeys {
  readonly publicKeys: SecretValue;
  readonly privateKey: SecretValue;
  readonly set: PublicSet;
  readonly document: PrivateDocument;
  readonly publicShape: PublicShape;
  readonly privateShape: PrivateShape;
  /** Remarks on the public text. Verifiers can still use it. */
  readonly notes: readonly KeyProblem[];
}

/**
 * Proves that two texts are one working key set.
 *
 * @throws DeployError `KEYS_UNUSABLE`, `KEYS_PAIR_MISMATCH` or `KEYS_NOT_READY` for both
 */
export async function prove(
  place: KeyPlace,
  publicKeys: SecretValue,
  privateKey: SecretValue,
  now: number,
): Promise<ProvenKeys> {
  const { publicSet, privateDocument, pair } = await judgeKeys(publicKeys, privateKey, {
    now,
    strict: place.strict,
  });
  const [first, ...others] = unusable(place, publicSet, privateDocument);
  if (first !== undefined) throw together([first, ...others]);
  if (!publicSet.ok || !privateDocument.ok || pair === undefined || pair.length > 0) {
    throw pairMismatch(place, pair ?? []);
  }
  return {
    publicKeys,
    privateKey,
    set: publicSet.value,
    document: privateDocument.value,
    publicShape: publicSet.shape,
    privateShape: privateDocument.shape,
    notes: publicSet.notes,
  };
}

/**
 * Reads both secrets and proves them.
 *
 * @throws DeployError as `readKeys` and `prove`; `KEYS_MISSING`, `KEYS_PUBLIC_MISSING` or `KEYS_PRIVATE_MISSING` for missing secrets
 */
export async function readProven(aws: Aws, names: KeyNames, ctx: StageContext): Promise<ProvenKeys> {
  return proven(aws, names, await readKeys(aws, names, ctx));
}

/** Proves secrets that are already read; throws as `readProven`. */
export async function proven(
  aws: Aws,
  names: KeyNames,
  { publicKeys, privateKey }: StoredKeys,
): Promise<ProvenKeys> {
  const place = placeOf(names, aws);
  if (publicKeys === undefined && privateKey === undefined) throw keysMissing(place);
  if (publicKeys === undefined) throw publicMissing(place);
  if (privateKey === undefined) throw privateMissing(place);
  return prove(place, publicKeys, privateKey, aws.now());
}

/** The artifact of a proven key set. */
export function publishedOf(names: KeyNames, keys: ProvenKeys): PublishedKeys {
  return publishedKeysOf(names.publicSecretId, keys.publicKeys, keys.set, keys.document);
}
