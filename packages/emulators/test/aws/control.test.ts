import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

import { startAwsEmulator } from '../../src/aws/index.ts';
import { allowAll, errorOf, Rig, startRig } from './rig.ts';

const test = suite<{ folder: string; stateFile: string }>('control and state');

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'aws-emulator-'));
  context.stateFile = join(context.folder, 'deep', 'aws.json');
});

test.after.each(({ folder }) => rm(folder, { recursive: true, force: true }));

const post = (url: string, body: unknown) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

test('health says what this is', async () => {
  await using rig = await startRig({ account: '123456789012' });

  const response = await fetch(`${rig.aws.url}/_emulator/health`);
  const health = (await response.json()) as { status: string; account: string; note: string };

  assert.equal([response.status, health.status, health.account], [200, 'ok', '123456789012']);
  assert.match(health.note, 'test double');
});

test('another process can register a user, switch a fault on and off, and read the requests', async () => {
  await using rig = await startRig();
  const keys = { accessKeyId: 'AKIDREMOTE', secretAccessKey: 'remote' };
  const read = () =>
    rig.clientWith({ credentials: keys }).send(new GetSecretValueCommand({ SecretId: 'app/key' }));
  await rig.create({ SecretString: 'v1' });

  const user = await post(`${rig.aws.url}/_emulator/users`, { ...keys, name: 'remote', policy: allowAll });
  assert.equal(await user.json(), { arn: 'arn:aws:iam::000000000000:user/remote' });
  await post(`${rig.aws.url}/_emulator/faults`, { kind: 'http-500', operation: 'GetSecretValue' });
  assert.is((await errorOf(read())).status, 500);
  await fetch(`${rig.aws.url}/_emulator/faults`, { method: 'DELETE' });
  assert.is((await read()).SecretString, 'v1');

  const { requests } = (await (await fetch(`${rig.aws.url}/_emulator/requests`)).json()) as {
    requests: { accessKeyId: string; outcome: string }[];
  };
  assert.equal(
    requests.map(({ accessKeyId, outcome }) => `${accessKeyId} ${outcome}`),
    ['AKIDOWNER ok', 'AKIDREMOTE fault', 'AKIDREMOTE ok'],
  );
});

test('wrong control requests say what is wrong', async () => {
  await using rig = await startRig();

  const fault = await post(`${rig.aws.url}/_emulator/faults`, { kind: 'flood' });
  const route = await fetch(`${rig.aws.url}/_emulator/nothing`);

  assert.is(fault.status, 400);
  assert.match(await fault.text(), 'kind must be one of http-500');
  assert.is(route.status, 404);
  assert.match(await route.text(), 'GET health');
});

test('web pages may not control the emulator', async () => {
  await using rig = await startRig();

  const response = await fetch(`${rig.aws.url}/_emulator/faults`, {
    method: 'POST',
    headers: { origin: 'https://example.com' },
    body: '{"kind":"hang"}',
  });

  assert.is(response.status, 403);
  assert.is((await rig.create()).Name, 'app/key');
});

test('every response says that it comes from the emulator, also to a request that is not HTTP', async () => {
  await using rig = await startRig();
  const aws = await fetch(rig.aws.url, { method: 'POST' });
  const health = await fetch(`${rig.aws.url}/_emulator/health`);
  const raw = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(rig.aws.url).port), '127.0.0.1', () =>
      socket.write('nonsense\r\n\r\n'),
    );
    socket.once('data', (data) => resolve(data.toString())).once('error', reject);
  });

  assert.is(aws.headers.get('x-emulator'), 'paintbox-deploy-emulators');
  assert.is(health.headers.get('x-emulator'), 'paintbox-deploy-emulators');
  assert.match(raw, /^HTTP\/1\.1 400 [\s\S]*x-emulator: paintbox-deploy-emulators/);
});

test('users, secrets, versions and tags survive a restart', async ({ stateFile }) => {
  const first = await startRig({ stateFile });
  const { ARN, VersionId: v1 = '' } = await first.create({
    SecretString: 'v1',
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const v2 = await first.put('v2');
  await first[Symbol.asyncDispose]();

  // No user is registered this time: the first emulator's owner must still be known.
  await using second = new Rig(await startAwsEmulator({ stateFile }));

  const described = await second.describe();
  assert.is(described.ARN, ARN);
  assert.equal(described.Tags, [{ Key: 'a', Value: 'b' }]);
  assert.equal(described.VersionIdsToStages, { [v1]: ['AWSPREVIOUS'], [v2]: ['AWSCURRENT'] });
  assert.is((await second.get({ VersionId: v1 })).SecretString, 'v1');
});

test('a change is in the state file before it is answered, readable by the owner only', async ({
  stateFile,
}) => {
  await using rig = await startRig({ stateFile });

  await rig.create({ SecretString: 'v1' });

  assert.match(await readFile(stateFile, 'utf8'), '"name": "app/key"');
  assert.is((await stat(stateFile)).mode & 0o777, 0o600);
});

test('the state of another account, and a file that is no state, are refused', async ({
  folder,
  stateFile,
}) => {
  await (await startRig({ stateFile }))[Symbol.asyncDispose]();
  const other = join(folder, 'other.json');
  await writeFile(other, '{"hello":1}');

  const messages = await Promise.allSettled([
    startAwsEmulator({ stateFile, account: '123456789012' }),
    startAwsEmulator({ stateFile: other }),
    startAwsEmulator({ account: '12' }),
  ]);

  assert.equal(
    messages.map((result) =>
      result.status === 'rejected' ? String(result.reason).replace(folder, '') : 'started',
    ),
    [
      'Error: /deep/aws.json belongs to account 000000000000 in us-east-1, not to 123456789012 in us-east-1.',
      'Error: /other.json is not a state file of this AWS emulator (expected schema paintbox.aws-emulator/1).',
      'Error: account must have 12 digits, not "12".',
    ],
  );
});

test('a port that is taken is an error', async () => {
  await using rig = await startRig();

  const second = startAwsEmulator({ port: Number(new URL(rig.aws.url).port) });

  assert.is((await errorOf(second)).message.includes('EADDRINUSE'), true);
});

test('a request larger than a mebibyte is refused', async () => {
  await using rig = await startRig();

  const response = await fetch(rig.aws.url, { method: 'POST', body: 'x'.repeat(1_048_577) });

  assert.is(response.status, 413);
});

test('closing twice is harmless', async () => {
  const rig = await startRig();

  await rig.aws.close();
  await rig.aws.close();

  assert.ok(await errorOf(rig.get()));
});

test.run();
