import { isDeployError } from '@paintbox/deploy-core';
import type { DeployError } from '@paintbox/deploy-core';
import { rejects } from '@paintbox/deploy-core/testing';
import type { PolicyDocument, PolicyStatement } from '@paintbox/deploy-emulators/aws';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { s3 } from '../../src/index.ts';
import { knownParts } from '../../src/s3/known-parts.ts';
import { linesOf, startS3 } from './s3-rig.ts';

const durable = { durable: true };

async function failure(work: Promise<unknown>): Promise<DeployError> {
  const error = await rejects(work);
  if (!isDeployError(error)) throw error;
  return error;
}

test('a create whose answer is lost is known to be ours, and creates once', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  await store.create('before', 'x');
  rig.aws.addFault({ kind: 'lost-reply', operation: 'PutObject', times: 1 });

  assert.is(await store.create('k', 'mine'), true);
  assert.is(await store.create('k', 'mine'), false);
  assert.is((await store.read('k'))?.value, 'mine');
});

test('a create that loses against an equal value does not count as ours', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const [ours, theirs] = [rig.open(bucket), rig.open(bucket)];
  await theirs.create('k', 'the same');

  assert.is(await ours.create('k', 'the same'), false);
});

test('a replace whose answer is lost is known to be ours', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  await store.create('k', 'one');
  const tag = (await store.read('k'))?.tag ?? '';
  rig.aws.addFault({ kind: 'lost-reply', operation: 'PutObject', times: 1 });

  assert.is(await store.replace('k', 'two', tag), true);
  assert.is(await store.replace('k', 'three', tag), false);
  assert.is((await store.read('k'))?.value, 'two');
});

test('a value that was changed and changed back is another version', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  await store.create('k', 'one');
  const old = (await store.read('k'))?.tag ?? '';
  await store.replace('k', 'two', old);
  await store.replace('k', 'one', (await store.read('k'))?.tag ?? '');

  assert.is(await store.replace('k', 'three', old), false);
});

test('an append whose answer is lost adds its lines once', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  await store.append('log', ['one'], durable);
  rig.aws.addFault({ kind: 'lost-reply', operation: 'PutObject', times: 2 });

  await store.append('log', ['two', 'three'], durable);
  await store.append('log', ['four'], durable);

  assert.equal(await linesOf(store, 'log'), ['one', 'two', 'three', 'four']);
});

test('two stores that add to one log at once lose no line and keep the order of each', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const stores = { a: rig.open(bucket), b: rig.open(bucket) };
  const write = async (name: 'a' | 'b'): Promise<void> => {
    for (let n = 0; n < 15; n += 1) await stores[name].append('log', [`${name}${n}`], durable);
  };

  await Promise.all([write('a'), write('b')]);

  const lines = await linesOf(rig.open(bucket), 'log');
  for (const name of ['a', 'b']) {
    assert.equal(
      lines.filter((line) => line.startsWith(name)),
      Array.from({ length: 15 }, (_, n) => `${name}${n}`),
    );
  }
});

for (const kind of ['conflict', 'http-500', 'throttle', 'reset', 'html-503', 'garbage-200'] as const) {
  test(`a write that meets ${kind} is tried again and its outcome known`, async () => {
    await using rig = await startS3();
    const store = rig.open(rig.bucket(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } });
    await store.create('before', 'x');
    rig.aws.addFault({ kind, operation: 'PutObject', times: 2 });

    const created = await store.create('k', 'mine');

    // A success without an entity tag counts only after the object was read.
    assert.is(created, true);
    assert.is((await store.read('k'))?.value, 'mine');
  });
}

test('an unreachable bucket is an error with a hint, and create does not report success', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } });
  rig.aws.addFault({ kind: 'html-503' });

  const { code, exitCode, hint } = await failure(store.create('k', 'x'));

  assert.equal([code, exitCode], ['STATE_UNUSABLE', 4]);
  assert.ok(hint);
});

