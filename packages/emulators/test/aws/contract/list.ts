// ListSecrets, ListSecretVersionIds and tags.

import * as assert from 'uvu/assert';

import { notFound } from '../rig.ts';
import type { Api } from './api.ts';
import { group, refused } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

type ListInput = Parameters<Api['list']>[0];

async function names(api: Api, input: ListInput = {}): Promise<readonly (string | undefined)[]> {
  const { SecretList = [] } = await api.list({ SortBy: 'name', SortOrder: 'asc', ...input });
  return SecretList.map(({ Name }) => Name?.replace(/.*\//, ''));
}

/** Secrets whose names end in these words. */
async function make(api: Api, ...words: readonly string[]): Promise<void> {
  for (const word of words) await api.create({ Name: api.named(word) });
}

export const lists: readonly Behaviour[] = group('list', {
  entry: [
    'documented',
    'an entry has labels, description and tags and no value',
    async (api) => {
      const v1 = await api.created('hush-hush', { Description: 'signs', Tags: [{ Key: 'a', Value: '1' }] });

      await api.eventually(async () => {
        const [entry] = (await api.list()).SecretList ?? [];
        assert.equal(entry?.SecretVersionsToStages, { [v1]: ['AWSCURRENT'] });
        assert.equal([entry?.Description, entry?.Tags], ['signs', [{ Key: 'a', Value: '1' }]]);
        assert.not.match(JSON.stringify(entry), 'hush-hush');
      });
    },
  ],
  prefix: [
    'recorded',
    'a filter on the name keeps those that start with it',
    async (api) => {
      await make(api, 'ab', 'ac', 'b');
      const Filters = [{ Key: 'name' as const, Values: [api.named('a')] }];

      await api.eventually(async () => assert.equal(await names(api, { Filters }), ['ab', 'ac']));
    },
  ],
  negated: [
    'recorded',
    'an exclamation mark before a value turns the filter round',
    async (api) => {
      await make(api, 'ab', 'b');
      const own = api.name.replace(/key$/, '');
      const Filters = [
        { Key: 'name' as const, Values: [own] },
        { Key: 'name' as const, Values: [`!${own}a`] },
      ];

      await api.eventually(async () => assert.equal(await names(api, { Filters }), ['b']));
    },
  ],
  'tag-key': [
    'recorded',
    'a filter on the key of a tag finds the tagged secret',
    async (api) => {
      const Key = `team-${api.name.split('/')[1]}`;
      await api.create({ Name: api.named('tagged'), Tags: [{ Key, Value: 'paint' }] });
      await make(api, 'bare');

      await api.eventually(async () =>
        assert.equal(await names(api, { Filters: [{ Key: 'tag-key', Values: [Key] }] }), ['tagged']),
      );
    },
  ],
  'tag-value': [
    'recorded',
    'a filter on the value of a tag finds the tagged secret',
    async (api) => {
      const Value = `paint-${api.name.split('/')[1]}`;
      await api.create({ Name: api.named('tagged'), Tags: [{ Key: 'team', Value }] });

      await api.eventually(async () =>
        assert.equal(await names(api, { Filters: [{ Key: 'tag-value', Values: [Value] }] }), ['tagged']),
      );
    },
  ],
  'filter-unknown': [
    'documented',
    'a filter on something unknown is refused',
    // @ts-expect-error The SDK knows the allowed keys, a server must check them.
    (api) => refused(api.list({ Filters: [{ Key: 'colour', Values: ['red'] }] }), 'ValidationException'),
  ],
  descending: [
    'documented',
    'names are sorted downwards on request',
    async (api) => {
      await make(api, 'a', 'b', 'c');

      await api.eventually(async () =>
        assert.equal(await names(api, { SortOrder: 'desc' }), ['c', 'b', 'a']),
      );
    },
  ],
  pages: [
    'documented',
    'a page ends with a token that leads to the rest, and the last page with none',
    async (api) => {
      await make(api, 'a', 'b', 'c');

      await api.eventually(async () => {
        const input = { MaxResults: 2, SortBy: 'name', SortOrder: 'asc' } as const;
        const first = await api.list(input);
        const second = await api.list({ ...input, NextToken: first.NextToken });
        assert.equal([first.SecretList?.length, second.SecretList?.length], [2, 1]);
        assert.is(second.NextToken, undefined);
      });
    },
  ],
  'token-invented': [
    'documented',
    'an invented token is refused',
    (api) => refused(api.list({ NextToken: 'invented' }), 'InvalidNextTokenException'),
  ],
  'page-0': [
    'documented',
    'a page of nothing is refused',
    (api) => refused(api.list({ MaxResults: 0 }), 'ValidationException'),
  ],
  'page-101': [
    'documented',
    'a page of more than 100 is refused',
    (api) => refused(api.list({ MaxResults: 101 }), 'ValidationException'),
  ],
  versions: [
    'recorded',
    'versions without labels are listed only on request',
    async (api) => {
      const v1 = await api.created('v1');
      const [v2, v3] = [await api.put('v2'), await api.put('v3')];
      const ids = async (IncludeDeprecated: boolean) =>
        new Set(
          ((await api.versions({ IncludeDeprecated })).Versions ?? []).map(({ VersionId }) => VersionId),
        );

      assert.equal(await ids(false), new Set([v2, v3]));
      assert.equal(await ids(true), new Set([v1, v2, v3]));
    },
  ],
  'versions-entry': [
    'recorded',
    'a version is listed with its labels, its time and the default key',
    async (api) => {
      const v1 = await api.created('v1');

      const [entry] = (await api.versions()).Versions ?? [];
      assert.equal([entry?.VersionId, entry?.VersionStages], [v1, ['AWSCURRENT']]);
      assert.equal(entry?.KmsKeyIds, ['DefaultEncryptionKey']);
      assert.ok(entry?.CreatedDate);
    },
  ],
  'versions-pages': [
    'documented',
    'versions come in pages',
    async (api) => {
      await api.created('v1');
      await api.put('v2');

      const first = await api.versions({ MaxResults: 1 });
      const second = await api.versions({ MaxResults: 1, NextToken: first.NextToken });
      assert.equal([first.Versions?.length, second.Versions?.length], [1, 1]);
      assert.is.not(first.Versions?.[0]?.VersionId, second.Versions?.[0]?.VersionId);
    },
  ],
  'versions-missing': [
    'recorded',
    'versions of a missing secret are not found',
    (api) => refused(api.versions(), 'ResourceNotFoundException', notFound),
  ],
});

export const tags: readonly Behaviour[] = group('tags', {
  changed: [
    'recorded',
    'tags are added and changed by key',
    async (api) => {
      await api.created('v1', { Tags: [{ Key: 'a', Value: '1' }] });
      await api.tag([
        { Key: 'a', Value: '2' },
        { Key: 'b', Value: '3' },
      ]);

      const { Tags = [] } = await api.describe();
      assert.equal(Tags.map(({ Key, Value }) => `${Key}=${Value}`).sort(), ['a=2', 'b=3']);
    },
  ],
  removed: [
    'recorded',
    'tags are removed by key, and unknown keys are no error',
    async (api) => {
      await api.created('v1', {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      });
      await api.untag('a', 'unknown');

      assert.equal((await api.describe()).Tags, [{ Key: 'b', Value: '2' }]);
    },
  ],
  answer: [
    'documented',
    'tagging answers with nothing',
    async (api) => {
      await api.created();

      const { $metadata: metadata, ...answer } = await api.tag([{ Key: 'a', Value: '1' }]);
      assert.equal([metadata.httpStatusCode, answer], [200, {}]);
    },
  ],
  missing: [
    'recorded',
    'tagging a missing secret is not found',
    (api) => refused(api.tag([{ Key: 'a', Value: '1' }]), 'ResourceNotFoundException', notFound),
  ],
  'key-129': [
    'documented',
    'a key of more than 128 characters is refused',
    async (api) => {
      await api.created();

      await refused(api.tag([{ Key: 'k'.repeat(129), Value: '1' }]), 'ValidationException');
    },
  ],
});
