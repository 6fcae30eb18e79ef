// PutSecretValue and UpdateSecret.

import { randomUUID } from 'node:crypto';

import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import * as assert from 'uvu/assert';

import { notFound } from '../rig.ts';
import { group, refused } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const labels = (count: number): string[] => Array.from({ length: count }, (_, n) => `label-${n}`);

export const write: readonly Behaviour[] = group('write', {
  'put-current': [
    'recorded',
    'a put makes the new version current and the old one previous',
    async (api) => {
      const v1 = await api.created('v1');
      const v2 = await api.put('v2');

      assert.equal(await api.labels(), { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
      assert.is((await api.get()).SecretString, 'v2');
    },
  ],
  'put-twice': [
    'recorded',
    'after two puts the oldest version has lost its label',
    async (api) => {
      await api.created('v1');
      const [v2, v3] = [await api.put('v2'), await api.put('v3')];

      assert.equal(await api.labels(), { [v2]: ['AWSPREVIOUS'], [v3]: ['AWSCURRENT'] });
    },
  ],
  'put-answer': [
    'recorded',
    'a put answers with ARN, name, version and the labels it has now',
    async (api) => {
      const { ARN } = await api.create({ SecretString: 'v1' });
      const ClientRequestToken = randomUUID();
      const input = { SecretId: api.name, SecretString: 'v2', ClientRequestToken };

      const { $metadata: _metadata, ...answer } = await api.secrets.send(new PutSecretValueCommand(input));

      assert.equal(answer, {
        ARN,
        Name: api.name,
        VersionId: ClientRequestToken,
        VersionStages: ['AWSCURRENT'],
      });
    },
  ],
  'put-labels': [
    'recorded',
    'a put with labels of its own leaves the current version alone',
    async (api) => {
      const v1 = await api.created('v1');
      const v2 = await api.put('v2', { VersionStages: ['AWSPENDING', 'rot-1'] });

      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'], [v2]: ['AWSPENDING', 'rot-1'] });
    },
  ],
  'put-steals': [
    'documented',
    'a put with a label that another version has takes it away',
    async (api) => {
      const v1 = await api.created('v1');
      await api.put('v2', { VersionStages: ['AWSPENDING'] });
      const v3 = await api.put('v3', { VersionStages: ['AWSPENDING'] });

      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'], [v3]: ['AWSPENDING'] });
    },
  ],
  'put-first': [
    'documented',
    'the first version becomes current whatever labels it is given',
    async (api) => {
      await api.create();
      const v1 = await api.put('v1', { VersionStages: ['AWSPENDING'] });

      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT', 'AWSPENDING'] });
    },
  ],
  'put-named-current': [
    'documented',
    'a put that names AWSCURRENT itself moves AWSPREVIOUS along as well',
    async (api) => {
      const v1 = await api.created('v1');
      const v2 = await api.put('v2', { VersionStages: ['AWSCURRENT', 'mine'] });

      assert.equal(await api.labels(), { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT', 'mine'] });
    },
  ],
  'put-repeated': [
    'recorded',
    'repeating a put with the same token and value changes nothing, not even labels',
    async (api) => {
      await api.created('v1');
      const [v2, v3] = [await api.put('v2'), await api.put('v3')];

      await api.put('v2', { ClientRequestToken: v2 });

      assert.equal(await api.labels(), { [v2]: ['AWSPREVIOUS'], [v3]: ['AWSCURRENT'] });
      assert.is((await api.get()).VersionId, v3);
    },
  ],
  'put-token-reused': [
    'recorded',
    'a used token with another value is refused with the token and the ARN',
    async (api) => {
      const { ARN } = await api.create({ SecretString: 'v1' });
      const v2 = await api.put('v2');

      await refused(
        api.put('other', { ClientRequestToken: v2 }),
        'ResourceExistsException',
        `You can't use ClientRequestToken ${v2} because that value is already in use for a version of secret ${ARN}.`,
      );
    },
  ],
  'put-same-value': [
    'documented',
    'the same value with a new token is a new version',
    async (api) => {
      const v1 = await api.created('v1');
      const v2 = await api.put('v1');

      assert.is.not(v2, v1);
      assert.is((await api.get()).VersionId, v2);
    },
  ],
  'put-kind': [
    'documented',
    'a binary value may follow a string',
    async (api) => {
      await api.created('v1');
      const input = { SecretId: api.name, SecretBinary: Uint8Array.of(7) };
      await api.secrets.send(new PutSecretValueCommand(input));

      const { SecretBinary, SecretString } = await api.get();
      assert.equal([[...(SecretBinary ?? [])], SecretString], [[7], undefined]);
    },
  ],
  'put-missing': [
    'recorded',
    'a put to a missing secret is not found',
    (api) => refused(api.put('v1'), 'ResourceNotFoundException', notFound),
  ],
  'put-no-value': [
    'documented',
    'a put without a value is refused',
    async (api) => {
      await api.created();

      const put = api.secrets.send(new PutSecretValueCommand({ SecretId: api.name }));
      await refused(put, 'InvalidRequestException');
    },
  ],
  'put-no-token': [
    'recorded',
    'a put without a request token is refused',
    async (api) => {
      await api.created();

      const put = api.raw((request) => {
        request.headers['x-amz-target'] = 'secretsmanager.PutSecretValue';
        request.body = JSON.stringify({ SecretId: api.name, SecretString: 'v2' });
      });
      await refused(
        put,
        'InvalidRequestException',
        'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
      );
    },
  ],
  'put-65537': [
    'documented',
    'a put of more than 65,536 bytes is refused and changes nothing',
    async (api) => {
      const v1 = await api.created();

      await refused(api.put('x'.repeat(65_537)), 'ValidationException', /65536/);
      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'] });
    },
  ],
  'put-20-labels': [
    'documented',
    'a version may be put with 20 labels',
    async (api) => {
      await api.created();
      const v2 = await api.put('v2', { VersionStages: labels(20) });

      assert.is((await api.labels())[v2]?.length, 20);
    },
  ],
  'put-21-labels': [
    'documented',
    'more than 20 labels at once are refused',
    async (api) => {
      await api.created();

      await refused(api.put('v2', { VersionStages: labels(21) }), 'ValidationException');
    },
  ],
  'put-no-labels': [
    'documented',
    'an empty list of labels is refused',
    async (api) => {
      await api.created();

      await refused(api.put('v2', { VersionStages: [] }), 'ValidationException');
    },
  ],
  'put-label-257': [
    'documented',
    'a label of more than 256 characters is refused',
    async (api) => {
      await api.created();

      await refused(api.put('v2', { VersionStages: ['l'.repeat(257)] }), 'ValidationException');
    },
  ],
  'update-value': [
    'recorded',
    'an update with a value makes it current and the old one previous',
    async (api) => {
      const v1 = await api.created('v1');
      const { VersionId: v2 = '' } = await api.update({ SecretString: 'v2' });

      assert.equal(await api.labels(), { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
    },
  ],
  'update-description': [
    'recorded',
    'an update without a value makes no version and answers without its id',
    async (api) => {
      const v1 = await api.created('v1', { Description: 'old' });

      const { VersionId } = await api.update({ Description: 'new' });

      assert.is(VersionId, undefined);
      assert.is((await api.describe()).Description, 'new');
      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'] });
    },
  ],
  'update-keeps': [
    'documented',
    'an update of the value keeps the description',
    async (api) => {
      await api.created('v1', { Description: 'kept' });
      await api.update({ SecretString: 'v2' });

      assert.is((await api.describe()).Description, 'kept');
    },
  ],
  'update-repeated': [
    'recorded',
    'repeating an update with the same token and value succeeds',
    async (api) => {
      await api.created('v1');
      const input = { SecretString: 'v2', ClientRequestToken: randomUUID() };
      await api.update(input);

      assert.is((await api.update(input)).VersionId, input.ClientRequestToken);
    },
  ],
  'update-token-reused': [
    'recorded',
    'an update with a used token and another value is refused',
    async (api) => {
      const v1 = await api.created('v1');

      await refused(api.update({ SecretString: 'v2', ClientRequestToken: v1 }), 'ResourceExistsException');
    },
  ],
  'update-missing': [
    'recorded',
    'an update of a missing secret is not found',
    (api) => refused(api.update({ SecretString: 'v1' }), 'ResourceNotFoundException', notFound),
  ],
  'update-after-move': [
    'documented',
    'after AWSCURRENT was moved by hand an update leaves it on one version only',
    async (api) => {
      const v1 = await api.created('v1');
      const v2 = await api.put('v2');
      await api.move({ MoveToVersionId: v1, RemoveFromVersionId: v2 });

      const { VersionId: v3 = '' } = await api.update({ SecretString: 'v3' });

      const current = Object.entries(await api.labels()).filter(([, each]) => each.includes('AWSCURRENT'));
      assert.equal(
        current.map(([id]) => id),
        [v3],
      );
    },
  ],
});
