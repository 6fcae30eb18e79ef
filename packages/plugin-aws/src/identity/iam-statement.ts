/** A statement to put into an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The permission on the customer-managed key of a secret. */
export interface KeyUse {
  readonly keyArn: string;
  /** ARN pattern of the secret. */
  readonly secret: string;
  readonly region: string;
  /** True when values are written, too. */
  readonly writes: boolean;
}

/** Allows a caller to use the key, only through Secrets Manager and only for this secret. */
export function kmsStatement({ keyArn, secret, region, writes }: KeyUse): Statement {
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    Effect: 'Allow',
    Action: writes ? ['kms:GenerateDataKey', 'kms:Decrypt'] : 'kms:Decrypt',
    Resource: keyArn,
    Condition: {
      StringEquals: { 'kms:ViaService': `secretsmanager.${region}.${domain}` },
      StringLike: { 'kms:EncryptionContext:SecretARN': secret },
    },
  };
}
