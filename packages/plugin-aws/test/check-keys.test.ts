import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkKeys } from '../src/stages/check-keys.ts';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { generateKey } from '../src/keys/generate-key.ts';
import { publicSet } from '../src/keys/private-document.ts';
import {
  account,
  allow,
  failureOf,
  impatientClock,
  keysOf,
  privateName,
  publicName,
  startRig,
} from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

async function verdicts(rig: AwsRig, options: Parameters<AwsRig['run']>[1] = {}) {
  const run = await rig.run(checkKeys(), { clock: impatientClock, ...options });
  const seen = run.checks.map(
    ({ id, target, verdict }) => `${id} ${target === publicName ? 'public' : 'private'} ${verdict}`,
  );
  return { run, seen };
}

test('a good pair passes every check, and is what ensure made', async () => {
  await using rig = await startRig();
  const made = keysOf(await rig.run(ensureKeys()));

  const { run, seen } = await verdicts(rig);

  assert.equal(keysOf(run), made);
  assert.equal(seen, [
    'jwks.stored public pass',
    'jwks.stored private pass',
    'jwks.size public pass',
    'jwks.size private pass',
    'jwks.states private pass',
    'jwks.pair public pass',
  ]);
});

test('nothing at all is a failure, and nothing is made', async () => {
  await using rig = await startRig();

  const { run, seen } = await verdicts(rig);

  assert.is(failureOf(run).code, 'KEYS_MISSING');
  assert.equal(seen.slice(0, 2), ['jwks.stored public fail', 'jwks.stored private fail']);
  assert.is(rig.count('CreateSecret'), 0);
});

test('one missing half is named', async () => {
  const document = { v: 1, keys: [await generateKey({ now: new Date(), state: 'active' })] } as const;
  await using onlyPrivate = await startRig();
  await onlyPrivate.create(privateName, JSON.stringify(document));
  await using onlyPublic = await startRig();
  await onlyPublic.create(publicName, JSON.stringify(publicSet(document)));

  assert.is(failureOf((await verdicts(onlyPrivate)).run).code, 'KEYS_PUBLIC_MISSING');
  assert.is(failureOf((await verdicts(onlyPublic)).run).code, 'KEYS_PRIVATE_MISSING');
});

test('everything that is wrong is said at once', async () => {
  await using rig = await startRig();
  await rig.create(privateName, '{"v":1,"keys":[]}');
  await rig.create(publicName, '{"keys":[{"kty":"EC","d":"AAAAAAAAAAAA"}]}');

  const { run, seen } = await verdicts(rig);

  const { code, problems, message } = failureOf(run);
  assert.is(code, 'KEYS_NOT_READY');
  assert.equal(problems, ['KEYS_UNUSABLE', 'KEYS_UNUSABLE']);
  assert.match(message, 'holds no key');
  assert.equal(
    seen.filter((line) => /stored|pair/.test(line)),
    ['jwks.stored public fail', 'jwks.stored private fail', 'jwks.pair public inconclusive'],
  );
});

test('a secret that may not be read is inconclusive, not failed', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  const env = rig.envWith(
    allow(
      ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      `*:secret:${publicName}-??????`,
    ),
  );

  const { run, seen } = await verdicts(rig, { env });

  assert.is(failureOf(run).code, 'AWS_ACCESS_DENIED');
  assert.equal(seen.slice(0, 2), ['jwks.stored public pass', 'jwks.stored private inconclusive']);
});

test('a KMS key that may not be used is answered with the statement for that key and secret', async () => {
  await using rig = await startRig();
  const key = `arn:aws:kms:us-east-1:${account}:key/1234abcd`;
  await rig.create(publicName, '{"keys":[]}', { KmsKeyId: key });
  const env = rig.envWith(allow('secretsmanager:*', '*'));

  const { run } = await verdicts(rig, { env });

  const error = failureOf(run);
  const statement = JSON.stringify({
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: key,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      StringLike: {
        'kms:EncryptionContext:SecretARN': `arn:aws:secretsmanager:us-east-1:${account}:secret:${publicName}-??????`,
      },
    },
  });
  assert.ok(error.problems.includes('AWS_KMS_DENIED'));
  assert.ok(error.hint.includes(statement), error.hint);
});

test('a key that waits too long for its end is a warning', async () => {
  await using rig = await startRig();
  const old = await generateKey({ now: new Date('2026-01-01T00:00:00Z'), state: 'retiring' });
  const active = await generateKey({ now: new Date(), state: 'active' });
  const document = { v: 1, keys: [active, { ...old, retireAt: '2026-02-01T00:00:00.000Z' }] } as const;
  await rig.create(privateName, JSON.stringify(document));
  await rig.create(publicName, JSON.stringify(publicSet(document)));

  const { run, seen } = await verdicts(rig);

  assert.equal(keysOf(run).kids, [active.kid, old.kid]);
  assert.ok(seen.includes('jwks.states private warn'));
});

test('trouble that would only repeat itself is said once', async () => {
  await using rig = await startRig();

  const { run } = await verdicts(rig, {
    env: rig.envOf({ accessKeyId: 'AKIDNOBODY', secretAccessKey: 'whatever-it-is' }),
  });

  assert.is(failureOf(run).code, 'AWS_CREDENTIALS_REJECTED');
  assert.is(rig.aws.requests().length, 1);
});

test.run();
