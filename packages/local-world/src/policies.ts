/** The rights of the local world's two AWS users: the policies that `aws policy` prints, and no more. */
import type { PolicyDocument } from '@paintbox/deploy-emulators/aws';

const SECRETS = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:paintbox/production/jwt';
const BOTH = [`${SECRETS}/private-key-??????`, `${SECRETS}/public-keys-??????`];

/** Who deploys and looks after the keys. */
export const deployerPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'EnsureKeys',
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:CreateSecret',
      ],
      Resource: BOTH,
    },
    {
      Sid: 'RotateKeys',
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: BOTH,
    },
  ],
};

/** The running app: reads the public key set as it is now, and nothing else. */
export const runtimePolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ServePublicKeys',
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [`${SECRETS}/public-keys-??????`],
      Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
    },
  ],
};
