import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { definePipeline, DeployError } from '@paintbox/deploy-core';
import { runPipeline } from '@paintbox/deploy-core/run';
import { memoryStore } from '@paintbox/deploy-core/testing';
import type { publishedKeys } from '@paintbox/deploy-core/release';
import type { StageRun } from '@paintbox/deploy-core/testing';
import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { generateKey } from '../src/keys/generate-key.ts';
import { publicSet } from '../src/keys/private-document.ts';
import type { PrivateDocument } from '../src/keys/private-document.ts';
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

/** A document with one active key, made apart from the stage. */
async function newDocument(): Promise<PrivateDocument> {
  return { v: 1, keys: [await generateKey({ now: new Date(), state: 'active' })] };
}

async function storedDocument(rig: AwsRig): Promise<PrivateDocument> {
  return JSON.parse(await rig.read(privateName)) as PrivateDocument;
}

/** Signs with the stored private key and verifies with what the stage provided, as an app and its verifier would. */
async function assertWorks(rig: AwsRig, run: StageRun<typeof publishedKeys>): Promise<void> {
  const { jwks, activeKid } = keysOf(run);
  const active = (await storedDocument(rig)).keys.find(({ kid }) => kid === activeKid);
  const key = await importJWK({ ...active?.jwk }, active?.alg);
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: active?.alg ?? '', kid: activeKid })
    .sign(key);
  await jwtVerify(token, createLocalJWKSet(JSON.parse(jwks)));
}

/** Nothing that a run leaves behind may hold the private half, as text or inside an error. */
async function assertSilent(rig: AwsRig, run: StageRun<typeof publishedKeys>): Promise<void> {
  const everything = JSON.stringify(run.events) + inspect(run.error, { depth: 20, showHidden: true });
  for (const { jwk } of (await storedDocument(rig)).keys) {
    assert.not.match(everything, jwk['d'] ?? 'a key without d');
  }
}

test('an empty account gets one pair that works, and only names of it are journaled', async () => {
  await using rig = await startRig();

  const run = await rig.run(ensureKeys());

  const keys = keysOf(run);
  await assertWorks(rig, run);
  await assertSilent(rig, run);
  assert.is(keys.secretId, publicName);
  assert.equal(keys.kids, [keys.activeKid]);
  assert.is(keys.jwks, await rig.read(publicName));
  const values = run.events.flatMap((event) => (event.type === 'effect.outcome' ? [event.value] : []));
  assert.equal(
    values.map((value) => Object.keys(value as object)),
    [
      ['arn', 'versionId'],
      ['arn', 'versionId'],
    ],
  );
  assert.equal((values[1] as { versionId: string }).versionId, keys.versionId);
});

test('the private key is stored before the public set', async () => {
  await using rig = await startRig();

  await rig.run(ensureKeys({ algorithm: 'RS256' }));

  const created = rig.aws.requests().filter(({ operation }) => operation === 'CreateSecret');
  assert.equal(
    created.map(({ secretId }) => secretId),
    [privateName, publicName],
  );
  assert.is((await storedDocument(rig)).keys[0]?.alg, 'RS256');
});

test('a second run changes nothing', async () => {
  await using rig = await startRig();
  const first = keysOf(await rig.run(ensureKeys()));

  const run = await rig.run(ensureKeys());

  assert.equal(keysOf(run), first);
  assert.not.ok(run.events.some((event) => event.type === 'effect.intent'));
  assert.is(rig.count('CreateSecret'), 2);
});

test('eight deploys at once make one pair and agree on it', async () => {
  await using rig = await startRig();

  const runs = await Promise.all(Array.from({ length: 8 }, () => rig.run(ensureKeys())));

  const [first, ...others] = runs.map(keysOf);
  for (const other of others) assert.equal(other, first);
  for (const run of runs) await assertWorks(rig, run);
  assert.is(rig.count('CreateSecret'), 2);
  const gaveWay = runs.flatMap(({ events }) =>
    events.filter(
      (event) => event.type === 'stage.log' && event.message.includes('by another run meanwhile'),
    ),
  );
  assert.ok(gaveWay.length > 0);
  assert.is(gaveWay.length, rig.count('CreateSecret', 'ResourceExistsException'));
});

test('a lost answer is not a second key', async () => {
  await using rig = await startRig();
  rig.aws.addFault({ kind: 'lost-reply', operation: 'CreateSecret' });

  const run = await rig.run(ensureKeys(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: '2' } });

  await assertWorks(rig, run);
  await assertSilent(rig, run);
  assert.is((await storedDocument(rig)).keys.length, 1);
});

test('a run that dies between the two secrets is finished by the next one', async () => {
  await using rig = await startRig();
  rig.aws.addFault({ kind: 'hang', operation: 'CreateSecret', secretId: publicName });
  const cancel = new AbortController();
  const dying = rig.run(ensureKeys(), { signal: cancel.signal });
  while (rig.count('CreateSecret', 'fault') === 0) await wait(10);
  cancel.abort();
  const cancelled = await dying;
  const left = await storedDocument(rig);
  rig.aws.clearFaults();

  const run = await rig.run(ensureKeys());

  assert.ok(cancelled.error !== undefined);
  assert.match(JSON.stringify(cancelled.events), `the private key '${privateName}' in us-east-1 was made`);
  assert.equal(await storedDocument(rig), left);
  await assertWorks(rig, run);
});

