/** One AWS call, with the parts that errors and hints show. */
export interface AwsCall {
  readonly service: 'secretsmanager' | 'sts' | 's3' | 'cloudwatch';
  /** `GetSecretValue` */
  readonly operation: string;
  readonly region: string;
  /** The secret as named in the call; absent for STS. */
  readonly secretId?: string | undefined;
  /** Its full ARN, if known. */
  readonly secretArn?: string | undefined;
  /** The customer-managed key of the secret, if known. */
  readonly kmsKeyId?: string | undefined;
  /** The target if it is not a secret: an object of S3 with its bucket. */
  readonly object?: string | undefined;
  /** True when the request or the answer contains a secret value. Of the SDK's error text only what AWS said is shown, and only if it quotes nothing. */
  readonly sensitive: boolean;
  /** The secret value of the request, so that no part of it is shown with AWS's words. */
  readonly sent?: string | undefined;
}

/** The call in words: `GetSecretValue of 'paintbox/keys' in us-east-1`. */
export function describeCall(call: AwsCall): string {
  const named = call.secretId ?? call.object;
  const subject = named === undefined ? '' : ` of '${named}'`;
  return `${call.operation}${subject} in ${call.region}`;
}
