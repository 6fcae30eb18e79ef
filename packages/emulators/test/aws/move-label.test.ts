import { randomUUID } from 'node:crypto';

import { UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import type { UpdateSecretVersionStageCommandInput } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { errorOf, refused, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const move = (rig: Rig, input: Partial<UpdateSecretVersionStageCommandInput>) =>
  rig.client.send(
    new UpdateSecretVersionStageCommand({ SecretId: 'app/key', VersionStage: 'AWSCURRENT', ...input }),
  );

/** A secret with v1 current and v2 pending. */
async function withPending(rig: Rig): Promise<{ v1: string; v2: string }> {
  const { VersionId: v1 = '' } = await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2', { VersionStages: ['AWSPENDING'] });
  return { v1, v2 };
}

test('moving the current label moves the previous label along and keeps the others', async () => {
  await using rig = await startRig();
  const { v1, v2 } = await withPending(rig);

  await move(rig, { MoveToVersionId: v2, RemoveFromVersionId: v1 });

  assert.equal((await rig.describe()).VersionIdsToStages, {
    [v1]: ['AWSPREVIOUS'],
    [v2]: ['AWSPENDING', 'AWSCURRENT'],
  });
});

test('moving the current label back swaps current and previous', async () => {
  await using rig = await startRig();
  const { VersionId: v1 = '' } = await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2');

  await move(rig, { MoveToVersionId: v1, RemoveFromVersionId: v2 });

  assert.equal((await rig.describe()).VersionIdsToStages, { [v1]: ['AWSCURRENT'], [v2]: ['AWSPREVIOUS'] });
});

test('moving a held label without naming the holder is refused and names it', async () => {
  await using rig = await startRig();
  const { v1, v2 } = await withPending(rig);

  await refused(
    move(rig, { MoveToVersionId: v2 }),
    'InvalidParameterException',
    `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${v1}, so you must explicitly reference that version in RemoveFromVersionId.`,
  );
  assert.is((await rig.get()).VersionId, v1);
});

test('moving a label from a version that no longer has it is refused', async () => {
  await using rig = await startRig();
  const { v1, v2 } = await withPending(rig);
  const v3 = await rig.put('v3');

  await refused(
    move(rig, { MoveToVersionId: v2, RemoveFromVersionId: v1 }),
    'InvalidParameterException',
    'When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.',
  );
  assert.is((await rig.get()).VersionId, v3);
});

test('of five racers that read the same version one wins', async () => {
  await using rig = await startRig();
  const { VersionId: v0 = '' } = await rig.create({ SecretString: 'v0' });

  const results = await Promise.allSettled(
    Array.from({ length: 5 }, async (_, n) => {
      const MoveToVersionId = await rig.put(`v${n}`, { VersionStages: [`rot-${n}`] });
      await move(rig, { MoveToVersionId, RemoveFromVersionId: v0 });
      return MoveToVersionId;
    }),
  );

  const winners = results.filter((result) => result.status === 'fulfilled');
  assert.is(winners.length, 1);
  assert.is((await rig.get()).VersionId, winners[0]?.value);
});

test('a label nobody has can be added', async () => {
  await using rig = await startRig();
  const { v1 } = await withPending(rig);

  await move(rig, { VersionStage: 'stable', MoveToVersionId: v1 });

  assert.is((await rig.get({ VersionStage: 'stable' })).VersionId, v1);
});

test('a label can be removed', async () => {
  await using rig = await startRig();
  const { v1, v2 } = await withPending(rig);

  await move(rig, { VersionStage: 'AWSPENDING', RemoveFromVersionId: v2 });

  assert.equal((await rig.describe()).VersionIdsToStages, { [v1]: ['AWSCURRENT'] });
});

test('the current label cannot be removed', async () => {
  await using rig = await startRig();
  const { v1 } = await withPending(rig);

  await refused(
    move(rig, { RemoveFromVersionId: v1 }),
    'InvalidParameterException',
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
  );
});

test('moving a label to a version that does not exist is not found', async () => {
  await using rig = await startRig();
  const { v1 } = await withPending(rig);

  const error = await errorOf(move(rig, { MoveToVersionId: randomUUID(), RemoveFromVersionId: v1 }));

  assert.is(error.name, 'ResourceNotFoundException');
});

test('moving nothing anywhere is refused', async () => {
  await using rig = await startRig();
  await withPending(rig);

  assert.is((await errorOf(move(rig, {}))).name, 'InvalidParameterException');
});

test('the twenty-first label of a version exceeds the limit', async () => {
  await using rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2', { VersionStages: Array.from({ length: 20 }, (_, n) => `l${n}`) });

  const error = await errorOf(move(rig, { VersionStage: 'more', MoveToVersionId: v2 }));

  assert.is(error.name, 'LimitExceededException');
});

test.run();