for (const kind of ['garbage-200', 'empty-200'] as const) {
  test(`an answer that is not from S3 (${kind}) does not count as empty state`, async () => {
    await using rig = await startS3();
    const store = rig.open(rig.bucket());
    await store.create('lock/1', 'held');
    rig.aws.addFault({ kind });

    assert.is((await failure(store.list('lock/'))).code, 'STATE_UNUSABLE');
    assert.is((await failure(store.read('lock/1'))).code, 'STATE_UNUSABLE');
  });
}

test('a service that ignores conditions gets no lock', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  rig.aws.addFault({ kind: 'unconditional', operation: 'PutObject' });

  const { code } = await failure(store.create('lock/1', 'x'));

  assert.is(code, 'S3_CONDITIONS_IGNORED');
  rig.aws.clearFaults();
  assert.equal(await store.list(''), []);
});

test('conditions are tried out once, and not where state is only read', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  await store.list('');
  await store.read('k');
  await linesOf(store, 'log');
  assert.is(rig.count('PutObject'), 0);

  await store.create('a', 'x');
  await store.create('b', 'x');

  assert.is(rig.count('PutObject'), 3 + 2);
});

test('a missing bucket is told with the command that makes it', async () => {
  await using rig = await startS3();

  const { code, hint } = await failure(rig.open('nobody-made-this').list(''));

  assert.is(code, 'S3_BUCKET_MISSING');
  assert.match(String(hint), 'aws s3api create-bucket --bucket nobody-made-this --region us-east-1');
});

test('a bucket in another Region is told with the Region', async () => {
  await using rig = await startS3();

  const { code, hint } = await failure(rig.open(rig.bucket(), { region: 'eu-west-1' }).list(''));

  assert.is(code, 'S3_WRONG_REGION');
  assert.match(String(hint), "region: 'us-east-1'");
});

test('without credentials it is said where they were looked for', async () => {
  await using rig = await startS3();
  const env = { ...rig.env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

  const { code, message } = await failure(rig.open(rig.bucket(), { env }).read('k'));

  assert.is(code, 'STATE_UNUSABLE');
  assert.match(message, 'AWS_ACCESS_KEY_ID not set');
});

test('the policy in the hint of a refusal suffices, and every action of it is needed', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const use = async (policy: PolicyDocument): Promise<void> => {
    const store = rig.open(bucket, { env: rig.envWith(policy) });
    await store.create('k', 'one');
    await store.replace('k', 'two', (await store.read('k'))?.tag ?? '');
    await store.append('log', ['line'], durable);
    await linesOf(store, 'log');
    await store.list('');
    for (const key of ['k', 'log']) await store.remove(key);
  };
  const nothing: PolicyDocument = { Statement: { Effect: 'Allow', Action: 'sts:*', Resource: '*' } };

  const { code, hint } = await failure(use(nothing));

  assert.is(code, 'S3_DENIED');
  const Statement = JSON.parse(/\[\{.*\}\]/.exec(String(hint))?.[0] ?? '') as PolicyStatement[];
  await use({ Statement });
  const actions = Statement.flatMap(({ Action = [] }) => Action);
  assert.is(actions.length, 4);
  for (const action of actions) {
    const less = Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action ?? []].flat().filter((one) => one !== action),
    }));
    const refusal = await failure(use({ Statement: less.filter(({ Action }) => Action.length > 0) }));
    assert.is(refusal.code, 'S3_DENIED', action);
    assert.match(refusal.message, action);
  }
});

test('the policy of one prefix opens no other', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const { hint } = await failure(
    rig
      .open(bucket, { env: rig.envWith({ Statement: { Effect: 'Allow', Action: 'sts:*', Resource: '*' } }) })
      .list(''),
  );
  const Statement = JSON.parse(/\[\{.*\}\]/.exec(String(hint))?.[0] ?? '') as PolicyStatement[];
  const env = rig.envWith({ Statement });

  const theirs = rig.open(bucket, { env, prefix: 'shop/production-eu/' });

  assert.is((await failure(theirs.list(''))).code, 'S3_DENIED');
  assert.is((await failure(theirs.create('k', 'x'))).code, 'S3_DENIED');
});

