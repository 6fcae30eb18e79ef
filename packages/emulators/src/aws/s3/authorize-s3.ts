// Asks the caller's policy about an action of S3. Rights are named after what is touched, not after the operation: HeadObject needs GetObject.

import { authorize } from '../iam/authorize.ts';
import type { S3Context } from './s3-call.ts';

/** Returns when the caller may do it, throws the AccessDenied answer otherwise. Without a key the bucket itself is meant. */
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
