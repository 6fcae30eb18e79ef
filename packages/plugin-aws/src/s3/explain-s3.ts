/** Turns every failure of an S3 call into an error for people. */
import type { DeployError } from '@paintbox/deploy-core';
import type { AwsCall } from '../client/aws-call.ts';
import { classify } from '../client/classify.ts';
import { unreachable } from '../errors.ts';
import { bucketElsewhere, bucketMissing, bucketUnusable, stateDenied } from './s3-errors.ts';
import type { StateSpot } from './s3-errors.ts';

/** What is known about the call. */
export interface S3Circumstances {
  readonly spot: StateSpot;
  readonly operation: string;
  /** The key without the prefix. */
  readonly key: string;
  /** The places searched for credentials. */
  readonly looked: string;
  /** True when our time limit ended the call. */
  readonly timedOut: boolean;
}

/** The error for people. It is `transient` when the call may have been carried out, or may succeed later. */
export function explainS3(error: unknown, circumstances: S3Circumstances): DeployError {
  const { spot, operation, key, looked, timedOut } = circumstances;
  const facts = (error ?? {}) as {
    readonly name?: string;
    readonly message?: string;
    readonly Region?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  const status = facts.$metadata?.httpStatusCode;
  const region = facts.Region ?? facts.$response?.headers?.['x-amz-bucket-region'];
  if (facts.name === 'NoSuchBucket') return bucketMissing(spot);
  if (facts.name === 'PermanentRedirect' || facts.name === 'AuthorizationHeaderMalformed' || status === 301)
    return bucketElsewhere(spot, region);
  if (facts.name === 'AccessDenied') return stateDenied(spot, facts.message ?? 'Access Denied');
  const call = callOf(spot, operation, key);
  const why = timedOut
    ? unreachable(call, 'nothing within the time limit')
    : classify(error, { call, looked, now: Date.now() });
  return bucketUnusable(spot.describe, why);
}

/** The call as shown in errors. */
export function callOf(spot: StateSpot, operation: string, key: string): AwsCall {
  const object = `${spot.describe}${key}`;
  return { service: 's3', operation, region: spot.region, object, sensitive: false };
}
