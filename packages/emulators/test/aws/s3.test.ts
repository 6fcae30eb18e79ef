// What the emulator does as S3 beyond what another backend can be asked (see contract/): signatures, bodies, addresses, rights, faults, restarts.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsCommand,
} from '@aws-sdk/client-s3';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { startAwsEmulator } from '../../src/aws/index.ts';
import type { PolicyDocument } from '../../src/aws/index.ts';
import { errorOf, owner } from './rig.ts';
import { bucket, get, head, list, prepare, put, remove, S3Rig, startS3Rig, tamper } from './s3-rig.ts';

async function textOf(rig: S3Rig, key: string): Promise<string | undefined> {
  return (await get(rig.client, key)).Body?.transformToString();
}

const allow = (Action: string | string[], Resource: string): PolicyDocument => ({
  Statement: { Effect: 'Allow', Action, Resource },
});

test('a body that was changed after signing is refused', async () => {
  await using rig = await startS3Rig();
  const client = rig.clientWith({});
  tamper(client, (request) => (request.body = 'tixt'));

  const { name, status } = await errorOf(put(client, 'k'));

  assert.equal([name, status], ['XAmzContentSHA256Mismatch', 400]);
  assert.is((await errorOf(get(rig.client, 'k'))).name, 'NoSuchKey');
});

