import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

import type { AwsFault } from '../../src/aws/index.ts';
import { errorOf, notFound, owner, refused, startRig } from './rig.ts';
import type { Rig } from './rig.ts';

async function rigWith(fault: AwsFault): Promise<Rig> {
  const rig = await startRig();
  await rig.create({ SecretString: 'v1' });
  rig.aws.addFault(fault);
  return rig;
}

test('http-500 answers an internal error', async () => {
  await using rig = await rigWith({ kind: 'http-500' });

  const { name, status } = await errorOf(rig.get());

  assert.equal([name, status], ['InternalServiceError', 500]);
});

test('html-503 answers a page the SDK cannot read', async () => {
  await using rig = await rigWith({ kind: 'html-503' });

  const { name, status } = await errorOf(rig.get());

  assert.equal([name, status], ['SyntaxError', 503]);
});

test('throttle answers Rate exceeded', async () => {
  await using rig = await rigWith({ kind: 'throttle' });

  await refused(rig.get(), 'ThrottlingException', 'Rate exceeded');
});

test('a fault that strikes once is survived by a retry', async () => {
  await using rig = await rigWith({ kind: 'http-500', times: 1 });
  const client = rig.clientWith({ maxAttempts: 3 });

  const { SecretString, $metadata } = await client.send(new GetSecretValueCommand({ SecretId: 'app/key' }));

  assert.is(SecretString, 'v1');
  assert.is($metadata.attempts, 2);
});

test('reset breaks the connection', async () => {
  await using rig = await rigWith({ kind: 'reset' });

  await rig.get().then(
    () => assert.unreachable(),
    (error: { code?: string }) => assert.is(error.code, 'ECONNRESET'),
  );
});

test('hang never answers, and closing the emulator ends the wait', async () => {
  const rig = await rigWith({ kind: 'hang' });
  const waiting = errorOf(rig.get());
  const first = await Promise.race([
    waiting,
    new Promise((resolve) => setTimeout(resolve, 150, 'still waiting')),
  ]);
  assert.is(first, 'still waiting');

  await rig[Symbol.asyncDispose]();

  assert.ok((await waiting).name);
});

test('empty-200 succeeds with nothing in it', async () => {
  await using rig = await rigWith({ kind: 'empty-200' });

  const { SecretString, ARN } = await rig.get();

  assert.equal([SecretString, ARN], [undefined, undefined]);
});

test('garbage-200 cannot be read', async () => {
  await using rig = await rigWith({ kind: 'garbage-200' });

  assert.is((await errorOf(rig.get())).name, 'SyntaxError');
});

test('lost-reply makes the change and loses the answer', async () => {
  await using rig = await rigWith({ kind: 'lost-reply', operation: 'PutSecretValue' });

  await errorOf(rig.put('v2'));

  assert.is((await rig.get()).SecretString, 'v2');
});

test('after a lost reply the retry of the SDK finds the change made once', async () => {
  await using rig = await rigWith({ kind: 'lost-reply', operation: 'PutSecretValue', times: 1 });
  const client = rig.clientWith({ maxAttempts: 3 });

  const { VersionId = '' } = await client.send(
    new PutSecretValueCommand({ SecretId: 'app/key', SecretString: 'v2' }),
  );

  const labels = (await rig.describe()).VersionIdsToStages ?? {};
  assert.is(Object.keys(labels).length, 2);
  assert.equal(labels[VersionId], ['AWSCURRENT']);
});

test('slow gives the right answer late', async () => {
  await using rig = await rigWith({ kind: 'slow', delayMs: 200 });
  const started = performance.now();

  assert.is((await rig.get()).SecretString, 'v1');

  assert.ok(performance.now() - started >= 190);
});

test('not-found hides an existing secret for as many calls as asked', async () => {
  await using rig = await rigWith({ kind: 'not-found', operation: 'GetSecretValue', times: 2 });

  await refused(rig.get(), 'ResourceNotFoundException', notFound);
  await refused(rig.get(), 'ResourceNotFoundException', notFound);
  assert.is((await rig.get()).SecretString, 'v1');
});

test('a fault for one operation and one secret leaves the others alone', async () => {
  await using rig = await rigWith({ kind: 'http-500', operation: 'GetSecretValue', secretId: 'app/key' });
  await rig.create({ Name: 'other', SecretString: 'v1' });

  assert.is((await rig.get({ SecretId: 'other' })).SecretString, 'v1');
  assert.is((await rig.describe()).Name, 'app/key');
  assert.is((await errorOf(rig.get())).status, 500);
});

test('cleared faults strike no more', async () => {
  await using rig = await rigWith({ kind: 'throttle' });

  rig.aws.clearFaults();

  assert.is((await rig.get()).SecretString, 'v1');
});

test("a fault of STS is answered in STS's format", async () => {
  await using rig = await rigWith({ kind: 'throttle', operation: 'GetCallerIdentity' });
  const sts = new STSClient({
    endpoint: rig.aws.url,
    region: 'us-east-1',
    credentials: owner,
    maxAttempts: 1,
  });

  const error = await errorOf(sts.send(new GetCallerIdentityCommand({})));

  assert.is(error.name, 'Throttling');
});

test('a fault of an unknown kind is refused', async () => {
  await using rig = await startRig();

  assert.throws(
    () => rig.aws.addFault({ kind: 'flood' as 'hang', times: 0 }),
    /kind must be one of .*; times must be/,
  );
});

test('the log tells calls and outcomes, never values', async () => {
  const lines: string[] = [];
  await using rig = await startRig({ log: (line) => lines.push(line) });
  await rig.create({ SecretString: 'hush' });
  await rig.get();
  await errorOf(rig.get({ SecretId: 'nowhere' }));
  rig.aws.addFault({ kind: 'reset' });
  await errorOf(rig.get());

  const told = rig.aws
    .requests()
    .map(({ operation, secretId, accessKeyId, outcome, fault }) => [
      operation,
      secretId,
      accessKeyId,
      outcome,
      fault,
    ]);

  assert.equal(told, [
    ['CreateSecret', 'app/key', 'AKIDOWNER', 'ok', undefined],
    ['GetSecretValue', 'app/key', 'AKIDOWNER', 'ok', undefined],
    ['GetSecretValue', 'nowhere', 'AKIDOWNER', 'ResourceNotFoundException', undefined],
    ['GetSecretValue', 'app/key', 'AKIDOWNER', 'fault', 'reset'],
  ]);
  assert.match(lines[0] ?? '', /Z secretsmanager:CreateSecret "app\/key" by AKIDOWNER: ok$/);
  assert.not.match(lines.join('\n') + JSON.stringify(rig.aws.requests()), /hush|owner-secret/);
});

test.run();
