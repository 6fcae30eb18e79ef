/** The place of a secret. Unknown parts become placeholders. */
export interface SecretPlace {
  /** `aws`, `aws-cn`, `aws-us-gov`. Default `aws`. */
  readonly partition?: string | undefined;
  readonly region: string;
  /** Default `ACCOUNT_ID`. */
  readonly account?: string | undefined;
}

/**
 * The ARN of a secret in a policy. AWS adds six random characters: `-??????` matches exactly those, while `-*` would also
 * match every secret whose name starts with this name.
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
