import { randomUUID } from 'node:crypto';

import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { notFound, refused, startRig } from './rig.ts';

const noCurrent = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";

test('the current value comes back with its version, labels and time', async () => {
  const nowMs = Math.floor(Date.now() / 1000) * 1000 + 123;
  await using rig = await startRig({ now: () => nowMs });
  const { ARN, VersionId } = await rig.create({ SecretString: 'v1 ü' });

  const { $metadata, ...answer } = await rig.get();

  assert.equal(answer, {
    ARN,
    Name: 'app/key',
    VersionId,
    SecretString: 'v1 ü',
    VersionStages: ['AWSCURRENT'],
    CreatedDate: new Date(nowMs),
  });
  assert.match($metadata.requestId ?? '', /^[0-9a-f-]{36}$/);
});

test('a binary value comes back as the same bytes', async () => {
  await using rig = await startRig();
  await rig.create({ SecretBinary: Uint8Array.of(0, 255, 1, 254) });

  const { SecretBinary, SecretString } = await rig.get();

  assert.equal([...(SecretBinary ?? [])], [0, 255, 1, 254]);
  assert.is(SecretString, undefined);
});

test('a secret is found by full ARN and by ARN without the random ending', async () => {
  await using rig = await startRig();
  const { ARN = '' } = await rig.create({ SecretString: 'v1' });

  assert.is((await rig.get({ SecretId: ARN })).SecretString, 'v1');
  assert.is((await rig.get({ SecretId: ARN.slice(0, -7) })).SecretString, 'v1');
});

test('a missing secret is not found, with status 400', async () => {
  await using rig = await startRig();

  await refused(rig.get({ SecretId: 'nowhere' }), 'ResourceNotFoundException', notFound);
});

test('a secret without value has no current version', async () => {
  await using rig = await startRig();
  await rig.create();

  await refused(rig.get(), 'ResourceNotFoundException', noCurrent);
});

test('an unknown label is not found', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  await refused(
    rig.get({ VersionStage: 'AWSPENDING' }),
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
  );
});

test('an unknown version id is not found', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const VersionId = randomUUID();

  await refused(
    rig.get({ VersionId }),
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`,
  );
});

test('a label that is not on the given version is refused', async () => {
  await using rig = await startRig();
  const { VersionId } = await rig.create({ SecretString: 'v1' });

  await refused(
    rig.get({ VersionId, VersionStage: 'AWSPREVIOUS' }),
    'InvalidRequestException',
    'You provided a VersionStage that is not associated to the provided VersionId.',
  );
});

test('a version that lost its labels is still readable by id', async () => {
  await using rig = await startRig();
  const { VersionId } = await rig.create({ SecretString: 'v1' });
  await rig.put('v2');
  await rig.put('v3');

  const { SecretString, VersionStages } = await rig.get({ VersionId });

  assert.is(SecretString, 'v1');
  assert.is(VersionStages, undefined);
});

test('describe shows labels, description, tags and no value', async () => {
  await using rig = await startRig();
  const { ARN, VersionId = '' } = await rig.create({
    SecretString: 'hush',
    Description: 'signs tokens',
    Tags: [{ Key: 'team', Value: 'paint' }],
  });

  const described = await rig.describe();

  assert.is(described.ARN, ARN);
  assert.is(described.Description, 'signs tokens');
  assert.equal(described.Tags, [{ Key: 'team', Value: 'paint' }]);
  assert.equal(described.VersionIdsToStages, { [VersionId]: ['AWSCURRENT'] });
  assert.not.match(JSON.stringify(described), 'hush');
});

test('describe of a missing secret is not found', async () => {
  await using rig = await startRig();

  await refused(rig.describe(), 'ResourceNotFoundException', notFound);
});

test('the date of the last read is absent before the first read and then a whole day', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  assert.is((await rig.describe()).LastAccessedDate, undefined);
  await rig.get();

  assert.is(Number((await rig.describe()).LastAccessedDate) % 86_400_000, 0);
});

test('the key id is absent for the default key and shown for a customer key', async () => {
  await using rig = await startRig();
  await rig.create({ KmsKeyId: 'alias/aws/secretsmanager' });
  await rig.create({ Name: 'other', KmsKeyId: 'alias/mine' });

  assert.is((await rig.describe()).KmsKeyId, undefined);
  assert.is((await rig.describe('other')).KmsKeyId, 'alias/mine');
});

test.run();