test('a run that is cut off while the private key is stored is finished by the next one', async () => {
  for (const kind of ['hang', 'reset', 'http-500', 'empty-200', 'garbage-200'] as const) {
    await using rig = await startRig();
    rig.aws.addFault({ kind, operation: 'CreateSecret' });
    const options = { env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } };

    const { code } = failureOf(await rig.run(ensureKeys({ callTimeoutMs: 500 }), options));
    rig.aws.clearFaults();
    const run = await rig.run(ensureKeys());

    assert.match(code, /^AWS_(UNREACHABLE|SERVER_ERROR|BAD_ANSWER)$/, kind);
    await assertWorks(rig, run);
  }
});

test('a key that AWS does not show yet is waited for', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  rig.aws.addFault({ kind: 'not-found', operation: 'DescribeSecret', secretId: privateName, times: 3 });

  const run = await rig.run(ensureKeys(), { clock: impatientClock });

  await assertWorks(rig, run);
  assert.is(rig.count('CreateSecret'), 2);
});

test('a private key without public set is published, whatever it is', async () => {
  await using rig = await startRig();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  await rig.create(privateName, pem);

  const run = await rig.run(ensureKeys());

  assert.is(keysOf(run).kids.length, 1);
  assert.is(await rig.read(privateName), pem);
  assert.not.match(JSON.stringify(run.events), pem.split('\n')[1] ?? pem);
});

test('a creation that AWS refuses is not asked about: its own error stands', async () => {
  await using rig = await startRig();
  const env = rig.envWith(allow('secretsmanager:DescribeSecret', '*'));
  const deploy = definePipeline('deploy', [ensureKeys()]);
  const environment = { name: 'production', app: 'app', url: 'https://app.example' };

  const record = await runPipeline({ pipeline: deploy, environment, store: memoryStore(), env });

  assert.is(record.exitCode, 1, record.error?.message);
  assert.is(record.error?.code, 'AWS_ACCESS_DENIED');
  assert.match(record.error?.message ?? '', 'CreateSecret');
  // Once for each secret before, and not again.
  assert.is(rig.aws.requests().filter(({ operation }) => operation === 'DescribeSecret').length, 2);
});

