/** Errors of state in a bucket. Most can happen in the middle of a run, so a run that ends with one needs a person (exit code 4). */
import type { DeployError } from '@paintbox/deploy-core';
import { coreErrors } from '@paintbox/deploy-core/run';
import { awsErrors } from '../aws-errors.ts';

/** A bucket, and the prefix of the state in it. */
export interface StateSpot {
  readonly bucket: string;
  /** Ends with a slash, or is empty. */
  readonly prefix: string;
  readonly region: string;
  /** `s3://bucket/prefix` */
  readonly describe: string;
}

/** Options that are not valid. */
export function s3OptionInvalid(problem: string, hint: string): DeployError {
  return awsErrors.error('S3_OPTION_INVALID', problem, { hint });
}

/** There is no such bucket. */
export function bucketMissing({ bucket, region, describe }: StateSpot): DeployError {
  const location =
    region === 'us-east-1' ? '' : ` --create-bucket-configuration LocationConstraint=${region}`;
  return awsErrors.error('S3_BUCKET_MISSING', `the bucket of the state ${describe} does not exist`, {
    hint: `check the name and the account, or make it: aws s3api create-bucket --bucket ${bucket} --region ${region}${location}; docs/state.md says what else it needs`,
  });
}

/** The bucket is in another Region. */
export function bucketElsewhere({ region, describe }: StateSpot, actual: string | undefined): DeployError {
  const where = actual === undefined ? 'another Region' : `the Region ${actual}`;
  return awsErrors.error(
    'S3_WRONG_REGION',
    `the bucket of the state ${describe} is in ${where}, not in ${region}`,
    {
      hint: `give its Region: s3({ bucket, region: '${actual ?? 'REGION'}' }); 'aws s3api get-bucket-location' tells it`,
    },
  );
}

/** A right is missing. `said` is the text of S3. */
export function stateDenied(spot: StateSpot, said: string): DeployError {
  return awsErrors.error('S3_DENIED', `the state in ${spot.describe} may not be used: ${said}`, {
    hint: `the policy of the deployer needs: ${JSON.stringify(statePolicy(spot))}; where S3 names an explicit deny or a bucket policy, that is to be changed instead`,
  });
}

/** The smallest IAM policy for the state store. */
export function statePolicy({ bucket, prefix, region }: StateSpot): readonly object[] {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const arn = `arn:${partition}:s3:::${bucket}`;
  return [
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arn,
      Condition: { StringLike: { 's3:prefix': `${prefix}*` } },
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      Resource: `${arn}/${prefix}*`,
    },
  ];
}

/** S3 or the network failed. The hint is that of the underlying error. */
export function bucketUnusable(describe: string, why: DeployError): DeployError {
  return coreErrors.error('STATE_UNUSABLE', `the state in ${describe} cannot be used: ${why.message}`, {
    hint: why.hint,
    transient: why.transient,
  });
}

/** The service accepts conditional writes but ignores the condition: two runs would both get the lock. */
export function conditionsIgnored(describe: string): DeployError {
  return awsErrors.error(
    'S3_CONDITIONS_IGNORED',
    `${describe} ignores the conditions of writes (If-None-Match, If-Match)`,
  );
}

/** Other writers of the same object were faster every time. */
export function bucketBusy(describe: string, key: string): DeployError {
  return awsErrors.error('S3_BUSY', `${describe}: others kept writing '${key}' at the same time`, {
    transient: true,
  });
}

/** An object that this store did not write. */
export function foreignObject(describe: string, key: string): DeployError {
  return awsErrors.error('S3_FOREIGN_OBJECT', `${describe}: '${key}' was not written by this store`);
}

/** A log with a missing part in the middle. */
export function logIncomplete(describe: string, key: string, missing: number): DeployError {
  return awsErrors.error('S3_LOG_HOLE', `${describe}: part ${missing} of the log '${key}' is missing`);
}
