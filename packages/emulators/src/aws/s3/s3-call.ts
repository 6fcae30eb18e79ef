// One call of S3 with everything that it may touch.

import type { Principal } from '../iam/authorize.ts';
import type { SignedRequest } from '../sigv4.ts';
import type { StoredBucket, BucketStore } from './s3-object.ts';

/** A call of an account or of a bucket that need not exist. */
export interface S3Context {
  readonly store: BucketStore;
  readonly caller: Principal;
  readonly region: string;
  readonly request: SignedRequest;
  readonly bucketName: string;
  readonly key: string;
  readonly query: URLSearchParams;
  /** False when the conditions of writes are to be ignored. */
  readonly conditional: boolean;
  now(): number;
}

/** A call of a bucket that exists, or of an object in it. */
export interface S3Call extends S3Context {
  readonly bucket: StoredBucket;
}
