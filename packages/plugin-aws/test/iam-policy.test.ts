/** The policies against the emulator's IAM: each is enough for its use, and without any action of it the use fails and names that action. */
import type { DeployError } from '@paintbox/deploy-core';
import { rejects } from '@paintbox/deploy-core/testing';
import type { PolicyDocument } from '@paintbox/deploy-emulators/aws';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkKeys } from '../src/stages/check-keys.ts';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { iamPolicy, policyUses } from '../src/identity/iam-policy.ts';
import type { IamPolicy, PolicyUse } from '../src/identity/iam-policy.ts';
import { secretsManagerSource } from '../src/jwks/secrets-manager-source.ts';
import { printPolicy } from '../src/identity/print-policy.ts';
import { retireKeys } from '../src/stages/retire-keys.ts';
import { rotateKeys } from '../src/stages/rotate-keys.ts';
import { secretArnPattern } from '../src/identity/secret-arn-pattern.ts';
import { account, failureOf, privateName, publicName, startRig, TestTime } from './aws-rig.ts';
import type { AwsRig, Env } from './aws-rig.ts';

const place = {
  region: 'us-east-1',
  account,
  names: { privateSecretId: privateName, publicSecretId: publicName },
};
const times = { tokenTtlSeconds: 1, cacheMaxAgeSeconds: 1, propagationSeconds: 1, clockSkewSeconds: 1 };

