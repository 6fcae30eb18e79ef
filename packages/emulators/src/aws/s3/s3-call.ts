// One call of S3, and the state it works with.

import type { Principal } from '../iam/authorize.ts';
import type { SignedRequest } from '../sigv4.ts';
import type { StoredBucket, BucketStore } from './s3-object.ts';

/** A call of the account, or of a bucket that may be missing. */
export interface S3Context {
  readonly store: BucketStore;
  readonly caller: Principal;
  readonly region: string;
  readonly request: SignedRequest;
  readonly bucketName: string;
  readonly key: string;
  readonly query: URLSearchParams;
  /** False to ignore the conditions of writes. */
  readonly conditional: boolean;
  now(): number;
}

/** A call of an existing bucket, or of an object in it. */
export interface S3Call extends S3Context {
  readonly bucket: StoredBucket;
}
