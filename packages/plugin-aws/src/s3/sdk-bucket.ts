/** The only file that talks to S3. The SDK is loaded at the first call, and every answer is checked before it is believed. */
import type { S3Client } from '@aws-sdk/client-s3';
import { isAwsHost } from '../client-settings.ts';
import type { ClientSettings } from '../client-settings.ts';
import { credentialSources } from '../credential-sources.ts';
import type { CredentialSources } from '../credential-sources.ts';
import { badAnswer, credentialsMissing } from '../errors.ts';
import type { Bucket, StoredObject, WriteAnswer, WriteCondition } from './bucket.ts';
import { callOf, explainS3 } from './explain-s3.ts';
import { bucketUnusable } from './s3-errors.ts';
import type { StateSpot } from './s3-errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Opens a bucket; nothing is asked before the first operation. */
export function openBucket(spot: StateSpot, settings: ClientSettings, env: Env): Bucket {
  const { bucket: Bucket, prefix, describe } = spot;
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> =>
    (opened ??= connect(settings, env, describe).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  /** Makes one call. `decided` says which refusals are answers. */
  const call = async <T>(
    operation: string,
    key: string,
    work: (opened: Opened, limit: { readonly abortSignal: AbortSignal }) => Promise<T>,
    decided: (status: number | undefined, name: string) => T | undefined = () => undefined,
  ): Promise<T> => {
    const connection = await open();
    const abortSignal = AbortSignal.timeout(settings.callTimeoutMs);
    try {
      return await work(connection, { abortSignal });
    } catch (error) {
      const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
      const answer = decided($metadata?.httpStatusCode, name);
      if (answer !== undefined) return answer;
      const context = {
        spot,
        operation,
        key,
        looked: connection.sources.report,
        timedOut: abortSignal.aborted,
      };
      throw explainS3(error, context);
    }
  };
  return {
    describe,
    async isAws() {
      const { hosts } = await open();
      // Where calls go is known once one was made.
      if (hosts.size === 0) await this.list('!');
      return [...hosts].every(isAwsHost);
    },
    write: (key, text, condition) =>
      call(
        'PutObject',
        key,
        async ({ sdk, client }, limit): Promise<WriteAnswer> => {
          const input = {
            Bucket,
            Key: `${prefix}${key}`,
            Body: text,
            ContentType: 'text/plain; charset=utf-8',
          };
          const command = new sdk.PutObjectCommand({ ...input, ...headersOf(condition) });
          const { ETag } = await client.send(command, limit);
          // Something in between may have answered in S3's place: then nobody knows, and the object is looked at.
          if (ETag === undefined) throw badAnswer(callOf(spot, 'PutObject', key), 'no entity tag', true);
          return 'written';
        },
        (status, name) => writeRefusal(status, name, condition),
      ),
    read: async (key) => {
      const found = await call<StoredObject | 'absent'>(
        'GetObject',
        key,
        async ({ sdk, client }, limit) => {
          const answer = await client.send(
            new sdk.GetObjectCommand({ Bucket, Key: `${prefix}${key}` }),
            limit,
          );
          const text = await answer.Body?.transformToString();
          if (text === undefined || answer.ETag === undefined) throw new SyntaxError('no body');
          return { text, etag: answer.ETag };
        },
        (_status, name) => (name === 'NoSuchKey' ? 'absent' : undefined),
      );
      return found === 'absent' ? undefined : found;
    },
    async list(start, delimiter) {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const input = { Bucket, Prefix: `${prefix}${start}`, Delimiter: delimiter, ContinuationToken: token };
        const page = await call('ListObjectsV2', start, async ({ sdk, client }, limit) => {
          const answer = await client.send(new sdk.ListObjectsV2Command(input), limit);
          const { IsTruncated, NextContinuationToken } = answer;
          // An answer of something else must not be taken for an empty list: there would be no lock on it.
          if (IsTruncated === undefined || (IsTruncated && NextContinuationToken === undefined))
            throw badAnswer(callOf(spot, 'ListObjectsV2', start), 'a list without an end', true);
          return answer;
        });
        names.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
        names.push(...(page.CommonPrefixes ?? []).map((group) => group.Prefix ?? ''));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return names.map((name) => name.slice(prefix.length)).sort();
    },
    remove: (key) =>
      call('DeleteObject', key, async ({ sdk, client }, limit) => {
        await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: `${prefix}${key}` }), limit);
      }),
  };
}

interface Opened {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  readonly client: S3Client;
  readonly sources: CredentialSources;
  /** Where calls went. */
  readonly hosts: ReadonlySet<string>;
}

async function connect(settings: ClientSettings, env: Env, describe: string): Promise<Opened> {
  const sources = await credentialSources(env);
  if (!sources.any) throw bucketUnusable(describe, credentialsMissing(sources.report));
  const sdk = await import('@aws-sdk/client-s3');
  const { region, maxAttempts, profile, connectionTimeoutMs, requestTimeoutMs } = settings;
  const endpoint = settings.endpoints.s3;
  const client = new sdk.S3Client({
    region,
    maxAttempts,
    retryMode: 'standard',
    // Without the last option the SDK only logs a warning when a request takes too long.
    requestHandler: {
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
    // Other services seldom have a host name for each bucket.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(profile === undefined ? {} : { profile }),
    ...(sources.explicit === undefined ? {} : { credentials: sources.explicit }),
  });
  const hosts = new Set<string>();
  client.middlewareStack.add(
    (next) => (args) => {
      hosts.add((args.request as { readonly hostname: string }).hostname);
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  return { sdk, client, sources, hosts };
}

function headersOf(condition: WriteCondition): { IfNoneMatch: string } | { IfMatch: string } {
  return condition.type === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag };
}

/** 412 is the refusal; 404 is one where an object was to be replaced; 409 asks to try again. */
function writeRefusal(
  status: number | undefined,
  name: string,
  condition: WriteCondition,
): WriteAnswer | undefined {
  if (status === 412) return 'refused';
  if (name === 'NoSuchKey' && condition.type === 'unchanged') return 'refused';
  return status === 409 ? 'conflict' : undefined;
}
