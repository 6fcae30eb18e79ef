// UpdateSecretVersionStage, the compare-and-swap of Secrets Manager.

import { randomUUID } from 'node:crypto';

import * as assert from 'uvu/assert';

import { notFound } from '../rig.ts';
import type { Api } from './api.ts';
import { group, refused } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

/** A secret with v1 current and v2 pending. */
async function withPending(api: Api): Promise<{ readonly v1: string; readonly v2: string }> {
  const v1 = await api.created('v1');
  return { v1, v2: await api.put('v2', { VersionStages: ['AWSPENDING'] }) };
}

export const labels: readonly Behaviour[] = group('labels', {
  'move-current': [
    'recorded',
    'moving AWSCURRENT moves AWSPREVIOUS along and leaves other labels where they are',
    async (api) => {
      const { v1, v2 } = await withPending(api);
      await api.move({ MoveToVersionId: v2, RemoveFromVersionId: v1 });

      assert.equal(await api.labels(), { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT', 'AWSPENDING'] });
    },
  ],
  'move-back': [
    'documented',
    'moving AWSCURRENT back swaps it with AWSPREVIOUS',
    async (api) => {
      const v1 = await api.created('v1');
      const v2 = await api.put('v2');
      await api.move({ MoveToVersionId: v1, RemoveFromVersionId: v2 });

      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'], [v2]: ['AWSPREVIOUS'] });
    },
  ],
  'holder-unnamed': [
    'recorded',
    'a label that a version holds moves only when that version is named, and the answer names it',
    async (api) => {
      const { v1, v2 } = await withPending(api);

      await refused(
        api.move({ MoveToVersionId: v2 }),
        'InvalidParameterException',
        `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${v1}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
      assert.is((await api.get()).VersionId, v1);
    },
  ],
  'holder-wrong': [
    'assumed',
    'naming a version that no longer has the label is refused and changes nothing',
    async (api) => {
      const { v1, v2 } = await withPending(api);
      const v3 = await api.put('v3');

      await refused(
        api.move({ MoveToVersionId: v2, RemoveFromVersionId: v1 }),
        'InvalidParameterException',
        'When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label AWSCURRENT.',
      );
      assert.is((await api.get()).VersionId, v3);
    },
  ],
  race: [
    'assumed',
    'of five that read the same version and swap one wins',
    async (api) => {
      const v0 = await api.created('v0');

      const ends = await Promise.allSettled(
        Array.from({ length: 5 }, async (_, n) => {
          const MoveToVersionId = await api.put(`v${n}`, { VersionStages: [`rot-${n}`] });
          await api.move({ MoveToVersionId, RemoveFromVersionId: v0 });
          return MoveToVersionId;
        }),
      );

      const won = ends.filter((end) => end.status === 'fulfilled');
      assert.is(won.length, 1);
      assert.is((await api.get()).VersionId, won[0]?.value);
    },
  ],
  add: [
    'documented',
    'a label that no version has is added',
    async (api) => {
      const { v1 } = await withPending(api);
      await api.move({ VersionStage: 'stable', MoveToVersionId: v1 });

      assert.is((await api.get({ VersionStage: 'stable' })).VersionId, v1);
    },
  ],
  remove: [
    'recorded',
    'a label is removed, and a version without any is no longer shown',
    async (api) => {
      const { v1, v2 } = await withPending(api);
      await api.move({ VersionStage: 'AWSPENDING', RemoveFromVersionId: v2 });

      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'] });
      const all = (await api.versions({ IncludeDeprecated: true })).Versions ?? [];
      assert.equal(new Set(all.map(({ VersionId }) => VersionId)), new Set([v1, v2]));
    },
  ],
  'remove-current': [
    'documented',
    'AWSCURRENT cannot be removed',
    async (api) => {
      const { v1 } = await withPending(api);

      await refused(api.move({ RemoveFromVersionId: v1 }), 'InvalidParameterException');
      assert.is((await api.get()).VersionId, v1);
    },
  ],
  'version-unknown': [
    'documented',
    'a label does not move to a version that does not exist',
    async (api) => {
      const { v1 } = await withPending(api);

      const move = api.move({ MoveToVersionId: randomUUID(), RemoveFromVersionId: v1 });
      await refused(move, 'ResourceNotFoundException');
      assert.is((await api.get()).VersionId, v1);
    },
  ],
  nothing: [
    'documented',
    'neither from nor to is refused',
    async (api) => {
      await withPending(api);

      await refused(api.move({}), 'InvalidParameterException');
    },
  ],
  'twenty-one': [
    'documented',
    'the 21st label of a version exceeds the limit',
    async (api) => {
      await api.created('v1');
      const names = Array.from({ length: 20 }, (_, n) => `label-${n}`);
      const MoveToVersionId = await api.put('v2', { VersionStages: names });

      await refused(api.move({ VersionStage: 'more', MoveToVersionId }), 'LimitExceededException');
    },
  ],
  'own-version': [
    'assumed',
    'moving a label to the version that has it is no error',
    async (api) => {
      const { v1 } = await withPending(api);
      await api.move({ MoveToVersionId: v1, RemoveFromVersionId: v1 });

      assert.equal((await api.labels())[v1], ['AWSCURRENT']);
    },
  ],
  missing: [
    'recorded',
    'a label of a missing secret is not found',
    (api) => refused(api.move({ MoveToVersionId: randomUUID() }), 'ResourceNotFoundException', notFound),
  ],
});
