// DeleteSecret and RestoreSecret.

import * as assert from 'uvu/assert';

import { marked, notFound, errorOf } from '../rig.ts';
import type { Api } from './api.ts';
import { group, refused } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const dayMs = 86_400_000;
const near = (date: Date | undefined, days: number): boolean =>
  Math.abs(Number(date) - Date.now() - days * dayMs) < 600_000;

/** Every call that a secret which is scheduled for deletion refuses. */
const refusedWhenMarked: Readonly<Record<string, (api: Api) => Promise<unknown>>> = {
  get: (api) => api.get(),
  put: (api) => api.put('v2'),
  update: (api) => api.update({ SecretString: 'v2' }),
  tag: (api) => api.tag([{ Key: 'a', Value: 'b' }]),
  untag: (api) => api.untag('a'),
};

export const deletion: readonly Behaviour[] = [
  ...group('delete', {
    'thirty-days': [
      'documented',
      'a deletion is scheduled for 30 days from now by default',
      async (api) => {
        await api.created();

        assert.ok(near((await api.remove()).DeletionDate, 30));
      },
    ],
    'seven-days': [
      'documented',
      'a recovery window of 7 days is kept to',
      async (api) => {
        await api.created();

        assert.ok(near((await api.remove({ RecoveryWindowInDays: 7 })).DeletionDate, 7));
      },
    ],
    describe: [
      'recorded',
      'a scheduled secret is described with the date of its deletion',
      async (api) => {
        await api.created();
        await api.remove();

        // The date of the request in AWS, of the end of the window elsewhere: what counts is that there is one.
        assert.ok((await api.describe()).DeletedDate);
      },
    ],
    'describe-arn': [
      'documented',
      'a scheduled secret is described by its ARN, too',
      async (api) => {
        const { ARN = '' } = await api.create({ SecretString: 'v1' });
        await api.remove();

        assert.is((await api.describe(ARN)).Name, api.name);
      },
    ],
    restore: [
      'recorded',
      'a restored secret has its value back and no date of deletion',
      async (api) => {
        await api.created('v1');
        await api.remove();
        await api.restore();

        assert.is((await api.get()).SecretString, 'v1');
        assert.is((await api.describe()).DeletedDate, undefined);
      },
    ],
    'restore-answer': [
      'documented',
      'a restore answers with ARN and name',
      async (api) => {
        const { ARN } = await api.create({ SecretString: 'v1' });
        await api.remove();

        const restored = await api.restore();
        assert.equal([restored.ARN, restored.Name], [ARN, api.name]);
      },
    ],
    'restore-live': [
      'assumed',
      'restoring a secret that is not scheduled is no error',
      async (api) => {
        await api.created('v1');
        await api.restore();

        assert.is((await api.get()).SecretString, 'v1');
      },
    ],
    'restore-missing': [
      'recorded',
      'restoring a missing secret is not found',
      (api) => refused(api.restore(), 'ResourceNotFoundException', notFound),
    ],
    missing: [
      'recorded',
      'deleting a missing secret is not found',
      (api) => refused(api.remove(), 'ResourceNotFoundException', notFound),
    ],
    'window-6': [
      'documented',
      'a window of 6 days is refused',
      async (api) => {
        await api.created();

        await refused(api.remove({ RecoveryWindowInDays: 6 }), 'InvalidParameterException');
      },
    ],
    'window-31': [
      'documented',
      'a window of 31 days is refused',
      async (api) => {
        await api.created();

        await refused(api.remove({ RecoveryWindowInDays: 31 }), 'InvalidParameterException');
      },
    ],
    'force-and-window': [
      'documented',
      'force and a window together are refused',
      async (api) => {
        await api.created();
        const both = { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true };

        await refused(api.remove(both), 'InvalidParameterException');
      },
    ],
    'force-missing': [
      'documented',
      'forcing the deletion of a missing secret succeeds',
      async (api) => {
        assert.is((await api.remove({ ForceDeleteWithoutRecovery: true })).Name, api.name);
      },
    ],
    'force-unreadable': [
      'recorded',
      'after a forced deletion the value is out of reach at once',
      async (api) => {
        await api.created();
        await api.remove({ ForceDeleteWithoutRecovery: true });

        const { name } = await errorOf(api.get());
        assert.ok(['InvalidRequestException', 'ResourceNotFoundException'].includes(name), name);
      },
    ],
    'force-frees-name': [
      'documented',
      'some seconds after a forced deletion the name is free again',
      async (api) => {
        const { ARN } = await api.create({ SecretString: 'v1' });
        await api.remove({ ForceDeleteWithoutRecovery: true });

        await api.eventually(async () => {
          assert.is.not((await api.create({ SecretString: 'v2' })).ARN, ARN);
        });
      },
    ],
    listed: [
      'documented',
      'a scheduled secret is listed only on request',
      async (api) => {
        await api.created();
        await api.remove();

        await api.eventually(async () => {
          assert.is((await api.list()).SecretList?.length, 0);
          const { SecretList } = await api.list({ IncludePlannedDeletion: true });
          assert.is(SecretList?.[0]?.Name, api.name);
          assert.ok(SecretList?.[0]?.DeletedDate);
        });
      },
    ],
  }),
  ...group(
    'marked',
    Object.fromEntries(
      Object.entries(refusedWhenMarked).map(([operation, call]) => [
        operation,
        [
          operation.includes('tag') ? 'recorded' : 'documented',
          `${operation} of a secret that is scheduled for deletion is refused`,
          async (api: Api) => {
            await api.created('v1', { Tags: [{ Key: 'a', Value: '1' }] });
            await api.remove({ RecoveryWindowInDays: 7 });

            await refused(call(api), 'InvalidRequestException', marked);
          },
        ] as const,
      ]),
    ),
  ),
];