test('a body that is not signed is compared with its checksum', async () => {
  await using rig = await startS3Rig();
  const client = rig.clientWith({});
  prepare(client, ({ headers }) => (headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'));
  await put(client, 'good');
  tamper(client, (request) => (request.body = 'tixt'));

  const { name, message } = await errorOf(put(client, 'bad'));

  assert.equal(
    [name, message],
    ['BadDigest', 'The CRC32 you specified did not match the calculated checksum.'],
  );
  assert.is(await textOf(rig, 'good'), 'text');
});

test('a stream is taken out of its chunks, and compared with the checksum behind it', async () => {
  await using rig = await startS3Rig();
  const pieces = Array.from({ length: 5 }, (_, n) => Buffer.alloc(20_000, `piece ${n} `));
  const stream = () => Readable.from(pieces);

  const { ChecksumCRC32 } = await put(rig.client, 'stream', stream(), { ContentLength: 100_000 });

  assert.ok(ChecksumCRC32);
  assert.is(await textOf(rig, 'stream'), Buffer.concat(pieces).toString());
});

test('chunks that were cut, and trailers that nobody announced, are refused', async () => {
  await using rig = await startS3Rig();
  const wrapped = (body: string, trailer = 'x-amz-checksum-crc32:O4unxw==\r\n\r\n') =>
    `${body}0\r\n${trailer}`;
  const good = '4\r\ntext\r\n';
  const send = (body: string, headers: Record<string, string> = {}) => {
    const client = rig.clientWith({});
    prepare(client, (request) => {
      Object.assign(request.headers, {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': '4',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      });
      for (const name of ['x-amz-checksum-crc32', 'content-md5']) delete request.headers[name];
      request.body = body;
    });
    return put(client, 'k');
  };

  await send(wrapped(good));
  assert.is(await textOf(rig, 'k'), 'text');
  for (const [name, attempt] of [
    ['InvalidRequest', () => send('4\r\nte')],
    ['InvalidRequest', () => send(wrapped(good), { 'x-amz-decoded-content-length': '5' })],
    ['InvalidRequest', () => send(wrapped(good, '\r\n'))],
    ['InvalidRequest', () => send(wrapped(good), { 'x-amz-trailer': '' })],
    ['InvalidRequest', () => send('zz\r\ntext\r\n0\r\n\r\n')],
    ['BadDigest', () => send(wrapped('4\r\ntixt\r\n'))],
  ] as const) {
    assert.is((await errorOf(attempt())).name, name);
  }
});

test('signed chunks and other checksums are answered with NotImplemented instead of being accepted', async () => {
  await using rig = await startS3Rig();
  const client = rig.clientWith({});
  prepare(client, ({ headers }) => {
    headers['x-amz-content-sha256'] = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  });

  assert.equal((await errorOf(put(client, 'k'))).status, 501);
  const other = put(rig.client, 'k', 'text', { ChecksumAlgorithm: 'SHA256' });
  assert.ok((await other).ETag);
  const unknown = rig.clientWith({});
  prepare(unknown, ({ headers }) => {
    delete headers['x-amz-checksum-crc32'];
    headers['x-amz-checksum-crc64nvme'] = 'AAAAAAAAAAA=';
  });
  assert.equal((await errorOf(put(unknown, 'k'))).status, 501);
});

test('what is not emulated says so', async () => {
  await using rig = await startS3Rig();

  for (const attempt of [
    rig.client.send(new ListObjectsCommand({ Bucket: bucket })),
    rig.client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: 'k' })),
    put(rig.client, 'k', 'text', { Tagging: 'a=b' }),
    put(rig.client, 'k', 'text', { ServerSideEncryption: 'aws:kms' }),
  ]) {
    const { name, status } = await errorOf(attempt);
    assert.equal([name, status], ['NotImplemented', 501]);
  }
});

test('the bucket may stand in the host name', async () => {
  await using rig = await startS3Rig();
  for (const host of ['localhost', 's3.us-east-1.amazonaws.com', 's3.localhost']) {
    const client = rig.virtualHostClient(host);

    await put(client, `by/${host}`);

    assert.is(await textOf(rig, `by/${host}`), 'text');
  }
  const keys = (await list(rig.virtualHostClient('localhost'))).Contents?.map(({ Key }) => Key);
  assert.equal(keys, ['by/localhost', 'by/s3.localhost', 'by/s3.us-east-1.amazonaws.com']);
});

test('keys with every kind of character are signed and stored as they are', async () => {
  await using rig = await startS3Rig();
  const keys = ['a b/c+d/ü/ß😀/&<>\'"()*!~$,;=@:?#[]%25', '.', '..', 'a//b', '/a', 'trailing/'];

  for (const key of keys) await put(rig.client, key, key);

  for (const key of keys) assert.is(await textOf(rig, key), key);
  assert.is((await list(rig.client)).KeyCount, keys.length);
});

test('credentials that are unknown, wrong, expired, or of another Region each have an answer of their own', async () => {
  await using rig = await startS3Rig();
  const session = { accessKeyId: 'ASIAOLD', secretAccessKey: 'old', sessionToken: 'token' };
  rig.aws.putUser({ ...session, expiresAt: '2020-01-01T00:00:00Z', policy: allow('*', '*') });
  const of = async (config: Parameters<S3Rig['clientWith']>[0]) => {
    const { name, status } = await errorOf(put(rig.clientWith(config), 'k'));
    return [name, status];
  };

  assert.equal(await of({ credentials: { ...owner, accessKeyId: 'AKIDNOBODY' } }), [
    'InvalidAccessKeyId',
    403,
  ]);
  assert.equal(await of({ credentials: { ...owner, secretAccessKey: 'no' } }), [
    'SignatureDoesNotMatch',
    403,
  ]);
  assert.equal(await of({ credentials: session }), ['ExpiredToken', 400]);
  assert.equal(await of({ region: 'eu-west-1' }), ['AuthorizationHeaderMalformed', 400]);
  assert.equal(await of({ systemClockOffset: 20 * 60_000 }), ['RequestTimeTooSkewed', 403]);
  assert.ok(await put(rig.clientWith({ systemClockOffset: 10 * 60_000 }), 'k'));
});

test('an unsigned request, a presigned one, and a path that is none are refused', async () => {
  await using rig = await startS3Rig();
  const statusOf = async (path: string) => (await fetch(`${rig.aws.url}${path}`)).status;

  assert.is(await statusOf(`/${bucket}/k`), 403);
  assert.is(await statusOf(`/${bucket}/k?X-Amz-Signature=1`), 501);
  assert.is(await statusOf(`/${bucket}/%zz`), 400);
});

test('each operation needs its own right, on the object or the bucket', async () => {
  await using rig = await startS3Rig();
  await put(rig.client, 'app/k');
  const objects = `arn:aws:s3:::${bucket}/app/*`;
  const cases = [
    ['s3:PutObject', objects, (client: S3Rig['client']) => put(client, 'app/new')],
    ['s3:GetObject', objects, (client: S3Rig['client']) => get(client, 'app/k')],
    ['s3:GetObject', objects, (client: S3Rig['client']) => head(client, 'app/k')],
    ['s3:DeleteObject', objects, (client: S3Rig['client']) => remove(client, 'app/new')],
    ['s3:ListBucket', `arn:aws:s3:::${bucket}`, (client: S3Rig['client']) => list(client)],
    [
      's3:ListBucket',
      `arn:aws:s3:::${bucket}`,
      (client: S3Rig['client']) => client.send(new HeadBucketCommand({ Bucket: bucket })),
    ],
  ] as const;

  for (const [action, resource, call] of cases) {
    await call(rig.clientOf(allow(action, resource)));
    for (const policy of [allow('s3:None', '*'), allow(action, 'arn:aws:s3:::other/*')]) {
      assert.is((await errorOf(call(rig.clientOf(policy)))).status, 403, action);
    }
  }
});

test('a denial names the action and quotes the resource', async () => {
  await using rig = await startS3Rig();

  const { name, message } = await errorOf(put(rig.clientOf(allow('s3:GetObject', '*')), 'app/k'));

  assert.is(name, 'AccessDenied');
  assert.is(
    message,
    `User: arn:aws:iam::000000000000:user/deployer is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${bucket}/app/k" because no identity-based policy allows the s3:PutObject action`,
  );
});

test('who may not list does not learn that an object is missing', async () => {
  await using rig = await startS3Rig();
  const client = rig.clientOf(allow('s3:GetObject', '*'));

  const { name, message } = await errorOf(get(client, 'missing'));

  assert.is(name, 'AccessDenied');
  assert.match(message, 's3:ListBucket');
});

test('a list may be allowed for a prefix only', async () => {
  await using rig = await startS3Rig();
  const client = rig.clientOf({
    Statement: {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { 's3:prefix': 'app/*' } },
    },
  });

  assert.is((await list(client, 'app/')).KeyCount, 0);
  assert.is((await errorOf(list(client))).name, 'AccessDenied');
});

