// ListObjectsV2: keys in the order of their bytes, grouped by a delimiter, in pages.

import { invalidArgument } from './s3-answers.ts';
import { elements, xmlDocument } from './s3-protocol.ts';
import type { S3Reply } from './s3-protocol.ts';
import type { StoredBucket, S3Object } from './s3-object.ts';

/** One line of a list: an object, or a common prefix of several keys. */
type Entry =
  | { readonly type: 'object'; readonly name: string; readonly object: S3Object }
  | { readonly type: 'group'; readonly name: string };

const largestPage = 1_000;

/** One page of the keys of a bucket. */
export function listObjects(bucket: StoredBucket, query: URLSearchParams): S3Reply {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const size = pageSize(query.get('max-keys'));
  const token = query.get('continuation-token');
  const after = token === null ? (query.get('start-after') ?? '') : nameOf(token);
  const rest = entries(bucket, prefix, delimiter).filter(
    ({ name }) => after === '' || compareBytes(name, after) > 0,
  );
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  const truncated = rest.length > shown.length && last !== undefined;
  const encode = query.get('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const content = [
    elements({
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
    }),
    elements({ MaxKeys: size, KeyCount: shown.length, IsTruncated: truncated }),
    elements({
      EncodingType: query.get('encoding-type') ?? undefined,
      ContinuationToken: token ?? undefined,
      StartAfter: query.get('start-after') ?? undefined,
      NextContinuationToken: truncated ? tokenOf(last.name) : undefined,
    }),
    ...shown.map((entry) =>
      entry.type === 'group'
        ? `<CommonPrefixes>${elements({ Prefix: encode(entry.name) })}</CommonPrefixes>`
        : `<Contents>${objectElements(entry.object, encode)}</Contents>`,
    ),
  ];
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: xmlDocument('ListBucketResult', content.join('')),
  };
}

function entries(bucket: StoredBucket, prefix: string, delimiter: string): readonly Entry[] {
  const found = new Map<string, Entry>();
  for (const object of bucket.objects.values()) {
    if (!object.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const name = cut === -1 ? object.key : object.key.slice(0, cut + delimiter.length);
    found.set(name, cut === -1 ? { type: 'object', name, object } : { type: 'group', name });
  }
  return [...found.values()].sort((one, other) => compareBytes(one.name, other.name));
}

function objectElements(
  { key, etag, body, modifiedAtMs }: S3Object,
  encode: (text: string) => string,
): string {
  return elements({
    Key: encode(key),
    LastModified: new Date(modifiedAtMs).toISOString(),
    ETag: `"${etag}"`,
    Size: body.length,
    StorageClass: 'STANDARD',
  });
}

function pageSize(text: string | null): number {
  const size = Number(text ?? largestPage);
  if (!Number.isInteger(size))
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text ?? '');
  if (size < 0)
    throw invalidArgument(
      'Argument maxKeys must be an integer between 0 and 2147483647',
      'maxKeys',
      text ?? '',
    );
  return Math.min(size, largestPage);
}

function tokenOf(name: string): string {
  return Buffer.from(`after:${name}`).toString('base64');
}

function nameOf(token: string): string {
  const name = /^after:(.+)$/s.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (name === undefined)
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
  return name;
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