test('an older pair of PEM and kid map is used as it is', async () => {
  await using rig = await startRig();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const map = { 'key-2024': { ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' } };
  await rig.create(privateName, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  await rig.create(publicName, JSON.stringify(map));

  const keys = keysOf(await rig.run(ensureKeys()));

  assert.is(keys.activeKid, 'key-2024');
  assert.equal(JSON.parse(keys.jwks).keys[0].kid, 'key-2024');
  assert.is(rig.count('CreateSecret'), 2);
});

test('published keys without their private key are never replaced', async () => {
  await using rig = await startRig();
  await rig.create(publicName, JSON.stringify(publicSet(await newDocument())));

  const { code, hint } = failureOf(await rig.run(ensureKeys(), { clock: impatientClock }));

  assert.is(code, 'KEYS_PRIVATE_MISSING');
  assert.match(hint, `put the private key back under '${privateName}'`);
  assert.is(rig.count('CreateSecret'), 1);
});

test('two halves of different pairs are refused', async () => {
  await using rig = await startRig();
  const [one, other] = [await newDocument(), await newDocument()];
  await rig.create(privateName, JSON.stringify(one));
  await rig.create(publicName, JSON.stringify(publicSet(other)));

  const run = await rig.run(ensureKeys());

  assert.is(failureOf(run).code, 'KEYS_PAIR_MISMATCH');
  assert.equal(failureOf(run).problems, ['KEY_NOT_PUBLISHED']);
  await assertSilent(rig, run);
});

test('the same kid with other numbers is refused', async () => {
  await using rig = await startRig();
  const [one, other] = [await newDocument(), await newDocument()];
  const [key] = publicSet(other).keys;
  await rig.create(privateName, JSON.stringify(one));
  await rig.create(publicName, JSON.stringify({ keys: [{ ...key, kid: one.keys[0]?.kid }] }));

  assert.equal(failureOf(await rig.run(ensureKeys())).problems, ['KEY_PAIR_MISMATCH']);
});

test('a modulus that is a whole document is refused', async () => {
  await using rig = await startRig();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const n = publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  await rig.create(privateName, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  await rig.create(
    publicName,
    JSON.stringify({ keys: [{ kty: 'RSA', n, e: 'AQAB', kid: 'a', alg: 'RS256', use: 'sig' }] }),
  );

  const { code, problems } = failureOf(await rig.run(ensureKeys()));

  assert.is(code, 'KEYS_UNUSABLE');
  assert.equal(problems, ['JWK_BAD_ENCODING']);
});

test('a secret scheduled for deletion stops the run with the command that restores it', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  await rig.scheduleDeletion(privateName);
  await rig.scheduleDeletion(publicName);

  const { code, message, hint, problems } = failureOf(await rig.run(ensureKeys()));

  assert.is(code, 'KEYS_NOT_READY');
  assert.match(message, /scheduled for deletion \(20\d\d-/);
  assert.equal(problems, ['AWS_SECRET_SCHEDULED_FOR_DELETION', 'AWS_SECRET_SCHEDULED_FOR_DELETION']);
  assert.match(hint, `aws secretsmanager restore-secret --secret-id ${privateName} --region us-east-1`);
  assert.match(hint, `aws secretsmanager restore-secret --secret-id ${publicName} --region us-east-1`);
});

test('each denied action is answered with the statement that is missing', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:${account}:secret:${name}-??????`;
  const env = rig.envWith(allow('secretsmanager:DescribeSecret', '*'));

  const { code, hint, problems } = failureOf(await rig.run(ensureKeys(), { env }));

  assert.is(code, 'KEYS_NOT_READY');
  assert.equal(problems, ['AWS_ACCESS_DENIED', 'AWS_ACCESS_DENIED']);
  for (const name of [publicName, privateName]) {
    assert.match(
      hint,
      JSON.stringify({ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: arn(name) }),
    );
  }
});

test('a run that stops half-way says what it made, and the next one goes on from there', async () => {
  for (const stop of ['denied', 'http-500'] as const) {
    await using rig = await startRig();
    const read = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
    const env = rig.envWith({
      Version: '2012-10-17',
      Statement: [
        allow(read, '*').Statement,
        allow('secretsmanager:CreateSecret', `*:secret:${privateName}-*`).Statement,
      ].flat(),
    });
    if (stop === 'http-500')
      rig.aws.addFault({ kind: stop, operation: 'CreateSecret', secretId: publicName });
    const options = { env: { ...(stop === 'denied' ? env : rig.env), AWS_MAX_ATTEMPTS: '1' } };

    const { code, message, hint } = failureOf(await rig.run(ensureKeys(), options));
    rig.aws.clearFaults();
    const left = await storedDocument(rig);
    const run = await rig.run(ensureKeys());

    assert.is(code, stop === 'denied' ? 'AWS_ACCESS_DENIED' : 'AWS_SERVER_ERROR');
    assert.match(message, `the private key '${privateName}' in us-east-1 was made before that and kept`);
    assert.match(hint, 'keys ensure` again');
    assert.equal(await storedDocument(rig), left);
    await assertWorks(rig, run);
  }
});

test('a bare PEM gets the chosen algorithm when its public set is made', async () => {
  await using rig = await startRig();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await rig.create(privateName, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());

  const { jwks } = keysOf(await rig.run(ensureKeys({ algorithm: 'PS384' })));

  assert.equal(
    (JSON.parse(jwks) as { keys: readonly { alg: string }[] }).keys.map(({ alg }) => alg),
    ['PS384'],
  );
});

test('a caller who may not create is told so, and adding the statement is enough', async () => {
  await using rig = await startRig();
  const read = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
  const reader = rig.envWith(allow(read, '*'));

  const { code, hint } = failureOf(await rig.run(ensureKeys(), { env: reader }));
  const statement = JSON.parse(/\{.*\}/.exec(hint)?.[0] ?? '') as {
    Effect: 'Allow';
    Action: string;
    Resource: string;
  };
  const writer = rig.envWith({
    Statement: [
      statement,
      { ...statement, Resource: statement.Resource.replace(privateName, publicName) },
      ...[allow(read, '*').Statement].flat(),
    ],
  });
  const run = await rig.run(ensureKeys(), { env: writer });

  assert.is(code, 'AWS_ACCESS_DENIED');
  await assertWorks(rig, run);
});

test('an explicit deny is not answered with a statement', async () => {
  await using rig = await startRig();
  const env = rig.envWith({
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'secretsmanager:CreateSecret', Resource: '*' },
    ],
  });

  const { code, hint } = failureOf(await rig.run(ensureKeys(), { env }));

  assert.is(code, 'AWS_ACCESS_DENIED');
  assert.match(hint, 'an explicit deny wins over every Allow');
});

test('options that cannot work are refused before anything runs', () => {
  const refused = (error: unknown) => error instanceof DeployError && error.code === 'KEYS_OPTION_INVALID';

  assert.throws(() => ensureKeys({ publicSecretId: 'a', privateSecretId: 'a' }), refused);
  assert.throws(() => ensureKeys({ publicSecretId: 'white space' }), refused);
});

test('an ARN can be read but not made', async () => {
  await using rig = await startRig();
  const privateSecretId = `arn:aws:secretsmanager:us-east-1:${account}:secret:acme/jwt-AbC123`;

  assert.is(failureOf(await rig.run(ensureKeys({ privateSecretId }))).code, 'KEYS_OPTION_INVALID');
});

test.run();
