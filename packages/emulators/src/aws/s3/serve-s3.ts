// Carries out one call of S3: signature, permission, operation.

import { headBucket, createBucket, deleteBucket, listBucket } from './bucket-operations.ts';
import { notImplemented } from '../aws-error.ts';
import { verifySignature } from '../sigv4.ts';
import type { SignedRequest } from '../sigv4.ts';
import type { KnownUser } from '../users.ts';
import { deleteObject, getObject, headObject, putObject } from './object-operations.ts';
import { signedPayloadHash } from './payload.ts';
import { noSuchBucket, s3AccessDenied, s3Error, timeTooSkewed, wrongRegion } from './s3-answers.ts';
import type { S3Call, S3Context } from './s3-call.ts';
import type { BucketStore } from './s3-object.ts';
import type { S3Reply } from './s3-protocol.ts';
import type { S3Target } from './s3-request.ts';

/** The state that a call of S3 works with. */
export interface S3World {
  readonly region: string;
  readonly users: ReadonlyMap<string, KnownUser>;
  readonly buckets: BucketStore;
  /** False to ignore the conditions of writes, as some other services do. */
  readonly conditional: boolean;
  now(): number;
}

/** Requests may be older than those of other services. */
const allowedSkewMs = 15 * 60_000;

const ofBuckets: ReadonlyMap<string, (context: S3Context) => S3Reply> = new Map([
  ['CreateBucket', createBucket],
]);

const inBuckets: ReadonlyMap<string, (call: S3Call) => S3Reply> = new Map([
  ['HeadBucket', headBucket],
  ['DeleteBucket', deleteBucket],
  ['ListObjectsV2', listBucket],
  ['PutObject', putObject],
  ['GetObject', getObject],
  ['HeadObject', headObject],
  ['DeleteObject', deleteObject],
]);

/** Runs without waiting, so that two calls cannot interleave. */
export function serveS3(target: S3Target, request: SignedRequest, world: S3World): S3Reply {
  if (target.operation === 'InvalidURI')
    throw s3Error('InvalidURI', 400, "Couldn't parse the specified URI.");
  const caller = authenticate(request, world);
  const { operation, bucket: bucketName, key, query } = target;
  const context: S3Context = {
    store: world.buckets,
    caller,
    region: world.region,
    request,
    bucketName,
    key,
    query,
    conditional: world.conditional,
    now: () => world.now(),
  };
  const ofBucket = ofBuckets.get(operation);
  if (ofBucket !== undefined) return ofBucket(context);
  const inBucket = inBuckets.get(operation);
  if (inBucket === undefined) throw notImplemented(operation === '' ? `${request.method} of S3` : operation);
  const bucket = world.buckets.find(bucketName);
  if (bucket === undefined) throw noSuchBucket(bucketName);
  return inBucket({ ...context, bucket });
}

function authenticate(request: SignedRequest, world: S3World): KnownUser {
  const { headers, target } = request;
  if (new URLSearchParams(target.split('?', 2)[1]).has('X-Amz-Signature'))
    throw notImplemented('presigned URLs');
  if (headers.authorization === undefined) throw s3AccessDenied();
  if (signedPayloadHash(headers) === '') {
    throw s3Error('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  }
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization)?.[1] ?? '';
  if (region !== world.region) throw wrongRegion(region, world.region);
  const sentAt = String(headers['x-amz-date'] ?? '').replace(
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
    '$1-$2-$3T$4:$5:$6Z',
  );
  if (Math.abs(world.now() - Date.parse(sentAt)) > allowedSkewMs) throw timeTooSkewed();
  return verifySignature(request, {
    service: 's3',
    nowMs: world.now(),
    allowedSkewMs,
    payloadHash: signedPayloadHash(headers),
    find: (accessKeyId) => world.users.get(accessKeyId),
  });
}
