import { randomUUID } from 'node:crypto';

import { PutSecretValueCommand, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { errorOf, notFound, refused, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const update = (rig: Rig, input: Partial<UpdateSecretCommand['input']>) =>
  rig.client.send(new UpdateSecretCommand({ SecretId: 'app/key', ...input }));

test('a put makes the new version current and the old one previous', async () => {
  await using rig = await startRig();
  const { VersionId: v1 = '' } = await rig.create({ SecretString: 'v1' });

  const v2 = await rig.put('v2');

  assert.equal((await rig.describe()).VersionIdsToStages, { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
  assert.is((await rig.get()).SecretString, 'v2');
});

test('after two puts the oldest version has lost its label', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2');

  const v3 = await rig.put('v3');

  assert.equal((await rig.describe()).VersionIdsToStages, { [v2]: ['AWSPREVIOUS'], [v3]: ['AWSCURRENT'] });
});

test('a put with explicit labels leaves the current version alone', async () => {
  await using rig = await startRig();
  const { VersionId: v1 = '' } = await rig.create({ SecretString: 'v1' });

  const v2 = await rig.put('v2', { VersionStages: ['AWSPENDING', 'rot-1'] });

  assert.equal((await rig.describe()).VersionIdsToStages, {
    [v1]: ['AWSCURRENT'],
    [v2]: ['AWSPENDING', 'rot-1'],
  });
});

test('a put with a label that another version has takes it away', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2', { VersionStages: ['AWSPENDING'] });

  const v3 = await rig.put('v3', { VersionStages: ['AWSPENDING'] });

  const labels = (await rig.describe()).VersionIdsToStages ?? {};
  assert.is(labels[v2], undefined);
  assert.equal(labels[v3], ['AWSPENDING']);
});

test('the first version becomes current whatever labels it is given', async () => {
  await using rig = await startRig();
  await rig.create();

  const v1 = await rig.put('v1', { VersionStages: ['AWSPENDING'] });

  assert.equal((await rig.describe()).VersionIdsToStages, { [v1]: ['AWSPENDING', 'AWSCURRENT'] });
});

test('repeating a put with the same token and value changes nothing', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2');
  const v3 = await rig.put('v3');
  const before = await rig.describe();

  await rig.put('v2', { ClientRequestToken: v2 });

  assert.equal((await rig.describe()).VersionIdsToStages, before.VersionIdsToStages);
  assert.is((await rig.get()).VersionId, v3);
});

test('a put with a used token and another value is refused with the token and the ARN', async () => {
  await using rig = await startRig();
  const { ARN } = await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2');

  await refused(
    rig.put('other', { ClientRequestToken: v2 }),
    'ResourceExistsException',
    `You can't use ClientRequestToken ${v2} because that value is already in use for a version of secret ${ARN}.`,
  );
});

test('a put answers with the labels the version has now', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  const { VersionStages } = await rig.client.send(
    new PutSecretValueCommand({ SecretId: 'app/key', SecretString: 'v2' }),
  );

  assert.equal(VersionStages, ['AWSCURRENT']);
});

test('a put to a missing secret is not found', async () => {
  await using rig = await startRig();

  await refused(rig.put('v1'), 'ResourceNotFoundException', notFound);
});

test('a put without a value is refused', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  await refused(
    rig.client.send(new PutSecretValueCommand({ SecretId: 'app/key' })),
    'InvalidRequestException',
    'You must provide either SecretString or SecretBinary.',
  );
});

test('more than twenty labels at once are refused', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  const error = await errorOf(
    rig.put('v2', { VersionStages: Array.from({ length: 21 }, (_, n) => `l${n}`) }),
  );

  assert.is(error.name, 'ValidationException');
});

test('an update with a value makes it current', async () => {
  await using rig = await startRig();
  const { VersionId: v1 = '' } = await rig.create({ SecretString: 'v1' });

  const { VersionId: v2 = '' } = await update(rig, { SecretString: 'v2' });

  assert.equal((await rig.describe()).VersionIdsToStages, { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
});

test('an update without a value changes the description and answers without version id', async () => {
  await using rig = await startRig();
  const { VersionId: v1 = '' } = await rig.create({ SecretString: 'v1', Description: 'old' });

  const { VersionId } = await update(rig, { Description: 'new' });

  assert.is(VersionId, undefined);
  const described = await rig.describe();
  assert.is(described.Description, 'new');
  assert.equal(described.VersionIdsToStages, { [v1]: ['AWSCURRENT'] });
});

test('repeating an update with the same token and value succeeds', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const input = { SecretString: 'v2', ClientRequestToken: randomUUID() };
  await update(rig, input);

  const { VersionId } = await update(rig, input);

  assert.is(VersionId, input.ClientRequestToken);
});

test('an update with a used token and another value is refused', async () => {
  await using rig = await startRig();
  const { VersionId: v1 } = await rig.create({ SecretString: 'v1' });

  const error = await errorOf(update(rig, { SecretString: 'v2', ClientRequestToken: v1 }));

  assert.is(error.name, 'ResourceExistsException');
});

test('old unlabelled versions are dropped above a hundred, young ones never', async () => {
  let nowMs = Date.now();
  await using rig = await startRig({ now: () => nowMs });
  const { VersionId: v1 } = await rig.create({ SecretString: 'v1' });
  for (let n = 2; n <= 101; n += 1) await rig.put(`v${n}`);
  assert.is((await rig.get({ VersionId: v1 })).SecretString, 'v1');

  nowMs += 25 * 3_600_000;
  const later = rig.clientWith({ systemClockOffset: 25 * 3_600_000 });
  await later.send(new PutSecretValueCommand({ SecretId: 'app/key', SecretString: 'v102' }));

  rig.client.config.systemClockOffset = 25 * 3_600_000;
  assert.is((await errorOf(rig.get({ VersionId: v1 }))).name, 'ResourceNotFoundException');
});

test.run();