/** So that a policy without its only action is one. */
const WHOAMI = { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' } as const;

interface Dropped {
  readonly Action: string;
  readonly Resource: string;
}

/** The policy without one action on one resource, for each of them. */
function withoutEach(
  policy: IamPolicy,
): readonly { readonly less: PolicyDocument; readonly dropped: Dropped }[] {
  const grants = policy.Statement.flatMap((statement) =>
    [statement.Action]
      .flat()
      .flatMap((action) =>
        [statement.Resource].flat().map((resource) => ({ ...statement, Action: action, Resource: resource })),
      ),
  );
  return grants.map((grant) => ({
    less: { Version: '2012-10-17', Statement: [WHOAMI, ...grants.filter((each) => each !== grant)] },
    dropped: { Action: grant.Action, Resource: grant.Resource },
  }));
}

/** Uses the keys of a fresh account with a policy, as the use says; rejects with what it fails with. */
async function use(which: PolicyUse, policy: PolicyDocument): Promise<void> {
  const time = new TestTime();
  await using rig = await startRig({ now: time.now });
  if (which !== 'ensure') await succeeds(rig, ensureKeys(), { clock: time });
  const options = { clock: time, env: rig.envWith(policy) };
  switch (which) {
    case 'check':
      return await succeeds(rig, checkKeys(), options);
    case 'ensure':
      return await succeeds(rig, ensureKeys(), options);
    case 'rotate':
      await succeeds(rig, rotateKeys(times), { ...options, params: { wait: true } });
      await time.pass(30_000);
      return await succeeds(rig, retireKeys(), options);
    case 'runtime':
      return await reads(publicName, options.env);
    case 'signer':
      return await reads(privateName, options.env);
    default:
      throw new TypeError(`Not expected here: ${typeof which}`);
  }
}

async function succeeds(rig: AwsRig, ...run: Parameters<AwsRig['run']>): Promise<void> {
  const { error } = await rig.run(...run);
  if (error !== undefined) throw error;
}

/** Reads a secret as an app does, which finds its credentials in its own environment. */
async function reads(secretId: string, env: Env): Promise<void> {
  const names = Object.keys(env).filter((name) => name.startsWith('AWS_') && env[name] !== undefined);
  for (const name of names) process.env[name] = env[name];
  try {
    await secretsManagerSource({ secretId })();
  } finally {
    for (const name of names) delete process.env[name];
  }
}

for (const which of policyUses) {
  test(`the policy for ${which} is enough, and without any action of it the use fails and names that action`, async () => {
    const policy = iamPolicy(which, place);
    await use(which, policy);

    const dropped = withoutEach(policy);
    for (const { less, dropped: missing } of dropped) {
      const error = (await rejects(use(which, less))) as DeployError;
      const { Action, Resource } = missing;
      const where = `${Action} on ${Resource}: ${error.message}`;
      const statements = [...(error.hint ?? '').matchAll(/\{"Effect".*\}/g)].map(
        ([json]) => JSON.parse(json) as object,
      );
      assert.equal(statements, [{ Effect: 'Allow', Action, Resource }], where);
    }
    assert.ok(dropped.length > 0);
  });
}

test('a rotation that may write one secret only changes nothing, and names everything that is missing', async () => {
  const read = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
  const write = ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'];
  const [privateArn = '', publicArn = ''] = [privateName, publicName].map((name) =>
    secretArnPattern(name, place),
  );
  await using rig = await startRig();
  await rig.run(ensureKeys());
  const before = await rig.read(privateName);
  const env = rig.envWith({
    Statement: [
      { Effect: 'Allow', Action: read, Resource: [privateArn, publicArn] },
      { Effect: 'Allow', Action: write, Resource: privateArn },
    ],
  });

  const { code, problems, hint } = failureOf(await rig.run(rotateKeys(), { env }));

  assert.is(code, 'KEYS_NOT_READY');
  assert.equal(problems, ['AWS_ACCESS_DENIED', 'AWS_ACCESS_DENIED']);
  for (const Action of write) {
    assert.ok(hint.includes(JSON.stringify({ Effect: 'Allow', Action, Resource: publicArn })), Action);
  }
  assert.is(await rig.read(privateName), before);
});

test('with a key of its own, the policy admits the key only through Secrets Manager and for these secrets', async () => {
  const keyArn = `arn:aws:kms:us-east-1:${account}:key/0d1e2f30-1111-2222-3333-444455556666`;
  await using rig = await startRig();
  await rig.run(ensureKeys());
  const texts = [await rig.read(privateName), await rig.read(publicName)];
  await using keyed = await startRig();
  for (const [index, name] of [privateName, publicName].entries()) {
    await keyed.create(name, texts[index] ?? '', { KmsKeyId: keyArn });
  }
  const policy = iamPolicy('rotate', { ...place, kmsKeyArn: keyArn });
  const [secrets] = policy.Statement;
  const ofOtherSecret = iamPolicy('rotate', {
    ...place,
    kmsKeyArn: keyArn,
    names: { privateSecretId: privateName, publicSecretId: 'another' },
  }).Statement.slice(1);

  const enough = await keyed.run(rotateKeys(), { env: keyed.envWith(policy) });
  const without = failureOf(
    await keyed.run(rotateKeys(), { env: keyed.envWith({ Statement: [secrets] as never }) }),
  );
  const other = failureOf(
    await keyed.run(rotateKeys(), {
      env: keyed.envWith({ Statement: [secrets, ...ofOtherSecret] as never }),
    }),
  );

  assert.is(enough.error, undefined);
  assert.is(without.code, 'KEYS_NOT_READY');
  assert.is(other.code, 'AWS_KMS_DENIED');
  const [, , publicKey] = policy.Statement;
  assert.match(other.hint, JSON.stringify(publicKey?.Condition));
});

test('an ARN in a policy ends in the six characters that AWS chooses, and admits no longer name', () => {
  const given = `arn:aws:secretsmanager:eu-west-1:${account}:secret:acme/jwt`;

  assert.is(secretArnPattern('acme/jwt', { region: 'eu-west-1', account }), `${given}-??????`);
  assert.is(secretArnPattern(`${given}-AbC123`, { region: 'x-y-1' }), `${given}-??????`);
  assert.is(
    secretArnPattern('a', { region: 'cn-north-1', partition: 'aws-cn' }),
    'arn:aws-cn:secretsmanager:cn-north-1:ACCOUNT_ID:secret:a-??????',
  );
});

test('the policy is printed for the account that is asked, whole and parseable', async () => {
  await using rig = await startRig();

  const run = await rig.run(printPolicy(), { params: { for: 'rotate' } });

  const documents = run.events.flatMap((event) => (event.type === 'stage.output' ? [event] : []));
  assert.equal(
    documents.map(({ title }) => title),
    ['IAM policy for rotate'],
  );
  assert.equal(JSON.parse(documents[0]?.text ?? ''), iamPolicy('rotate', { ...place, partition: 'aws' }));
  assert.is(rig.aws.requests().filter(({ service }) => service === 'secretsmanager').length, 0);
});

test('without credentials there is a policy all the same, with a word to replace', async () => {
  await using rig = await startRig();
  const env = { ...rig.env, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

  const run = await rig.run(printPolicy(), { env });

  const documents = run.events.flatMap((event) => (event.type === 'stage.output' ? [event] : []));
  assert.is(documents.length, policyUses.length);
  assert.match(documents[0]?.text ?? '', ':ACCOUNT_ID:secret:');
  assert.ok(
    run.events.some((event) => event.type === 'stage.log' && event.message.includes('give --account')),
  );
});

test('flags that cannot be meant are refused', async () => {
  await using rig = await startRig();
  for (const params of [{ for: 'everything' }, { account: '12' }, { kmsKey: 'alias/mine' }]) {
    assert.is(failureOf(await rig.run(printPolicy(), { params })).code, 'AWS_SETTING_INVALID');
  }
});

test.run();
