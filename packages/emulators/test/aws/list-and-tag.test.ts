import {
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import type { ListSecretsCommandInput } from '@aws-sdk/client-secrets-manager';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { errorOf, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

async function names(rig: Rig, input: ListSecretsCommandInput): Promise<(string | undefined)[]> {
  const { SecretList = [] } = await rig.client.send(
    new ListSecretsCommand({ SortBy: 'name', SortOrder: 'asc', ...input }),
  );
  return SecretList.map(({ Name }) => Name);
}

test('secrets are listed with their labels and without their values', async () => {
  await using rig = await startRig();
  const { VersionId = '' } = await rig.create({ SecretString: 'hush' });

  const { SecretList } = await rig.client.send(new ListSecretsCommand({}));

  assert.equal(SecretList?.[0]?.SecretVersionsToStages, { [VersionId]: ['AWSCURRENT'] });
  assert.not.match(JSON.stringify(SecretList), 'hush');
});

test('a filter keeps names that start with a value, and with an exclamation mark those that do not', async () => {
  await using rig = await startRig();
  for (const Name of ['app/a', 'app/b', 'web/a']) await rig.create({ Name });

  assert.equal(await names(rig, { Filters: [{ Key: 'name', Values: ['app/'] }] }), ['app/a', 'app/b']);
  assert.equal(await names(rig, { Filters: [{ Key: 'name', Values: ['!app/'] }] }), ['web/a']);
});

test('a filter on a tag finds the tagged secret', async () => {
  await using rig = await startRig();
  await rig.create({ Name: 'a', Tags: [{ Key: 'team', Value: 'paint' }] });
  await rig.create({ Name: 'b' });

  assert.equal(await names(rig, { Filters: [{ Key: 'tag-key', Values: ['team'] }] }), ['a']);
});

test('an unknown filter is refused', async () => {
  await using rig = await startRig();

  // @ts-expect-error The SDK knows the allowed keys, a server must check them.
  const error = await errorOf(names(rig, { Filters: [{ Key: 'colour', Values: ['red'] }] }));

  assert.is(error.name, 'ValidationException');
});

test('a page ends with a token that leads to the rest', async () => {
  await using rig = await startRig();
  for (const Name of ['a', 'b', 'c']) await rig.create({ Name });
  const input = { MaxResults: 2, SortBy: 'name', SortOrder: 'asc' } as const;

  const first = await rig.client.send(new ListSecretsCommand(input));
  const second = await rig.client.send(new ListSecretsCommand({ ...input, NextToken: first.NextToken }));

  assert.equal(
    first.SecretList?.map(({ Name }) => Name),
    ['a', 'b'],
  );
  assert.equal(
    second.SecretList?.map(({ Name }) => Name),
    ['c'],
  );
  assert.is(second.NextToken, undefined);
});

test('an invented page token is refused', async () => {
  await using rig = await startRig();

  const error = await errorOf(rig.client.send(new ListSecretsCommand({ NextToken: 'invented' })));

  assert.is(error.name, 'InvalidNextTokenException');
});

test('unlabelled versions are listed only on request', async () => {
  await using rig = await startRig();
  const { VersionId: v1 } = await rig.create({ SecretString: 'v1' });
  const v2 = await rig.put('v2');
  const v3 = await rig.put('v3');
  const list = (IncludeDeprecated: boolean) =>
    rig.client.send(new ListSecretVersionIdsCommand({ SecretId: 'app/key', IncludeDeprecated }));

  const labelled = (await list(false)).Versions ?? [];
  const all = (await list(true)).Versions ?? [];

  assert.equal(
    labelled.map(({ VersionId }) => VersionId),
    [v2, v3],
  );
  assert.equal(
    all.map(({ VersionId }) => VersionId),
    [v1, v2, v3],
  );
  assert.is(all[0]?.VersionStages, undefined);
  assert.equal(all[0]?.KmsKeyIds, ['DefaultEncryptionKey']);
});

test('tags are added, changed and removed', async () => {
  await using rig = await startRig();
  await rig.create({ Tags: [{ Key: 'a', Value: '1' }] });
  const Tags = [
    { Key: 'a', Value: '2' },
    { Key: 'b', Value: '3' },
  ];

  await rig.client.send(new TagResourceCommand({ SecretId: 'app/key', Tags }));
  const tagged = await rig.describe();
  await rig.client.send(new UntagResourceCommand({ SecretId: 'app/key', TagKeys: ['a', 'unknown'] }));
  const untagged = await rig.describe();

  assert.equal(tagged.Tags, Tags);
  assert.equal(untagged.Tags, [{ Key: 'b', Value: '3' }]);
});

test.run();
