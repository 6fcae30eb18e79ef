import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeployError } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { identity } from '../src/identity/identity.ts';
import { account, allow, failureOf, startRig } from './aws-rig.ts';

test('the caller is known without any permission', async () => {
  await using rig = await startRig();
  const env = rig.envWith(allow('s3:GetObject', '*'));

  const run = await rig.run(identity({ account, region: 'us-east-1' }), { env });

  assert.equal(run.outputs?.['aws-identity'], {
    account,
    arn: `arn:aws:sts::${account}:assumed-role/deployer/ci`,
    region: 'us-east-1',
  });
});

test('an endpoint that is not AWS is announced once', async () => {
  await using rig = await startRig();
  rig.aws.addFault({ kind: 'http-500', times: 2 });

  const run = await rig.run(identity());

  const warnings = run.events.filter((event) => event.type === 'stage.log' && event.level === 'warn');
  assert.is(run.error, undefined);
  assert.is(warnings.length, 1);
  assert.match(JSON.stringify(warnings[0]), 'which is not AWS itself');
});

test('without credentials the run ends at once and says where it looked', async () => {
  const home = await mkdtemp(join(tmpdir(), 'identity-'));
  const file = join(home, 'credentials');
  await writeFile(file, '[other]\naws_access_key_id = AKIDOTHER\n');
  await using rig = await startRig();
  const env = {
    HOME: home,
    AWS_ENDPOINT_URL: rig.aws.url,
    AWS_ACCESS_KEY_ID: 'AKIDHALF',
    AWS_SHARED_CREDENTIALS_FILE: file,
  };

  const { code, message } = failureOf(await rig.run(identity(), { env }));

  await rm(home, { recursive: true });
  assert.is(code, 'AWS_CREDENTIALS_MISSING');
  assert.match(message, 'AWS_ACCESS_KEY_ID set, AWS_SECRET_ACCESS_KEY not set');
  assert.match(message, `profile 'default': ${file} (does not have it)`);
  assert.match(message, 'AWS_WEB_IDENTITY_TOKEN_FILE not set');
  assert.match(message, 'container credentials: not set');
  assert.match(message, 'instance metadata');
  assert.is(rig.aws.requests().length, 0);
});

test('each kind of wrong credentials has an error of its own', async () => {
  await using rig = await startRig();
  const keys = {
    accessKeyId: 'AKIDTEMP',
    secretAccessKey: 'temporary-secret',
    sessionToken: 'temporary-token',
  };
  rig.aws.putUser({ ...keys, expiresAt: '2020-01-01T00:00:00Z', policy: allow('*', '*') });
  const codeWith = async (env: ReturnType<typeof rig.envOf>) =>
    failureOf(await rig.run(identity(), { env })).code;

  assert.is(
    await codeWith(rig.envOf({ accessKeyId: 'AKIDNOBODY', secretAccessKey: 'whatever-it-is' })),
    'AWS_CREDENTIALS_REJECTED',
  );
  assert.is(
    await codeWith(rig.envOf({ accessKeyId: 'AKIDOWNER', secretAccessKey: 'not-the-secret' })),
    'AWS_SIGNATURE_REJECTED',
  );
  assert.is(await codeWith(rig.envOf(keys)), 'AWS_CREDENTIALS_EXPIRED');
});

test('another account or Region than expected is refused', async () => {
  await using rig = await startRig();

  const otherAccount = failureOf(await rig.run(identity({ account: '999900001111' })));
  const otherRegion = failureOf(await rig.run(identity({ region: 'eu-west-1' })));
  const noRegion = failureOf(await rig.run(identity(), { env: { ...rig.env, AWS_REGION: 'Ireland' } }));

  assert.is(otherAccount.code, 'AWS_ACCOUNT_MISMATCH');
  assert.match(
    otherAccount.message,
    `account ${account} (arn:aws:iam::${account}:user/owner), the pipeline expects 999900001111`,
  );
  assert.is(otherRegion.code, 'AWS_REGION_MISMATCH');
  assert.is(noRegion.code, 'AWS_REGION_INVALID');
  assert.throws(
    () => identity({ account: '12' }),
    (error: unknown) => error instanceof DeployError && error.code === 'AWS_SETTING_INVALID',
  );
});

test('answers that AWS would not give are recognised', async () => {
  await using rig = await startRig();
  const codeFor = async (
    kind: 'html-503' | 'empty-200' | 'garbage-200' | 'throttle' | 'http-500' | 'reset',
  ) => {
    rig.aws.clearFaults();
    rig.aws.addFault({ kind });
    return failureOf(await rig.run(identity(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } })).code;
  };

  assert.is(await codeFor('empty-200'), 'AWS_BAD_ANSWER');
  assert.is(await codeFor('garbage-200'), 'AWS_BAD_ANSWER');
  assert.is(await codeFor('html-503'), 'AWS_BAD_ANSWER');
  assert.is(await codeFor('throttle'), 'AWS_THROTTLED');
  assert.is(await codeFor('http-500'), 'AWS_SERVER_ERROR');
  assert.is(await codeFor('reset'), 'AWS_UNREACHABLE');
});

test('AWS_MAX_ATTEMPTS decides how often a call is tried', async () => {
  await using rig = await startRig();
  rig.aws.addFault({ kind: 'http-500' });

  await rig.run(identity(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: '2' } });
  const wrong = failureOf(await rig.run(identity(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: 'many' } }));

  assert.is(rig.aws.requests().length, 2);
  assert.is(wrong.code, 'AWS_SETTING_INVALID');
});

test('a call that hangs ends with its time limit, and with the run when that is cancelled', async () => {
  await using rig = await startRig();
  rig.aws.addFault({ kind: 'hang' });

  const late = failureOf(await rig.run(identity({ callTimeoutMs: 300 })));
  const cancelled = await rig.run(identity(), { signal: AbortSignal.timeout(200) });

  assert.is(late.code, 'AWS_UNREACHABLE');
  assert.match(late.message, 'nothing within 300 ms');
  assert.is((cancelled.error as Error).name, 'TimeoutError', 'ended by the run, not by its limit');
});

test.run();
