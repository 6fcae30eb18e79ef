// ListObjectsV2, which finds the lock and the parts of a journal.

import * as assert from 'uvu/assert';

import { group, refusedWith } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const byteOrder = ['A', 'Z', 'a', 'a/b', 'aa', 'z', 'é', '😀'];

export const s3Lists: readonly Behaviour[] = group('s3-list', {
  order: [
    'documented',
    'keys are listed in the order of their bytes',
    async (api) => {
      const objects = await api.objects();
      for (const key of byteOrder.toReversed()) await objects.put(key);

      assert.equal(await objects.keys(), byteOrder);
    },
  ],
  prefix: [
    'documented',
    'a prefix is the beginning of a key, not a folder',
    async (api) => {
      const objects = await api.objects();
      for (const key of ['a/1', 'ab', 'b']) await objects.put(key);

      assert.equal(await objects.keys({ Prefix: 'a' }), ['a/1', 'ab']);
      assert.equal(await objects.keys({ Prefix: 'none' }), []);
    },
  ],
  groups: [
    'documented',
    'with a delimiter keys that share a beginning are given once',
    async (api) => {
      const objects = await api.objects();
      for (const key of ['l/a', 'l/log!1', 'l/log!2', 'l/z!1', 'other']) await objects.put(key);

      const page = await objects.list({ Prefix: 'l/', Delimiter: '!' });
      assert.equal(
        page.Contents?.map(({ Key }) => Key),
        ['l/a'],
      );
      assert.equal(
        page.CommonPrefixes?.map(({ Prefix }) => Prefix),
        ['l/log!', 'l/z!'],
      );
      assert.is(page.KeyCount, 3);
    },
  ],
  pages: [
    'documented',
    'pages follow each other without gap or repetition, groups included',
    async (api) => {
      const objects = await api.objects();
      for (const key of ['a', 'b!1', 'b!2', 'c', 'd!1']) await objects.put(key);

      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await objects.list({ Delimiter: '!', MaxKeys: 1, ContinuationToken });
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
        seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        assert.is(page.IsTruncated, page.NextContinuationToken !== undefined);
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);

      assert.equal(seen, ['a', 'b!', 'c', 'd!']);
    },
  ],
  start: [
    'documented',
    'a list starts after the key that is named',
    async (api) => {
      const objects = await api.objects();
      for (const key of ['a', 'b', 'c']) await objects.put(key);

      assert.equal(await objects.keys({ StartAfter: 'a' }), ['b', 'c']);
    },
  ],
  token: [
    'documented',
    'an invented continuation token is refused',
    async (api) =>
      refusedWith((await api.objects()).list({ ContinuationToken: 'invented' }), 'InvalidArgument', 400),
  ],
  empty: [
    'documented',
    'an empty list says that it is whole',
    async (api) => {
      const page = await (await api.objects()).list();

      assert.equal([page.IsTruncated, page.KeyCount, page.Contents], [false, 0, undefined]);
    },
  ],
});
