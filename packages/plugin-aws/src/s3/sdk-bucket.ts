/** The only file that calls S3. Every answer is checked before it is used. */
import { isAwsHost } from '../client/client-settings.ts';
import type { AwsEnv, ClientSettings } from '../client/client-settings.ts';
import { badAnswer } from '../errors.ts';
import type { Bucket, StoredObject, WriteAnswer, WriteCondition } from './bucket.ts';
import { callOf, explainS3 } from './explain-s3.ts';
import type { StateSpot } from './s3-errors.ts';
import { connectS3 } from './sdk-connection.ts';
import type { S3Connection } from './sdk-connection.ts';

/** Opens a bucket. No request is sent before the first operation. */
export function openBucket(spot: StateSpot, settings: ClientSettings, env: AwsEnv): Bucket {
  const { bucket: Bucket, prefix, describe } = spot;
  let opened: Promise<S3Connection> | undefined;
  const open = (): Promise<S3Connection> =>
    (opened ??= connectS3(settings, env, describe).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  /** Makes one call. `decided` says which refusals count as answers. */
  const call = async <T>(
    operation: string,
    key: string,
    work: (connection: S3Connection, limit: { readonly abortSignal: AbortSignal }) => Promise<T>,
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
      // The address is known only after the first call.
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
          // A proxy may have answered instead of S3. Then the outcome is unknown, and the object is read.
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
          // An answer of a proxy must not count as an empty list, or a held lock would seem free.
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

function headersOf(condition: WriteCondition): { IfNoneMatch: string } | { IfMatch: string } {
  return condition.type === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag };
}

/** 412 is a refusal; 404 is one for a replacement; 409 means try again. */
function writeRefusal(
  status: number | undefined,
  name: string,
  condition: WriteCondition,
): WriteAnswer | undefined {
  if (status === 412) return 'refused';
  if (name === 'NoSuchKey' && condition.type === 'unchanged') return 'refused';
  return status === 409 ? 'conflict' : undefined;
}
