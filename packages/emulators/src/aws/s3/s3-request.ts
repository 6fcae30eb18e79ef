// Reads bucket, object and operation of S3 from a request: path-style (`/bucket/key`) or virtual-hosted (`bucket.host/key`).

import type { IncomingHttpHeaders } from 'node:http';

import type { SignedRequest } from '../sigv4.ts';

/** The target of an S3 request. Nothing is validated yet. */
export interface S3Target {
  /** Name of the operation; empty when the emulator knows none for this method and path, `InvalidURI` for a path that cannot be decoded. */
  readonly operation: string;
  /** Empty for calls of the account, such as ListBuckets. */
  readonly bucket: string;
  /** Decoded; empty for calls of a bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

/** Query parameters that S3 clients add for tracing only. */
const harmlessParameters: ReadonlySet<string> = new Set(['x-id']);

/** The parameters of ListObjectsV2. */
const listParameters: ReadonlySet<string> = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'encoding-type',
  'fetch-owner',
]);

/** The target of an S3 request. */
export function readS3Target({ method, target, headers }: SignedRequest): S3Target {
  const [path = '/', search = ''] = target.split('?', 2);
  const query = new URLSearchParams(search);
  const virtual = bucketOfHost(headers);
  const segments = path.slice(1).split('/');
  const bucket = virtual ?? decode(segments.shift() ?? '');
  const key = decode(segments.join('/'));
  if (bucket === undefined || key === undefined)
    return { operation: 'InvalidURI', bucket: '', key: '', query };
  return { operation: operationOf(method, { bucket, key, query }), bucket, key, query };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3.localhost:1234` and `bucket.localhost:1234` name a bucket; an address does not. */
function bucketOfHost(headers: IncomingHttpHeaders): string | undefined {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  return /^(.+?)\.(?:s3[.-].+|localhost)$/.exec(host)?.[1];
}

function operationOf(method: string, { bucket, key, query }: Omit<S3Target, 'operation'>): string {
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : '';
  const parameters = [...query.keys()].filter((name) => !harmlessParameters.has(name));
  const operation = (key === '' ? bucketOperations : objectOperations)[method];
  if (parameters.length === 0 && method === 'GET' && key === '') return 'ListObjects';
  if (parameters.length === 0) return operation ?? '';
  const lists = method === 'GET' && key === '' && parameters.every((name) => listParameters.has(name));
  if (lists) return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  // A parameter changes the operation: `?acl`, `?versioning`, `?uploads`, `?versionId=…`.
  return `${method} with ${parameters.join(', ')}`;
}

const bucketOperations: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  HEAD: 'HeadBucket',
  DELETE: 'DeleteBucket',
};

const objectOperations: Readonly<Record<string, string>> = {
  PUT: 'PutObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  DELETE: 'DeleteObject',
};
