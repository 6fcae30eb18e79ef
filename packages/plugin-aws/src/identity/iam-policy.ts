/** The smallest IAM policy for each use of the keys. */
import { kmsStatement } from './iam-statement.ts';
import type { Statement } from './iam-statement.ts';
import type { KeyNames } from '../stored-keys/key-secrets.ts';
import { secretArnPattern } from './secret-arn-pattern.ts';
import type { SecretPlace } from './secret-arn-pattern.ts';

/**
 * Who the policy is for: `check` (`keys check`, rollback), `ensure` (`keys ensure`, deploy), `rotate` (`keys rotate`, `retire` and `migrate`),
 * `runtime` (an app that serves the public set), `signer` (an app that signs).
 */
export type PolicyUse = 'check' | 'ensure' | 'rotate' | 'runtime' | 'signer';

/** An IAM policy document. */
export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly (Statement & { readonly Sid: string })[];
}

/** The place of the secrets, and their KMS key. */
export interface PolicyPlace extends SecretPlace {
  readonly names: Pick<KeyNames, SecretName>;
  /** ARN of the customer-managed key of the secrets; undefined for the key that AWS manages, which needs no permission. */
  readonly kmsKeyArn?: string | undefined;
}

type SecretName = 'privateSecretId' | 'publicSecretId';

interface Use {
  readonly sid: string;
  readonly operations: readonly string[];
  readonly secrets: readonly SecretName[];
  /** True for a use that reads only the current version and names its label in each request. */
  readonly currentOnly?: boolean;
}

const BOTH = ['privateSecretId', 'publicSecretId'] as const;

const USES: Readonly<Record<PolicyUse, Use>> = {
  check: { sid: 'CheckKeys', operations: ['DescribeSecret', 'GetSecretValue'], secrets: BOTH },
  ensure: {
    sid: 'EnsureKeys',
    operations: ['DescribeSecret', 'GetSecretValue', 'CreateSecret'],
    secrets: BOTH,
  },
  rotate: {
    sid: 'RotateKeys',
    operations: ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'],
    secrets: BOTH,
  },
  runtime: {
    sid: 'ServePublicKeys',
    operations: ['GetSecretValue'],
    secrets: ['publicSecretId'],
    currentOnly: true,
  },
  signer: {
    sid: 'SignWithPrivateKeys',
    operations: ['GetSecretValue'],
    secrets: ['privateSecretId'],
    currentOnly: true,
  },
};

/** Every use. */
export const policyUses: readonly PolicyUse[] = ['check', 'ensure', 'rotate', 'runtime', 'signer'];

/** The whole policy for one use. */
export function iamPolicy(use: PolicyUse, place: PolicyPlace): IamPolicy {
  const { sid, operations, secrets, currentOnly } = USES[use];
  const resources = secrets.map((name) => secretArnPattern(place.names[name], place));
  const statement = {
    Sid: sid,
    Effect: 'Allow' as const,
    Action: operations.map((operation) => `secretsmanager:${operation}`),
    Resource: resources,
    ...(currentOnly === true
      ? { Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } } }
      : {}),
  };
  return { Version: '2012-10-17', Statement: [statement, ...keyStatements(use, place)] };
}

function keyStatements(use: PolicyUse, place: PolicyPlace): IamPolicy['Statement'] {
  const { kmsKeyArn, region } = place;
  if (kmsKeyArn === undefined) return [];
  const { operations, secrets } = USES[use];
  const writes = operations.some((operation) => /^(Create|Put)/.test(operation));
  return secrets.map((name) => ({
    Sid: name === 'privateSecretId' ? 'KeyOfPrivateKeys' : 'KeyOfPublicKeys',
    ...kmsStatement({
      keyArn: kmsKeyArn,
      secret: secretArnPattern(place.names[name], place),
      region,
      writes,
    }),
  }));
}
