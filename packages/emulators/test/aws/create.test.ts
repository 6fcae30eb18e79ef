import { randomUUID } from 'node:crypto';

import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { errorOf, refused, startRig } from './rig.ts';

test('a created secret answers with an ARN that ends in six random characters', async () => {
  await using rig = await startRig({ account: '123456789012', region: 'eu-west-1' });

  const { ARN, Name } = await rig.create({ SecretString: 'v1' });

  assert.is(Name, 'app/key');
  assert.match(ARN ?? '', /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:app\/key-[A-Za-z0-9]{6}$/);
});

test('the request token becomes the version id', async () => {
  await using rig = await startRig();
  const ClientRequestToken = randomUUID();

  const { VersionId } = await rig.create({ SecretString: 'v1', ClientRequestToken });

  assert.is(VersionId, ClientRequestToken);
});

test('a secret created without value has no version id', async () => {
  await using rig = await startRig();

  const created = await rig.create();

  assert.is(created.VersionId, undefined);
  assert.is((await rig.describe()).VersionIdsToStages, undefined);
});

test('the same token with the same value creates once and answers the same', async () => {
  await using rig = await startRig();
  const input = { SecretString: 'v1', ClientRequestToken: randomUUID() };

  const first = await rig.create(input);
  const second = await rig.create(input);

  assert.is(second.ARN, first.ARN);
  assert.is(second.VersionId, first.VersionId);
});

test('the same token with another value says the secret exists', async () => {
  await using rig = await startRig();
  const ClientRequestToken = randomUUID();
  await rig.create({ SecretString: 'v1', ClientRequestToken });

  const again = rig.create({ SecretString: 'v2', ClientRequestToken });

  await refused(
    again,
    'ResourceExistsException',
    'The operation failed because the secret app/key already exists.',
  );
});

test('a new token for an existing name says the secret exists', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  const again = rig.create({ SecretString: 'v1' });

  await refused(
    again,
    'ResourceExistsException',
    'The operation failed because the secret app/key already exists.',
  );
});

test('of ten concurrent creates one wins', async () => {
  await using rig = await startRig();

  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => rig.create({ SecretString: `v${n}` })),
  );

  assert.is(results.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('a name with a forbidden character is refused', async () => {
  await using rig = await startRig();

  await refused(
    rig.create({ Name: 'app key' }),
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
});

test('a name with every allowed punctuation character is accepted', async () => {
  await using rig = await startRig();

  const { Name } = await rig.create({ Name: 'a/_+=.@-!Z9' });

  assert.is(Name, 'a/_+=.@-!Z9');
});

test('a name of 513 characters is refused', async () => {
  await using rig = await startRig();

  const { name, message } = await errorOf(rig.create({ Name: 'n'.repeat(513) }));

  assert.is(name, 'ValidationException');
  assert.match(
    message,
    /at 'name' failed to satisfy constraint: Member must have length less than or equal to 512$/,
  );
});

test('a missing name is refused', async () => {
  await using rig = await startRig();

  await refused(
    rig.client.send(new CreateSecretCommand({ Name: undefined })),
    'ValidationException',
    "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
  );
});

test('a value of 65536 bytes is accepted and comes back whole', async () => {
  await using rig = await startRig();
  const SecretString = 'é'.repeat(32_768);

  await rig.create({ SecretString });

  assert.is((await rig.get()).SecretString, SecretString);
});

test('a value of more than 65536 bytes is refused without quoting it', async () => {
  await using rig = await startRig();

  await refused(
    rig.create({ SecretString: `${'é'.repeat(32_768)}x` }),
    'ValidationException',
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
  );
});

test('an empty value is refused', async () => {
  await using rig = await startRig();

  await refused(
    rig.create({ SecretString: '' }),
    'ValidationException',
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
});

test('a string and a binary value together are refused', async () => {
  await using rig = await startRig();

  await refused(
    rig.create({ SecretString: 'v1', SecretBinary: Buffer.from('v1') }),
    'InvalidParameterException',
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  );
});

test('a token shorter than 32 characters is refused', async () => {
  await using rig = await startRig();

  const { name, message } = await errorOf(rig.create({ SecretString: 'v1', ClientRequestToken: 'short' }));

  assert.is(name, 'ValidationException');
  assert.match(message, /Value 'short' at 'clientRequestToken' .* greater than or equal to 32$/);
});

test('replica Regions are answered with NotImplemented instead of being forgotten', async () => {
  await using rig = await startRig();

  const error = await errorOf(rig.create({ AddReplicaRegions: [{ Region: 'eu-central-1' }] }));

  assert.is(error.name, 'NotImplemented');
  assert.is(error.status, 501);
});

test.run();
