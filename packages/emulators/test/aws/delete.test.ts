import {
  DeleteSecretCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import type { DeleteSecretCommandInput } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { errorOf, marked, notFound, refused, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const dayMs = 86_400_000;

const remove = (rig: Rig, input: Partial<DeleteSecretCommandInput> = {}) =>
  rig.client.send(new DeleteSecretCommand({ SecretId: 'app/key', ...input }));

test('a deletion is scheduled for thirty days from now by default', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  const { DeletionDate } = await remove(rig);

  assert.ok(Math.abs(Number(DeletionDate) - Date.now() - 30 * dayMs) < 60_000);
});

test('a deleted secret cannot be read, written or tagged', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  await remove(rig, { RecoveryWindowInDays: 7 });

  await refused(rig.get(), 'InvalidRequestException', marked);
  await refused(rig.put('v2'), 'InvalidRequestException', marked);
  const tag = new TagResourceCommand({ SecretId: 'app/key', Tags: [{ Key: 'a', Value: 'b' }] });
  await refused(rig.client.send(tag), 'InvalidRequestException', marked);
});

test('a deleted secret can be described and shows its deletion date', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  const { DeletionDate } = await remove(rig);

  assert.equal((await rig.describe()).DeletedDate, DeletionDate);
});

test('the name of a deleted secret is taken', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  await remove(rig);

  await refused(
    rig.create({ SecretString: 'v1' }),
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
});

test('a restored secret has its value back', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  await remove(rig);

  await rig.client.send(new RestoreSecretCommand({ SecretId: 'app/key' }));

  assert.is((await rig.get()).SecretString, 'v1');
  assert.is((await rig.describe()).DeletedDate, undefined);
});

test('restoring a missing secret is not found', async () => {
  await using rig = await startRig();

  const restore = rig.client.send(new RestoreSecretCommand({ SecretId: 'app/key' }));

  await refused(restore, 'ResourceNotFoundException', notFound);
});

test('deleting a missing secret is not found', async () => {
  await using rig = await startRig();

  await refused(remove(rig), 'ResourceNotFoundException', notFound);
});

test('forcing the deletion of a missing secret succeeds', async () => {
  await using rig = await startRig();

  const { Name } = await remove(rig, { ForceDeleteWithoutRecovery: true });

  assert.is(Name, 'app/key');
});

test('a window of six or thirty-one days is refused', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  for (const RecoveryWindowInDays of [6, 31]) {
    assert.is((await errorOf(remove(rig, { RecoveryWindowInDays }))).name, 'InvalidParameterException');
  }
});

test('force and a window together are refused', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });

  const error = await errorOf(remove(rig, { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }));

  assert.is(error.name, 'InvalidParameterException');
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

test('a deleted secret is listed only on request', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  await remove(rig);

  const hidden = await rig.client.send(new ListSecretsCommand({}));
  const shown = await rig.client.send(new ListSecretsCommand({ IncludePlannedDeletion: true }));

  assert.is(hidden.SecretList?.length, 0);
  assert.is(shown.SecretList?.[0]?.Name, 'app/key');
});

test.run();
