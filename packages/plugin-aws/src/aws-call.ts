/** One call of AWS, as errors and hints name it. */
export interface AwsCall {
  readonly service: 'secretsmanager' | 'sts' | 's3';
  /** `GetSecretValue` */
  readonly operation: string;
  readonly region: string;
  /** The secret as it was asked for; absent for STS. */
  readonly secretId?: string | undefined;
  /** Its full ARN, where it is known. */
  readonly secretArn?: string | undefined;
  /** The customer-managed key of the secret, where it is known. */
  readonly kmsKeyId?: string | undefined;
  /** What is asked for where it is no secret: an object of S3 with its bucket. */
  readonly object?: string | undefined;
  /** True when request or answer carry a secret value: what the SDK says about such a call may quote it and is never shown. */
  readonly sensitive: boolean;
}

/** The call in words: `GetSecretValue of 'paintbox/keys' in us-east-1`. */
export function describeCall(call: AwsCall): string {
  const named = call.secretId ?? call.object;
  const subject = named === undefined ? '' : ` of '${named}'`;
  return `${call.operation}${subject} in ${call.region}`;
}
