// What only the emulator can be asked: its account and Region, time that passes, and what it does not emulate. Everything else is in contract/.

import {
  DeleteSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import type { DeleteSecretCommandInput } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { errorOf, notFound, refused, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const dayMs = 86_400_000;

const remove = (rig: Rig, input: Partial<DeleteSecretCommandInput> = {}) =>
  rig.client.send(new DeleteSecretCommand({ SecretId: 'app/key', ...input }));

test('ARNs are of the account and Region that were given', async () => {
  await using rig = await startRig({ account: '123456789012', region: 'eu-west-1' });

  const { ARN } = await rig.create({ SecretString: 'v1' });

  assert.match(ARN ?? '', /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:app\/key-[A-Za-z0-9]{6}$/);
});

test('times are those of its clock, to the millisecond', async () => {
  const nowMs = Math.floor(Date.now() / 1000) * 1000 + 123;
  await using rig = await startRig({ now: () => nowMs });
  await rig.create({ SecretString: 'v1' });

  assert.equal((await rig.get()).CreatedDate, new Date(nowMs));
});

test('the key of a customer is shown', async () => {
  await using rig = await startRig();
  await rig.create({ KmsKeyId: 'alias/mine' });

  assert.is((await rig.describe()).KmsKeyId, 'alias/mine');
});

test('a value that is refused is not quoted', async () => {
  await using rig = await startRig();

  await refused(
    rig.create({ SecretString: `${'é'.repeat(32_768)}x` }),
    'ValidationException',
    "1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
  );
});

test('after a forced deletion the name stays taken for a while and is then free', async () => {
  let nowMs = Date.now();
  await using rig = await startRig({ forceDeleteDelayMs: 5000, now: () => nowMs });
  const { ARN } = await rig.create({ SecretString: 'v1' });
  await remove(rig, { ForceDeleteWithoutRecovery: true });

  assert.is((await errorOf(rig.create({ SecretString: 'v2' }))).name, 'InvalidRequestException');
  nowMs += 5000;

  assert.is.not((await rig.create({ SecretString: 'v2' })).ARN, ARN);
});

test('a forced deletion cannot be taken back', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  await remove(rig, { ForceDeleteWithoutRecovery: true });

  const error = await errorOf(rig.client.send(new RestoreSecretCommand({ SecretId: 'app/key' })));

  assert.is(error.name, 'InvalidRequestException');
});

test('a secret is gone when its window is over', async () => {
  let nowMs = Date.now();
  await using rig = await startRig({ now: () => nowMs });
  await rig.create({ SecretString: 'v1' });
  await remove(rig, { RecoveryWindowInDays: 7 });

  nowMs += 7 * dayMs;
  const later = rig.clientWith({ systemClockOffset: 7 * dayMs });

  const put = later.send(new PutSecretValueCommand({ SecretId: 'app/key', SecretString: 'v2' }));
  await refused(put, 'ResourceNotFoundException', notFound);
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

test('what is not emulated is answered with NotImplemented instead of being forgotten', async () => {
  await using rig = await startRig();

  const { name, status } = await errorOf(rig.create({ AddReplicaRegions: [{ Region: 'eu-central-1' }] }));

  assert.equal([name, status], ['NotImplemented', 501]);
});

test.run();
