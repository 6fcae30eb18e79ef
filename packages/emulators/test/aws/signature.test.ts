import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { allowAll, errorOf, notFound, owner, refused, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const get = (rig: Rig, config: SecretsManagerClientConfig) =>
  rig.clientWith(config).send(new GetSecretValueCommand({ SecretId: 'app/key' }));

const whoAmI = (
  rig: Rig,
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
) =>
  new STSClient({ endpoint: rig.aws.url, region: rig.aws.region, credentials, maxAttempts: 1 }).send(
    new GetCallerIdentityCommand({}),
  );

test('an unknown access key is refused', async () => {
  await using rig = await startRig();

  await refused(
    get(rig, { credentials: { ...owner, accessKeyId: 'AKIUNKNOWN' } }),
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  );
});

test('a wrong secret key is refused', async () => {
  await using rig = await startRig();

  const error = await errorOf(get(rig, { credentials: { ...owner, secretAccessKey: 'wrong' } }));

  assert.is(error.name, 'InvalidSignatureException');
  assert.is(error.status, 400);
});

test('a body changed after signing is refused', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const client = rig.clientWith({});
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body: '{"SecretId":"app/kez"}' });
      return next(args);
    },
    { step: 'deserialize' },
  );

  const error = await errorOf(client.send(new GetSecretValueCommand({ SecretId: 'app/key' })));

  assert.is(error.name, 'InvalidSignatureException');
});

test('an unsigned call is refused', async () => {
  await using rig = await startRig();

  const response = await fetch(rig.aws.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: '{"SecretId":"app/key"}',
  });

  assert.is(response.status, 400);
  assert.equal(await response.json(), {
    __type: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  });
});

test('a signature without all its parts is refused', async () => {
  await using rig = await startRig();

  const response = await fetch(rig.aws.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIDOWNER/20260101/us-east-1/secretsmanager/aws4_request',
    },
    body: '{}',
  });

  assert.match(await response.text(), 'IncompleteSignatureException');
});

test('a request signed six minutes ago or ahead is refused', async () => {
  await using rig = await startRig();

  const late = await errorOf(get(rig, { systemClockOffset: -360_000 }));
  const early = await errorOf(get(rig, { systemClockOffset: 360_000 }));

  assert.is(late.name, 'InvalidSignatureException');
  assert.match(
    late.message,
    /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
  );
  assert.match(early.message, /^Signature not yet current: /);
});

test('a request signed four minutes ago is served', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  assert.is((await get(rig, { systemClockOffset: -240_000 })).SecretString, 'v1');
});

test('a client whose clock is an hour off corrects itself from the date header', async () => {
  await using rig = await startRig({ now: () => Date.now() + 3_600_000 });

  const { message } = await errorOf(get(rig, { maxAttempts: 2 }));

  assert.is(message, notFound);
  assert.equal(
    rig.aws.requests().map(({ outcome }) => outcome),
    ['InvalidSignatureException', 'ResourceNotFoundException'],
  );
});

test('a request for another Region is refused', async () => {
  await using rig = await startRig();

  await refused(
    get(rig, { region: 'eu-west-1' }),
    'InvalidSignatureException',
    'Credential should be scoped to a valid region.',
  );
});

test('temporary credentials need their session token', async () => {
  await using rig = await startRig();
  const keys = { accessKeyId: 'ASIATEMP', secretAccessKey: 'temporary' };
  rig.aws.putUser({ ...keys, sessionToken: 'token', policy: allowAll });
  await rig.create({ SecretString: 'v1' });

  assert.is((await get(rig, { credentials: { ...keys, sessionToken: 'token' } })).SecretString, 'v1');
  for (const credentials of [keys, { ...keys, sessionToken: 'other' }]) {
    assert.is((await errorOf(get(rig, { credentials }))).name, 'UnrecognizedClientException');
  }
});

test('expired credentials are refused', async () => {
  await using rig = await startRig();
  const keys = { accessKeyId: 'ASIATEMP', secretAccessKey: 'temporary', sessionToken: 'token' };
  rig.aws.putUser({ ...keys, expiresAt: '2026-01-01T00:00:00Z', policy: allowAll });

  await refused(
    get(rig, { credentials: keys }),
    'ExpiredTokenException',
    'The security token included in the request is expired',
  );
  const sts = await errorOf(whoAmI(rig, keys));
  assert.is(sts.name, 'ExpiredToken');
  assert.is(sts.status, 403);
});

test('names and values outside ASCII are signed like any other', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'grüße 🎨', Description: 'schlüssel' });

  assert.is((await rig.get()).SecretString, 'grüße 🎨');
});

test('the identity is told without any permission, even under an explicit deny', async () => {
  await using rig = await startRig({ account: '123456789012' });
  const keys = { accessKeyId: 'AKIDDENIED', secretAccessKey: 'denied' };
  const policy = { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } } as const;
  rig.aws.putUser({ ...keys, name: 'nobody', policy });

  const { Account, Arn, UserId } = await whoAmI(rig, keys);

  assert.is(Account, '123456789012');
  assert.is(Arn, 'arn:aws:iam::123456789012:user/nobody');
  assert.match(UserId ?? '', /^AIDA[0-9A-F]{17}$/);
});

test('a user of another account gets the account of its ARN', async () => {
  await using rig = await startRig();
  const keys = { accessKeyId: 'AKIDFOREIGN', secretAccessKey: 'foreign' };
  rig.aws.putUser({ ...keys, arn: 'arn:aws:sts::210987654321:assumed-role/ci/run', policy: allowAll });

  assert.is((await whoAmI(rig, keys)).Account, '210987654321');
});

test('STS refuses an unknown key and a wrong secret with status 403 and its own names', async () => {
  await using rig = await startRig();

  const unknown = await errorOf(whoAmI(rig, { ...owner, accessKeyId: 'AKIUNKNOWN' }));
  const wrong = await errorOf(whoAmI(rig, { ...owner, secretAccessKey: 'wrong' }));

  assert.equal([unknown.name, unknown.status], ['InvalidClientTokenId', 403]);
  assert.equal([wrong.name, wrong.status], ['SignatureDoesNotMatch', 403]);
});

test('a role cannot be assumed here, and the answer says so', async () => {
  await using rig = await startRig();

  const response = await fetch(rig.aws.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15',
  });

  assert.is(response.status, 501);
  assert.match(await response.text(), '<Code>NotImplemented</Code>');
});

test('an operation that does not exist is refused', async () => {
  await using rig = await startRig();
  const client = rig.clientWith({});
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string> };
      request.headers['x-amz-target'] = 'secretsmanager.PaintSecret';
      return next(args);
    },
    { step: 'build' },
  );

  const error = await errorOf(client.send(new DescribeSecretCommand({ SecretId: 'app/key' })));

  assert.is(error.name, 'UnknownOperationException');
  assert.is(error.status, 400);
});

test('a signed body that is not JSON is refused', async () => {
  await using rig = await startRig();
  const client = rig.clientWith({});
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> };
      request.body = 'not json';
      request.headers['content-length'] = '8';
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );

  const error = await errorOf(client.send(new DescribeSecretCommand({ SecretId: 'app/key' })));

  assert.is(error.name, 'SerializationException');
});

test.run();
