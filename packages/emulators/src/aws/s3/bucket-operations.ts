// CreateBucket, HeadBucket, DeleteBucket and ListObjectsV2.

import { authorizeS3 } from './authorize-s3.ts';
import { isBucketName } from './bucket-name.ts';
import { listObjects } from './list-objects.ts';
import { s3Error } from './s3-answers.ts';
import type { S3Call, S3Context } from './s3-call.ts';
import type { S3Reply } from './s3-protocol.ts';

/** Creates a bucket. Creating your own bucket again is an error, except in us-east-1. */
export function createBucket(context: S3Context): S3Reply {
  const { store, bucketName, region } = context;
  authorizeS3(context, 'CreateBucket');
  if (!isBucketName(bucketName)) {
    throw s3Error('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: bucketName });
  }
  if (store.find(bucketName) === undefined) store.create(bucketName, context.now());
  else if (region !== 'us-east-1') {
    throw s3Error(
      'BucketAlreadyOwnedByYou',
      409,
      'Your previous request to create the named bucket succeeded and you already own it.',
      { BucketName: bucketName },
    );
  }
  return { status: 200, headers: { location: `/${bucketName}` } };
}

/** Whether the bucket exists and may be listed. */
export function headBucket(call: S3Call): S3Reply {
  authorizeS3(call, 'ListBucket');
  return { status: 200, headers: { 'x-amz-bucket-region': call.region } };
}

/** Deletes an empty bucket. */
export function deleteBucket(call: S3Call): S3Reply {
  authorizeS3(call, 'DeleteBucket');
  if (call.bucket.objects.size > 0) {
    throw s3Error('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', {
      BucketName: call.bucketName,
    });
  }
  call.store.delete(call.bucketName);
  return { status: 204 };
}

/** One page of the objects. */
export function listBucket(call: S3Call): S3Reply {
  authorizeS3(call, 'ListBucket');
  return listObjects(call.bucket, call.query);
}
