import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import type { PolicyDocument, PolicyStatement } from '../../src/aws/index.ts';
import { errorOf, notFound, refused, startRig } from './rig.ts';

const user = 'User: arn:aws:iam::000000000000:user/deployer is not authorized to perform:';
const pattern = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:app/key-??????';
const SecretId = 'app/key';

const allow = (actions: readonly string[], more: Partial<PolicyStatement> = {}): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: actions.map((action) => `secretsmanager:${action}`),
      Resource: pattern,
      ...more,
    },
  ],
});

const calls: Readonly<Record<string, (client: SecretsManagerClient) => Promise<unknown>>> = {
  CreateSecret: (client) => client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'v' })),
  DeleteSecret: (client) => client.send(new DeleteSecretCommand({ SecretId })),
  DescribeSecret: (client) => client.send(new DescribeSecretCommand({ SecretId })),
  GetSecretValue: (client) => client.send(new GetSecretValueCommand({ SecretId })),
  ListSecretVersionIds: (client) => client.send(new ListSecretVersionIdsCommand({ SecretId })),
  PutSecretValue: (client) => client.send(new PutSecretValueCommand({ SecretId, SecretString: 'v' })),
  RestoreSecret: (client) => client.send(new RestoreSecretCommand({ SecretId })),
  TagResource: (client) =>
    client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'a', Value: 'b' }] })),
  UntagResource: (client) => client.send(new UntagResourceCommand({ SecretId, TagKeys: ['a'] })),
  UpdateSecret: (client) => client.send(new UpdateSecretCommand({ SecretId, Description: 'd' })),
  UpdateSecretVersionStage: (client) =>
    client.send(
      new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'x', MoveToVersionId: 'v'.repeat(32) }),
    ),
};

for (const [action, call] of Object.entries(calls)) {
  test(`${action} is denied by name when a policy allows every other action`, async () => {
    await using rig = await startRig();
    const others = Object.keys(calls).filter((other) => other !== action);
    const client = rig.clientOf(allow(others));

    await refused(
      call(client),
      'AccessDeniedException',
      `${user} secretsmanager:${action} on resource: app/key because no identity-based policy allows the secretsmanager:${action} action`,
    );
  });
}

