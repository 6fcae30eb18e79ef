// The part of S3 that state is kept with.

import { Readable } from 'node:stream';

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import * as assert from 'uvu/assert';

import { errorOf } from '../rig.ts';
import { group, refusedWith } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';

const helloMd5 = '"5d41402abc4b2a76b9719d911017c592"';
const precondition = 'At least one of the pre-conditions you specified did not hold';

export const s3: readonly Behaviour[] = group('s3', {
  etag: [
    'documented',
    'the entity tag of an object that was put in one piece is its MD5 in quotes',
    async (api) => {
      const objects = await api.objects();

      assert.is((await objects.put('k', 'hello')).ETag, helloMd5);
      assert.is((await objects.get('k')).ETag, helloMd5);
    },
  ],
  bytes: [
    'documented',
    'bytes come back as they were put, with type and metadata',
    async (api) => {
      const objects = await api.objects();
      const body = Uint8Array.of(0, 255, 10, 13, 128);
      await objects.put('k', body, { ContentType: 'application/x-own', Metadata: { by: 'me' } });

      const found = await objects.get('k');
      assert.equal([found.ContentType, found.Metadata], ['application/x-own', { by: 'me' }]);
      assert.equal([...((await found.Body?.transformToByteArray()) ?? [])], [...body]);
    },
  ],
  stream: [
    'documented',
    'a stream is put with its checksum behind it',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', Readable.from([Buffer.from('hel'), Buffer.from('lo')]), { ContentLength: 5 });

      assert.equal([await objects.text('k'), (await objects.head('k')).ETag], ['hello', helloMd5]);
    },
  ],
  overwritten: [
    'documented',
    'a put without a condition replaces what was there, at once for every reader',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', 'one');
      await objects.put('k', 'two');

      assert.is(await objects.text('k'), 'two');
    },
  ],
  missing: [
    'documented',
    'a missing object is not found',
    async (api) => {
      const objects = await api.objects();

      await refusedWith(objects.get('missing'), 'NoSuchKey', 404, 'The specified key does not exist.');
    },
  ],
  'head-missing': [
    'documented',
    'HEAD of a missing object has a status and no words',
    async (api) => {
      const { name, status } = await errorOf((await api.objects()).head('missing'));

      assert.equal([name, status], ['NotFound', 404]);
    },
  ],
  'no-bucket': [
    'documented',
    'a missing bucket is not found',
    async (api) => {
      const { client } = await api.objects();
      const Bucket = 'paintbox-contract-nobody-made-this-bucket';

      await refusedWith(
        client.send(new ListObjectsV2Command({ Bucket })),
        'NoSuchBucket',
        404,
        'The specified bucket does not exist',
      );
    },
  ],
  'remove-missing': [
    'documented',
    'removing what is not there is no error',
    async (api) => {
      const objects = await api.objects();

      assert.is((await objects.remove('missing')).$metadata.httpStatusCode, 204);
    },
  ],
  'create-once': [
    'documented',
    'If-None-Match: * creates what is not there',
    async (api) => {
      const objects = await api.objects();

      assert.is((await objects.put('k', 'hello', { IfNoneMatch: '*' })).ETag, helloMd5);
    },
  ],
  'create-twice': [
    'documented',
    'If-None-Match: * refuses what is there, and leaves it',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', 'first');

      await refusedWith(
        objects.put('k', 'second', { IfNoneMatch: '*' }),
        'PreconditionFailed',
        412,
        precondition,
      );
      assert.is(await objects.text('k'), 'first');
    },
  ],
  'create-same': [
    'documented',
    'If-None-Match: * refuses also the same bytes once more',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', 'hello', { IfNoneMatch: '*' });

      await refusedWith(objects.put('k', 'hello', { IfNoneMatch: '*' }), 'PreconditionFailed', 412);
    },
  ],
  'create-after-remove': [
    'documented',
    'what was removed can be created again',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', 'one', { IfNoneMatch: '*' });
      await objects.remove('k');
      await objects.put('k', 'two', { IfNoneMatch: '*' });

      assert.is(await objects.text('k'), 'two');
    },
  ],
  'create-race': [
    'documented',
    'of 20 creates at once one succeeds',
    async (api) => {
      const objects = await api.objects();

      const ends = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => objects.put('k', `v${n}`, { IfNoneMatch: '*' })),
      );

      const won = ends.flatMap((end, n) => (end.status === 'fulfilled' ? [`v${n}`] : []));
      assert.is(won.length, 1);
      assert.is(await objects.text('k'), won[0]);
    },
  ],
  replace: [
    'documented',
    'If-Match replaces the version that was read',
    async (api) => {
      const objects = await api.objects();
      const { ETag } = await objects.put('k', 'one');
      await objects.put('k', 'two', { IfMatch: ETag });

      assert.is(await objects.text('k'), 'two');
    },
  ],
  'replace-stale': [
    'documented',
    'If-Match refuses a version that is no longer there',
    async (api) => {
      const objects = await api.objects();
      const { ETag } = await objects.put('k', 'one');
      await objects.put('k', 'two');

      await refusedWith(
        objects.put('k', 'three', { IfMatch: ETag }),
        'PreconditionFailed',
        412,
        precondition,
      );
      assert.is(await objects.text('k'), 'two');
    },
  ],
  'replace-missing': [
    'documented',
    'If-Match on a missing object is not found',
    async (api) => {
      const objects = await api.objects();

      await refusedWith(objects.put('k', 'one', { IfMatch: helloMd5 }), 'NoSuchKey', 404);
    },
  ],
  'replace-race': [
    'documented',
    'of 10 that replace the same version one succeeds',
    async (api) => {
      const objects = await api.objects();
      const { ETag } = await objects.put('k', 'zero');

      const ends = await Promise.allSettled(
        Array.from({ length: 10 }, (_, n) => objects.put('k', `v${n}`, { IfMatch: ETag })),
      );

      assert.is(ends.filter(({ status }) => status === 'fulfilled').length, 1);
    },
  ],
  'none-match-tag': [
    'documented',
    'If-None-Match with a tag is not implemented for writes',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', 'hello');

      await refusedWith(objects.put('k', 'x', { IfNoneMatch: helloMd5 }), 'NotImplemented', 501);
    },
  ],
  'read-not-modified': [
    'documented',
    'If-None-Match of a read answers 304 when the object is the known one',
    async (api) => {
      const objects = await api.objects();
      const { ETag } = await objects.put('k', 'one');

      assert.is((await errorOf(objects.get('k', { IfNoneMatch: ETag }))).status, 304);
    },
  ],
  'read-changed': [
    'documented',
    'If-Match of a read is refused when the object is another one',
    async (api) => {
      const objects = await api.objects();
      await objects.put('k', 'one');

      await refusedWith(objects.get('k', { IfMatch: helloMd5 }), 'PreconditionFailed', 412);
    },
  ],
  'key-long': [
    'documented',
    'a key of more than 1,024 bytes is refused',
    async (api) => {
      const { name, status } = await errorOf((await api.objects()).put('é'.repeat(513)));

      assert.equal([name, status], ['KeyTooLongError', 400]);
    },
  ],
  'checksum-wrong': [
    'documented',
    'a body that does not fit its checksum is refused',
    async (api) => {
      const objects = await api.objects();

      await refusedWith(objects.put('k', 'hello', { ChecksumCRC32: 'AAAAAA==' }), 'BadDigest', 400);
    },
  ],
  'checksum-kept': [
    'documented',
    'the checksum that was sent is given back on request',
    async (api) => {
      const objects = await api.objects();
      const { ChecksumCRC32 } = await objects.put('k', 'hello');

      assert.ok(ChecksumCRC32);
      assert.is((await objects.get('k', { ChecksumMode: 'ENABLED' })).ChecksumCRC32, ChecksumCRC32);
    },
  ],
});
