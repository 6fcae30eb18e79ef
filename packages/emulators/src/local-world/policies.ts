/** The rights of the local world's two AWS users: no more than a team would give in production. */
import type { PolicyDocument } from '../aws/iam/policy.ts';

const SECRETS = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:paintbox/production/jwt';

/** Who deploys: reads the key pair and makes it where it is missing. */
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
      Resource: [`${SECRETS}/private-key-??????`, `${SECRETS}/public-keys-??????`],
    },
  ],
};

/** The running app: reads the public key set and nothing else. */
export const runtimePolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ReadPublicKeys',
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [`${SECRETS}/public-keys-??????`],
    },
  ],
};