test('a denial for an existing secret names its full ARN', async () => {
  await using rig = await startRig();
  const { ARN } = await rig.create({ SecretString: 'v1' });
  const client = rig.clientOf(allow(['DescribeSecret']));

  await refused(
    client.send(new GetSecretValueCommand({ SecretId })),
    'AccessDeniedException',
    `${user} secretsmanager:GetSecretValue on resource: ${ARN} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  );
});

test('a denial of ListSecrets names no resource', async () => {
  await using rig = await startRig();
  const client = rig.clientOf(allow(['GetSecretValue']));

  await refused(
    client.send(new ListSecretsCommand({})),
    'AccessDeniedException',
    `${user} secretsmanager:ListSecrets because no identity-based policy allows the secretsmanager:ListSecrets action`,
  );
});

test('an explicit deny wins over an allow and says so', async () => {
  await using rig = await startRig();
  const { ARN } = await rig.create({ SecretString: 'v1' });
  const client = rig.clientOf({
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'secretsmanager:Get*', Resource: pattern },
    ],
  });

  await refused(
    client.send(new GetSecretValueCommand({ SecretId })),
    'AccessDeniedException',
    `${user} secretsmanager:GetSecretValue on resource: ${ARN} with an explicit deny in an identity-based policy`,
  );
});

test('with rights on the pattern a missing secret is not found', async () => {
  await using rig = await startRig();
  const client = rig.clientOf(allow(['DescribeSecret']));

  await refused(client.send(new DescribeSecretCommand({ SecretId })), 'ResourceNotFoundException', notFound);
});

test('six question marks do not cover a secret with a longer name', async () => {
  await using rig = await startRig();
  await rig.create({ Name: 'app/key-evil', SecretString: 'v1' });
  const client = rig.clientOf(allow(['GetSecretValue']));

  const error = await errorOf(client.send(new GetSecretValueCommand({ SecretId: 'app/key-evil' })));

  assert.is(error.name, 'AccessDeniedException');
});

test('creating with tags also needs TagResource', async () => {
  await using rig = await startRig();
  const client = rig.clientOf(allow(['CreateSecret']));
  const create = new CreateSecretCommand({
    Name: SecretId,
    SecretString: 'v1',
    Tags: [{ Key: 'team', Value: 'paint' }],
  });

  const { message } = await errorOf(client.send(create));

  assert.match(message, 'not authorized to perform: secretsmanager:TagResource on resource: app/key');
  assert.is((await errorOf(rig.describe())).name, 'ResourceNotFoundException');
});

test('a condition on the label needs the label to be sent', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const Condition = { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' } };
  const client = rig.clientOf(allow(['GetSecretValue'], { Condition }));

  const explicit = await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
  const implicit = await errorOf(client.send(new GetSecretValueCommand({ SecretId })));
  const pending = await errorOf(
    client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPENDING' })),
  );

  assert.is(explicit.SecretString, 'v1');
  assert.equal([implicit.name, pending.name], ['AccessDeniedException', 'AccessDeniedException']);
});

test('a deny of forced deletion leaves the scheduled one', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const client = rig.clientOf({
    Statement: [
      { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'secretsmanager:DeleteSecret',
        Resource: pattern,
        Condition: { Bool: { 'secretsmanager:ForceDeleteWithoutRecovery': 'true' } },
      },
    ],
  });

  const forced = client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  assert.match((await errorOf(forced)).message, /with an explicit deny in an identity-based policy$/);
  await client.send(new DeleteSecretCommand({ SecretId }));

  assert.ok((await rig.describe()).DeletedDate);
});

test('the name of a secret to create can be limited with a wildcard', async () => {
  await using rig = await startRig();
  const Condition = { StringLike: { 'secretsmanager:Name': 'app/*' } };
  const client = rig.clientOf(allow(['CreateSecret'], { Resource: '*', Condition }));

  await client.send(new CreateSecretCommand({ Name: 'app/one' }));
  const other = await errorOf(client.send(new CreateSecretCommand({ Name: 'web/one' })));

  assert.is(other.name, 'AccessDeniedException');
});

test('a tag of the secret can be a condition', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1', Tags: [{ Key: 'team', Value: 'paint' }] });
  await rig.create({ Name: 'other', SecretString: 'v1' });
  const Condition = { StringEquals: { 'aws:ResourceTag/team': 'paint' } };
  const client = rig.clientOf(allow(['GetSecretValue'], { Resource: '*', Condition }));

  await client.send(new GetSecretValueCommand({ SecretId }));
  const other = await errorOf(client.send(new GetSecretValueCommand({ SecretId: 'other' })));

  assert.is(other.name, 'AccessDeniedException');
});

test('a customer key needs rights on the key, through Secrets Manager', async () => {
  await using rig = await startRig();
  const KeyId = 'arn:aws:kms:us-east-1:000000000000:key/1';
  const secrets: PolicyStatement = { Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' };
  const key: PolicyStatement = {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: KeyId,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:SecretARN': pattern },
    },
  };
  await rig.create({ SecretString: 'v1', KmsKeyId: KeyId });

  const without = rig.clientOf({ Statement: secrets }, 'AKIDWITHOUT');
  const reader = rig.clientOf({ Statement: [secrets, key] }, 'AKIDREADER');

  const kms = 'Access to KMS is not allowed';
  await refused(without.send(new GetSecretValueCommand({ SecretId })), 'AccessDeniedException', kms);
  assert.is((await reader.send(new GetSecretValueCommand({ SecretId }))).SecretString, 'v1');
  const put = new PutSecretValueCommand({ SecretId, SecretString: 'v2' });
  await refused(reader.send(put), 'AccessDeniedException', kms);
});

test('a policy the emulator cannot evaluate is refused with every problem at once', async () => {
  await using rig = await startRig();
  const policy = {
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' },
      { Effect: 'Maybe', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
    ],
  };

  assert.throws(
    () =>
      rig.aws.putUser({ accessKeyId: 'A', secretAccessKey: '', policy: policy as unknown as PolicyDocument }),
    (error: Error) =>
      [
        'secretAccessKey must be a non-empty text',
        'Statement[0].Principal is not supported',
        'Statement[1].Effect must be Allow or Deny',
        'Statement[1] must have either Action or NotAction',
        'Statement[1].Condition.IpAddress is not an operator',
      ].every((problem) => error.message.includes(problem)),
  );
});

test.run();
