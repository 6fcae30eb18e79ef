// GetSecretValue, DescribeSecret and BatchGetSecretValue.

import { randomUUID } from 'node:crypto';

import { BatchGetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as assert from 'uvu/assert';

import { group, refused } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';
import { notFound } from '../rig.ts';

const noLabel = (label: string): string =>
  `Secrets Manager can't find the specified secret value for staging label: ${label}`;
const dayMs = 86_400_000;

export const read: readonly Behaviour[] = group('read', {
  members: [
    'recorded',
    'a value comes with ARN, name, version, labels and time, and nothing else',
    async (api) => {
      const { ARN, VersionId } = await api.create({ SecretString: 'v1 ü' });

      const { $metadata: _metadata, CreatedDate, ...rest } = await api.get();
      assert.equal(rest, {
        ARN,
        Name: api.name,
        VersionId,
        SecretString: 'v1 ü',
        VersionStages: ['AWSCURRENT'],
      });
      assert.ok(Math.abs(Number(CreatedDate) - Date.now()) < 600_000);
    },
  ],
  'request-id': [
    'documented',
    'every answer carries a request id',
    async (api) => {
      await api.created();

      assert.match((await api.get()).$metadata.requestId ?? '', /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  ],
  binary: [
    'recorded',
    'a binary value comes back as the same bytes and without a string',
    async (api) => {
      await api.create({ SecretBinary: Uint8Array.of(0, 255, 1, 254) });

      const { SecretBinary, SecretString } = await api.get();
      assert.equal([...(SecretBinary ?? [])], [0, 255, 1, 254]);
      assert.is(SecretString, undefined);
    },
  ],
  'by-arn': [
    'documented',
    'a secret is found by its ARN',
    async (api) => {
      const { ARN } = await api.create({ SecretString: 'v1' });

      assert.is((await api.get({ SecretId: ARN })).SecretString, 'v1');
    },
  ],
  'by-partial-arn': [
    'recorded',
    'a secret is found by its ARN without the random ending',
    async (api) => {
      const { ARN = '' } = await api.create({ SecretString: 'v1' });

      assert.is((await api.get({ SecretId: ARN.slice(0, -7) })).SecretString, 'v1');
    },
  ],
  'name-is-whole': [
    'documented',
    'the beginning of a name finds nothing',
    async (api) => {
      await api.created();

      await refused(api.get({ SecretId: api.name.slice(0, -1) }), 'ResourceNotFoundException', notFound);
    },
  ],
  missing: [
    'recorded',
    'a missing secret is not found, with status 400',
    (api) => refused(api.get(), 'ResourceNotFoundException', notFound),
  ],
  'without-value': [
    'recorded',
    'a secret without value has no current version',
    async (api) => {
      await api.create();

      await refused(api.get(), 'ResourceNotFoundException', noLabel('AWSCURRENT'));
    },
  ],
  'label-unknown': [
    'recorded',
    'a label that no version has is not found',
    async (api) => {
      await api.created();

      await refused(api.get({ VersionStage: 'nobody' }), 'ResourceNotFoundException', noLabel('nobody'));
    },
  ],
  'version-unknown': [
    'recorded',
    'a version that does not exist is not found',
    async (api) => {
      await api.created();
      const VersionId = randomUUID();

      await refused(
        api.get({ VersionId }),
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`,
      );
    },
  ],
  'version-short': [
    'documented',
    'a version id of less than 32 characters is refused',
    async (api) => {
      await api.created();

      await refused(api.get({ VersionId: 'short' }), 'ValidationException', /greater than or equal to 32/);
    },
  ],
  'label-elsewhere': [
    'recorded',
    'a version together with a label that is not on it is refused',
    async (api) => {
      const VersionId = await api.created();

      await refused(
        api.get({ VersionId, VersionStage: 'AWSPREVIOUS' }),
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      );
    },
  ],
  'label-and-version': [
    'documented',
    'a version together with a label that is on it is given',
    async (api) => {
      const VersionId = await api.created();

      assert.is((await api.get({ VersionId, VersionStage: 'AWSCURRENT' })).SecretString, 'v1');
    },
  ],
  previous: [
    'documented',
    'the value before the current one is readable by its label',
    async (api) => {
      await api.created('v1');
      await api.put('v2');

      assert.is((await api.get({ VersionStage: 'AWSPREVIOUS' })).SecretString, 'v1');
    },
  ],
  unlabelled: [
    'recorded',
    'a version that lost its labels is still readable by id',
    async (api) => {
      const VersionId = await api.created('v1');
      await api.put('v2');
      await api.put('v3');

      const { SecretString, VersionStages } = await api.get({ VersionId });
      assert.equal([SecretString, VersionStages], ['v1', undefined]);
    },
  ],
  'id-empty': [
    'documented',
    'an empty SecretId is refused',
    (api) => refused(api.get({ SecretId: '' }), 'ValidationException', /greater than or equal to 1/),
  ],
  'id-long': [
    'documented',
    'a SecretId of more than 2,048 characters is refused',
    (api) => refused(api.get({ SecretId: 's'.repeat(2_049) }), 'ValidationException', /2048/),
  ],
  'describe-missing': [
    'recorded',
    'describing a missing secret is not found',
    (api) => refused(api.describe(), 'ResourceNotFoundException', notFound),
  ],
  'describe-no-value': [
    'documented',
    'a description never holds the value',
    async (api) => {
      await api.created('hush-hush');

      assert.not.match(JSON.stringify(await api.describe()), 'hush-hush');
    },
  ],
  'describe-absent': [
    'recorded',
    'what does not apply is absent: key, deletion, rotation, description, tags',
    async (api) => {
      await api.created();

      const described = await api.describe();
      const { KmsKeyId, DeletedDate, RotationLambdaARN, RotationRules, Description, Tags } = described;
      const absent = { KmsKeyId, DeletedDate, RotationLambdaARN, RotationRules, Description, Tags };
      assert.equal(
        Object.values(absent).filter((value) => value !== undefined),
        [],
        JSON.stringify(absent),
      );
    },
  ],
  'default-key': [
    'recorded',
    'the key is absent also when the default one was named',
    async (api) => {
      await api.created('v1', { KmsKeyId: 'alias/aws/secretsmanager' });

      assert.is((await api.describe()).KmsKeyId, undefined);
    },
  ],
  'describe-times': [
    'recorded',
    'creation and last change are told, and a put moves the last change only',
    async (api) => {
      await api.created();
      const before = await api.describe();
      await api.put('v2');
      const after = await api.describe();

      assert.equal(after.CreatedDate, before.CreatedDate);
      assert.ok(Number(after.LastChangedDate) >= Number(before.LastChangedDate));
    },
  ],
  accessed: [
    'recorded',
    'the last access is absent before the first read and then a whole day',
    async (api) => {
      await api.created();
      assert.is((await api.describe()).LastAccessedDate, undefined);
      await api.get();

      await api.eventually(async () => {
        const { LastAccessedDate } = await api.describe();
        assert.ok(LastAccessedDate);
        assert.is(Number(LastAccessedDate) % dayMs, 0);
      });
    },
  ],
  batch: [
    'documented',
    'a batch gives what there is and tells what there is not',
    async (api) => {
      await api.created();
      const missing = api.named('missing');
      const command = new BatchGetSecretValueCommand({ SecretIdList: [api.name, missing] });

      const { SecretValues, Errors } = await api.secrets.send(command);

      assert.equal(
        SecretValues?.map(({ Name, SecretString }) => [Name, SecretString]),
        [[api.name, 'v1']],
      );
      assert.equal(
        Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode]),
        [[missing, 'ResourceNotFoundException']],
      );
    },
  ],
});
