// CreateSecret.

import { randomUUID } from 'node:crypto';

import * as assert from 'uvu/assert';

import { group, refused } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const exists = (name: string): string => `The operation failed because the secret ${name} already exists.`;
const tooLong = /failed to satisfy constraint: Member must have length less than or equal to/;
const tooShort = /failed to satisfy constraint: Member must have length greater than or equal to/;

export const create: readonly Behaviour[] = group('create', {
  arn: [
    'recorded',
    'the ARN ends in a hyphen and six random characters',
    async (api) => {
      const { ARN = '', Name } = await api.create({ SecretString: 'v1' });

      assert.is(Name, api.name);
      assert.match(ARN, /^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/);
      assert.ok(ARN.includes(`:secret:${api.name}-`));
    },
  ],
  'token-is-version': [
    'recorded',
    'the request token becomes the version id',
    async (api) => {
      const ClientRequestToken = randomUUID();

      assert.is((await api.create({ SecretString: 'v1', ClientRequestToken })).VersionId, ClientRequestToken);
    },
  ],
  'without-value': [
    'recorded',
    'a secret created without value has no version id and no labels',
    async (api) => {
      assert.is((await api.create()).VersionId, undefined);
      assert.is((await api.describe()).VersionIdsToStages, undefined);
    },
  ],
  'first-label': [
    'recorded',
    'the first version is AWSCURRENT and nothing else',
    async (api) => {
      const v1 = await api.created();

      assert.equal(await api.labels(), { [v1]: ['AWSCURRENT'] });
    },
  ],
  'token-repeated': [
    'recorded',
    'the same token with the same value creates once and answers the same',
    async (api) => {
      const input = { SecretString: 'v1', ClientRequestToken: randomUUID() };
      const [first, second] = [await api.create(input), await api.create(input)];

      assert.equal([second.ARN, second.VersionId], [first.ARN, first.VersionId]);
    },
  ],
  'token-reused': [
    'recorded',
    'the same token with another value says the secret exists',
    async (api) => {
      const ClientRequestToken = randomUUID();
      await api.create({ SecretString: 'v1', ClientRequestToken });

      const again = api.create({ SecretString: 'v2', ClientRequestToken });
      await refused(again, 'ResourceExistsException', exists(api.name));
    },
  ],
  'name-taken': [
    'recorded',
    'a new token for an existing name says the secret exists, whatever the value',
    async (api) => {
      await api.created('v1');

      await refused(api.create({ SecretString: 'v1' }), 'ResourceExistsException', exists(api.name));
    },
  ],
  race: [
    'assumed',
    'of ten creates at once one wins and the others are told that the secret exists',
    async (api) => {
      const values = Array.from({ length: 10 }, (_, n) => `v${n}`);
      const ends = await Promise.allSettled(values.map((SecretString) => api.create({ SecretString })));

      const won = ends.flatMap((end, n) => (end.status === 'fulfilled' ? [values[n]] : []));
      assert.is(won.length, 1);
      assert.is((await api.get()).SecretString, won[0]);
    },
  ],
  'name-characters': [
    'recorded',
    'a name with a character that is not allowed is refused',
    async (api) => {
      await refused(
        api.create({ Name: `${api.name} x` }),
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    },
  ],
  'name-punctuation': [
    'recorded',
    'every allowed punctuation character may stand in a name',
    async (api) => {
      const Name = api.named('a_+=.@-!Z9');

      assert.is((await api.create({ Name })).Name, Name);
    },
  ],
  'name-512': [
    'documented',
    'a name may have 512 characters',
    async (api) => {
      const Name = api.named('n'.repeat(512 - api.name.length + 3));

      assert.is(Name.length, 512);
      assert.is((await api.create({ Name })).Name, Name);
    },
  ],
  'name-513': [
    'documented',
    'a name of 513 characters is refused',
    (api) => refused(api.create({ Name: 'n'.repeat(513) }), 'ValidationException', tooLong),
  ],
  'name-missing': [
    'assumed',
    'a missing name is refused by the model',
    (api) =>
      refused(
        api.raw((request) => {
          request.headers['x-amz-target'] = 'secretsmanager.CreateSecret';
          request.body = JSON.stringify({ ClientRequestToken: randomUUID() });
        }),
        'ValidationException',
        /at 'name' failed to satisfy constraint: Member must not be null/,
      ),
  ],
  'token-missing': [
    'recorded',
    'a value without a request token is refused',
    (api) =>
      refused(
        api.raw((request) => {
          request.headers['x-amz-target'] = 'secretsmanager.CreateSecret';
          request.body = JSON.stringify({ Name: api.named('no-token'), SecretString: 'v1' });
        }),
        'InvalidRequestException',
        'You must provide a ClientRequestToken value. We recommend a UUID-type value.',
      ),
  ],
  'token-short': [
    'documented',
    'a request token of less than 32 characters is refused',
    (api) =>
      refused(
        api.create({ SecretString: 'v1', ClientRequestToken: 'short' }),
        'ValidationException',
        tooShort,
      ),
  ],
  'token-long': [
    'documented',
    'a request token of more than 64 characters is refused',
    (api) =>
      refused(
        api.create({ SecretString: 'v1', ClientRequestToken: 't'.repeat(65) }),
        'ValidationException',
        tooLong,
      ),
  ],
  'value-65536': [
    'documented',
    'a value of 65,536 bytes is kept whole',
    async (api) => {
      const SecretString = 'é'.repeat(32_768);
      await api.created(SecretString);

      assert.is((await api.get()).SecretString, SecretString);
    },
  ],
  'value-65537': [
    'documented',
    'a value of more bytes is refused, counted in bytes and not in characters',
    (api) => refused(api.create({ SecretString: `${'é'.repeat(32_768)}x` }), 'ValidationException', /65536/),
  ],
  'value-empty': [
    'recorded',
    'an empty value is refused',
    (api) => refused(api.create({ SecretString: '' }), 'ValidationException', /greater than or equal to 1$/),
  ],
  'value-both': [
    'documented',
    'a string and a binary value together are refused',
    (api) =>
      refused(
        api.create({ SecretString: 'v1', SecretBinary: Uint8Array.of(1) }),
        'InvalidParameterException',
      ),
  ],
  'description-2049': [
    'documented',
    'a description of more than 2,048 characters is refused',
    (api) => refused(api.create({ Description: 'd'.repeat(2_049) }), 'ValidationException', tooLong),
  ],
  'described-as-made': [
    'recorded',
    'description and tags are shown as they were given',
    async (api) => {
      await api.created('v1', { Description: 'signs', Tags: [{ Key: 'team', Value: 'paint' }] });

      const { Description, Tags } = await api.describe();
      assert.equal([Description, Tags], ['signs', [{ Key: 'team', Value: 'paint' }]]);
    },
  ],
  'scheduled-name': [
    'recorded',
    'the name of a secret that is scheduled for deletion is taken, and the answer says so',
    async (api) => {
      await api.created();
      await api.remove({ RecoveryWindowInDays: 7 });

      await refused(
        api.create({ SecretString: 'v1' }),
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    },
  ],
});
