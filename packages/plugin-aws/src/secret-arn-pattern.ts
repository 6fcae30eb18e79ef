/** Where a secret is. Unknown parts become words that a person replaces. */
export interface SecretPlace {
  /** `aws`, `aws-cn`, `aws-us-gov`. Default `aws`. */
  readonly partition?: string | undefined;
  readonly region: string;
  /** Default `ACCOUNT_ID`. */
  readonly account?: string | undefined;
}

/**
 * The ARN of a secret in a policy. AWS ends it in six characters of its own choice: `-??????` stands for exactly those, while `-*` would also
 * admit every secret whose name begins like this one.
 *
 * @param secret A name, or an ARN with or without its ending.
 */
export function secretArnPattern(
  secret: string,
  { partition = 'aws', region, account = 'ACCOUNT_ID' }: SecretPlace,
): string {
  if (!secret.startsWith('arn:')) {
    return `arn:${partition}:secretsmanager:${region}:${account}:secret:${secret}-??????`;
  }
  return `${secret.replace(/-[A-Za-z0-9]{6}$/, '')}-??????`;
}