test('a policy can insist on conditional writes', async () => {
  await using rig = await startS3Rig();
  const client = rig.clientOf({
    Statement: [
      { Effect: 'Allow', Action: 's3:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 's3:PutObject',
        Resource: '*',
        Condition: { Null: { 's3:if-none-match': true, 's3:if-match': true } },
      },
    ],
  });

  await put(client, 'k', 'text', { IfNoneMatch: '*' });
  assert.match((await errorOf(put(client, 'k'))).message, 'explicit deny');
});

test("faults are answered in S3's format", async () => {
  await using rig = await startS3Rig();
  for (const [kind, name, status] of [
    ['throttle', 'SlowDown', 503],
    ['http-500', 'InternalError', 500],
    ['conflict', 'ConditionalRequestConflict', 409],
  ] as const) {
    rig.aws.addFault({ kind, object: `${bucket}/k`, times: 1 });
    await put(rig.client, 'other');
    const error = await errorOf(put(rig.client, 'k'));
    assert.equal([error.name, error.status], [name, status]);
  }
  await put(rig.client, 'k', 'first');
  rig.aws.addFault({ kind: 'unconditional', operation: 'PutObject', times: 1 });
  await put(rig.client, 'k', 'second', { IfNoneMatch: '*' });
  assert.is(await textOf(rig, 'k'), 'second');
});

test('calls are logged with bucket and key, never with a body', async () => {
  await using rig = await startS3Rig();
  await put(rig.client, 'app/k', 'the secret text');

  const [entry] = rig.aws.requests();

  assert.equal([entry?.service, entry?.operation, entry?.object], ['s3', 'PutObject', `${bucket}/app/k`]);
  assert.not.match(JSON.stringify(rig.aws.requests()), 'secret text');
});

test('buckets and objects survive a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'aws-s3-'));
  const stateFile = join(folder, 'aws.json');
  try {
    const body = Buffer.from([0, 255, 128, 10]);
    let etag: string | undefined;
    {
      await using rig = await startS3Rig({ stateFile });
      etag = (await put(rig.client, 'k', body, { Metadata: { by: 'me' } })).ETag;
      await put(rig.client, 'gone');
      await remove(rig.client, 'gone');
    }
    await using aws = await startAwsEmulator({ stateFile });
    const rig = new S3Rig(aws);

    const found = await rig.client.send(new GetObjectCommand({ Bucket: bucket, Key: 'k' }));

    assert.equal([found.ETag, found.Metadata], [etag, { by: 'me' }]);
    assert.equal(Buffer.from((await found.Body?.transformToByteArray()) ?? []), body);
    assert.is((await list(rig.client)).KeyCount, 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test.run();
