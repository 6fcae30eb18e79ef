// PutObject, GetObject, HeadObject and DeleteObject, with conditional writes, which locks need.

import { authorizeS3 } from './authorize-s3.ts';
import { readPayload } from './payload.ts';
import { headerNotImplemented, keyTooLong, noSuchKey, preconditionFailed } from './s3-answers.ts';
import type { S3Call } from './s3-call.ts';
import { etagOf } from './s3-object.ts';
import type { S3Object } from './s3-object.ts';
import type { S3Reply } from './s3-protocol.ts';

const largestKeyBytes = 1_024;

/** Headers that this emulator does not support. A request with one of them is refused, not carried out without it. */
const unsupported =
  /^x-amz-(copy-source|object-lock|server-side-encryption|storage-class|tagging|acl|grant-|website|mfa)/;

/** Stores an object. `If-None-Match: *` only creates; `If-Match` only replaces that version. */
export function putObject(call: S3Call): S3Reply {
  const { key, request, bucket, store } = call;
  const { headers } = request;
  const [ifNoneMatch, ifMatch] = [header(call, 'if-none-match'), header(call, 'if-match')];
  authorizeS3(call, 'PutObject');
  // The answer reveals the stored version, so the caller needs the right to read it.
  if (ifMatch !== undefined) authorizeS3(call, 'GetObject');
  const refused = Object.keys(headers).find((name) => unsupported.test(name));
  if (refused !== undefined) throw headerNotImplemented(refused);
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw headerNotImplemented('If-None-Match');
  if (Buffer.byteLength(key) > largestKeyBytes) throw keyTooLong(key, largestKeyBytes);
  const { body, checksums } = readPayload(request);
  if (call.conditional) checkWriteConditions(bucket.objects.get(key), { ifNoneMatch, ifMatch, key });
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const object: S3Object = {
    key,
    body,
    etag: etagOf(body),
    modifiedAtMs: call.now(),
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    headers: { ...Object.fromEntries(metadata.map(([name, value]) => [name, String(value)])), ...checksums },
  };
  store.put(bucket, object);
  return { status: 200, headers: { etag: `"${object.etag}"`, ...checksums } };
}

/** An object with its body. */
export function getObject(call: S3Call): S3Reply {
  if (call.request.headers.range !== undefined) throw headerNotImplemented('Range');
  return read(call, (object) => object.body);
}

/** An object without its body; the size is in the headers. Node sends no body in an answer to HEAD. */
export function headObject(call: S3Call): S3Reply {
  return read(call, (object) => object.body);
}

/** Removes an object. A missing object is no error. */
export function deleteObject(call: S3Call): S3Reply {
  const ifMatch = header(call, 'if-match');
  authorizeS3(call, 'DeleteObject');
  const object = call.bucket.objects.get(call.key);
  if (ifMatch !== undefined && object === undefined) throw noSuchKey(call.key);
  if (ifMatch !== undefined && !sameTag(ifMatch, object)) throw preconditionFailed('If-Match');
  call.store.remove(call.bucket, call.key);
  return { status: 204 };
}

function read(call: S3Call, bodyOf: (object: S3Object) => Buffer): S3Reply {
  authorizeS3(call, 'GetObject');
  const object = call.bucket.objects.get(call.key);
  if (object === undefined) {
    // A caller without the right to list must not learn which objects are missing.
    authorizeS3({ ...call, key: '' }, 'ListBucket');
    throw noSuchKey(call.key);
  }
  const [ifMatch, ifNoneMatch] = [header(call, 'if-match'), header(call, 'if-none-match')];
  if (ifMatch !== undefined && !sameTag(ifMatch, object)) throw preconditionFailed('If-Match');
  const tag = { etag: `"${object.etag}"`, 'last-modified': new Date(object.modifiedAtMs).toUTCString() };
  if (ifNoneMatch !== undefined && sameTag(ifNoneMatch, object)) return { status: 304, headers: tag };
  const withChecksums = header(call, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const kept = Object.entries(object.headers).filter(
    ([name]) => withChecksums || !name.startsWith('x-amz-checksum-'),
  );
  const headers = {
    ...tag,
    'content-type': object.contentType,
    'accept-ranges': 'bytes',
    ...Object.fromEntries(kept),
  };
  return { status: 200, headers, body: bodyOf(object) };
}

function checkWriteConditions(
  existing: S3Object | undefined,
  {
    ifNoneMatch,
    ifMatch,
    key,
  }: { ifNoneMatch: string | undefined; ifMatch: string | undefined; key: string },
): void {
  if (ifNoneMatch !== undefined && existing !== undefined) throw preconditionFailed('If-None-Match');
  if (ifMatch === undefined) return;
  if (existing === undefined) throw noSuchKey(key);
  if (!sameTag(ifMatch, existing)) throw preconditionFailed('If-Match');
}

function sameTag(condition: string, object: S3Object | undefined): boolean {
  return object !== undefined && (condition === '*' || condition.replaceAll('"', '') === object.etag);
}

function header({ request }: S3Call, name: string): string | undefined {
  const value = request.headers[name];
  return value === undefined ? undefined : String(value);
}
