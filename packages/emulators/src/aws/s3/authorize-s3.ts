// Checks the caller's policy for an action of S3. Some operations need a right with another name: HeadObject needs GetObject.

import { authorize } from '../iam/authorize.ts';
import type { S3Context } from './s3-call.ts';

/** Returns when the caller has the right; throws the AccessDenied answer when not. Without a key, the resource is the bucket. */
export function authorizeS3(
  call: Pick<S3Context, 'caller' | 'region' | 'bucketName' | 'key' | 'query' | 'request'>,
  action: string,
): void {
  const path = call.key === '' ? call.bucketName : `${call.bucketName}/${call.key}`;
  const resource = path === '' ? '*' : `arn:aws:s3:::${path}`;
  authorize(call.caller, {
    action: `s3:${action}`,
    resource,
    // S3 writes the resource in quotes, the other services do not.
    shownResource: resource === '*' ? undefined : `"${resource}"`,
    conditions: {
      'aws:RequestedRegion': call.region,
      's3:prefix': call.query.get('prefix') ?? undefined,
      's3:delimiter': call.query.get('delimiter') ?? undefined,
      's3:if-match': call.request.headers['if-match'],
      's3:if-none-match': call.request.headers['if-none-match'],
    },
  });
}