test('a log that lost a part from its middle is refused', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const store = rig.open(bucket);
  for (const line of ['one', 'two', 'three']) await store.append('log', [line], durable);
  await rig.delete(bucket, 'shop/production/log!00000002');

  const { code, message } = await failure(linesOf(store, 'log'));

  assert.is(code, 'S3_LOG_HOLE');
  assert.match(message, "part 2 of the log 'log'");
});

test('an object of another program does not count as state', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  await rig.put(bucket, 'shop/production/lock/000000000001', '{"released":true}');

  assert.is((await failure(rig.open(bucket).read('lock/000000000001'))).code, 'S3_FOREIGN_OBJECT');
});

test('a long log is read in order across pages', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  for (const line of lines) await store.append('log', [line], durable);

  assert.equal(await linesOf(store, 'log'), lines);
  assert.equal(await store.list(''), ['log']);
  await store.remove('log');
  assert.equal(await store.list(''), []);
  await store.append('log', ['anew'], durable);
  assert.equal(await linesOf(store, 'log'), ['anew']);
});

test('whoever follows a log reads each part once, and what it wrote itself not at all', async () => {
  await using rig = await startS3();
  const bucket = rig.bucket();
  const [writer, reader] = [rig.open(bucket), rig.open(bucket)];
  await writer.append('runs/r', ['1'], durable);
  await writer.append('runs/r', ['2'], durable);
  await linesOf(reader, 'runs/r');
  const before = rig.count('GetObject');

  await writer.append('runs/r', ['3'], durable);
  const [read, own] = [await linesOf(reader, 'runs/r'), await linesOf(writer, 'runs/r')];

  assert.equal(
    [read, own],
    [
      ['1', '2', '3'],
      ['1', '2', '3'],
    ],
  );
  assert.is(rig.count('GetObject') - before, 1);
});

test('a log that was removed and written anew has its new lines', async () => {
  await using rig = await startS3();
  const store = rig.open(rig.bucket());
  await store.append('runs/r', ['old'], durable);
  await linesOf(store, 'runs/r');

  await store.remove('runs/r');
  await store.append('runs/r', ['new'], durable);

  assert.equal(await linesOf(store, 'runs/r'), ['new']);
});

test('of logs that are too long to be remembered the latest are', () => {
  const known = knownParts(6);
  known.set('a!1', 'aaa');
  known.set('b!1', 'bbb');
  known.get('a!1');
  known.set('c!1', 'ccc');

  assert.equal([known.get('a!1'), known.get('b!1'), known.get('c!1')], ['aaa', undefined, 'ccc']);
});

test('options that cannot work are refused before anything is asked', async () => {
  for (const options of [
    { bucket: 's3://state' },
    { bucket: 'State' },
    { bucket: 'ok-ok', prefix: '/x/' },
    { bucket: 'ok-ok', prefix: 'x' },
  ]) {
    assert.is(
      (await failure((async () => s3(options))())).code,
      'S3_OPTION_INVALID',
      JSON.stringify(options),
    );
  }
});

test('the store says where it is, and that this is not AWS', async () => {
  await using rig = await startS3();

  assert.is(
    rig.open('acme-state').describe,
    `s3://acme-state/shop/production/ at ${new URL(rig.aws.url).host}`,
  );
  const atAws = s3({ bucket: 'acme-state', prefix: 'x/' })({
    app: 'a',
    environment: 'b',
    env: { AWS_REGION: 'eu-west-1' },
  });
  assert.is(atAws.describe, 's3://acme-state/x/');
});

test.run();
