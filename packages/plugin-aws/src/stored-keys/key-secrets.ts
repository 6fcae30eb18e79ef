/** The two secrets of a key set as they are stored now. */
import type { DeployError, StageContext } from '@paintbox/deploy-core';
import { isDeployError } from '@paintbox/deploy-core';
import type { Aws, SecretValue } from '../client/aws.ts';
import { scheduledForDeletion } from '../errors.ts';
import type { KeyPlace } from '../keys-errors.ts';
import { secretEmpty, secretNotVisible, together } from '../keys-errors.ts';
import { registerPrivateText } from './register-private-text.ts';

/** Which secrets, and how their public one is judged. */
export interface KeyNames {
  readonly publicSecretId: string;
  readonly privateSecretId: string;
  readonly strict?: boolean | undefined;
}

/** A secret and its place; undefined parts do not exist. */
export interface StoredKeys {
  readonly publicKeys: SecretValue | undefined;
  readonly privateKey: SecretValue | undefined;
}

/** The result of reading both: the values, or the errors. */
export interface KeyReading {
  readonly publicKeys: SecretValue | undefined | DeployError;
  readonly privateKey: SecretValue | undefined | DeployError;
}

/** AWS may need seconds until a stored value is visible everywhere. */
const PATIENCE_MS: readonly number[] = [250, 500, 1000, 2000];

/** These errors concern one secret, so the other one is still read. Any other error would occur for both. */
const OF_ONE_SECRET: ReadonlySet<string> = new Set([
  'AWS_ACCESS_DENIED',
  'AWS_KMS_DENIED',
  'AWS_SECRET_SCHEDULED_FOR_DELETION',
  'AWS_REQUEST_REFUSED',
  'AWS_BAD_ANSWER',
  'KEYS_SECRET_EMPTY',
]);

/** The place shown in errors. */
export function placeOf(names: KeyNames, aws: Aws): KeyPlace {
  return { ...names, region: aws.region };
}

/**
 * Reads both secrets, and keeps their errors apart. The private one is read first: a key that the document calls published was published
 * before. So a public set that is read later has it, even during a change.
 */
export async function lookAtKeys(aws: Aws, names: KeyNames, ctx: StageContext): Promise<KeyReading> {
  const privateKey = await orTrouble(readPrivate(aws, names.privateSecretId, ctx));
  const publicKeys = await orTrouble(readSecret(aws, names.publicSecretId, ctx));
  if (privateKey !== undefined || publicKeys === undefined || isDeployError(publicKeys)) {
    return { publicKeys, privateKey };
  }
  // Another process may be creating the pair right now: the private key is stored before the public set.
  return {
    publicKeys,
    privateKey: await orTrouble(patiently(ctx, () => readPrivate(aws, names.privateSecretId, ctx))),
  };
}

/**
 * Reads both secrets.
 *
 * @throws DeployError when one cannot be read, is scheduled for deletion or has no value; `KEYS_NOT_READY` when that is so for both.
 */
export async function readKeys(aws: Aws, names: KeyNames, ctx: StageContext): Promise<StoredKeys> {
  const { publicKeys, privateKey } = await lookAtKeys(aws, names, ctx);
  const [first, ...others] = [publicKeys, privateKey].filter((one) => isDeployError(one));
  if (first !== undefined) throw together([first, ...others]);
  return { publicKeys, privateKey } as StoredKeys;
}

/** Reads the private secret, with retries when it is known to exist. Every form of its value is registered as secret. */
export async function readStoredPrivate(aws: Aws, secretId: string, ctx: StageContext): Promise<SecretValue> {
  const value = await patiently(ctx, () => readPrivate(aws, secretId, ctx));
  if (value === undefined) throw secretNotVisible(secretId, aws.region);
  return value;
}

/** Reads the version of the private secret before the current one; undefined when there is none. Every form of its value is registered as secret. */
export async function readFormerPrivate(
  aws: Aws,
  secretId: string,
  ctx: StageContext,
): Promise<SecretValue | undefined> {
  const found = await aws.describeSecret(secretId, ctx.signal);
  if (found === undefined) return undefined;
  const value = await aws.secretValue(secretId, ctx.signal, found, 'AWSPREVIOUS');
  if (value !== undefined) registerPrivateText(value.text, ctx);
  return value;
}

/** Reads the public secret, with retries when it is known to exist. */
export async function readStoredPublic(aws: Aws, secretId: string, ctx: StageContext): Promise<SecretValue> {
  const value = await patiently(ctx, () => readSecret(aws, secretId, ctx));
  if (value === undefined) throw secretNotVisible(secretId, aws.region);
  return value;
}

async function readPrivate(aws: Aws, secretId: string, ctx: StageContext): Promise<SecretValue | undefined> {
  const value = await readSecret(aws, secretId, ctx);
  if (value !== undefined) registerPrivateText(value.text, ctx);
  return value;
}

/** Reads the description first: it shows whether the secret is missing or scheduled for deletion. In both cases there is no value. */
async function readSecret(aws: Aws, secretId: string, ctx: StageContext): Promise<SecretValue | undefined> {
  const found = await aws.describeSecret(secretId, ctx.signal);
  if (found === undefined) return undefined;
  const { deletedAt } = found;
  if (deletedAt !== undefined) {
    const call = {
      service: 'secretsmanager',
      operation: 'DescribeSecret',
      region: aws.region,
      secretId,
      sensitive: false,
    } as const;
    throw scheduledForDeletion(call, deletedAt);
  }
  const value = await aws.secretValue(secretId, ctx.signal, found);
  if (value === undefined) throw secretEmpty(secretId, aws.region);
  return { ...value, labels: found.labels, primaryRegion: found.primaryRegion };
}

async function patiently<T>(ctx: StageContext, read: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const waitMs of PATIENCE_MS) {
    const value = await read();
    if (value !== undefined) return value;
    await ctx.clock.sleep(waitMs, ctx.signal);
  }
  return read();
}

async function orTrouble<T>(work: Promise<T>): Promise<T | DeployError> {
  try {
    return await work;
  } catch (error) {
    if (isDeployError(error) && OF_ONE_SECRET.has(error.code)) return error;
    throw error;
  }
}
