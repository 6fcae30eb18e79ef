/** A statement to put into an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What the customer-managed key of a secret must allow. */
export interface KeyUse {
  readonly keyArn: string;
  /** ARN pattern of the secret. */
  readonly secret: string;
  readonly region: string;
  /** Whether values are stored, or only read. */
  readonly writes: boolean;
}

/** Lets a caller use the key: only through Secrets Manager, and only for this secret. */
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
