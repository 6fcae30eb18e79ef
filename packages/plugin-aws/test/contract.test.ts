/** Every stage of this plugin keeps the contract of stages, in an emulated account of its own for each rule. */
import { generateKeyPairSync } from 'node:crypto';
import { testStage } from '@paintbox/deploy-core/testing';
import type { Release } from '@paintbox/deploy-core/release';
import type { StageWorld } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkKeys,
  ensureKeys,
  identity,
  migrateKeys,
  printPolicy,
  retireKeys,
  rotateKeys,
  secretVersions,
} from '../src/index.ts';
import { account, privateName, publicName, startRig, TestTime } from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

const secrets = ['owner-secret-key'];
const NEVER_WAITED = { rule: 'abort-in-wait', why: 'the run never waited' };

/** An account without keys; how many secrets were made there is what can be seen. */
async function emptyAccount(): Promise<StageWorld> {
  const rig = await startRig();
  return {
    env: rig.env,
    snapshot: () => rig.count('CreateSecret'),
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

/** An account with keys. */
async function accountWithKeys(): Promise<StageWorld> {
  const rig = await startRig();
  const { error } = await rig.run(ensureKeys());
  if (error !== undefined) throw error;
  return {
    env: rig.env,
    snapshot: () => rig.count('CreateSecret'),
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

/** What a run may change is the two texts; reading them says whether it did. */
async function worldOf(rig: AwsRig, time = new TestTime()): Promise<StageWorld> {
  return {
    env: rig.env,
    clock: time,
    snapshot: async () => [await rig.read(privateName), await rig.read(publicName)],
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

/** An account whose rotation has come so far that a key can be retired. */
async function rotatedAccount(): Promise<StageWorld> {
  const time = new TestTime();
  const rig = await startRig({ now: time.now });
  const times = { tokenTtlSeconds: 1, cacheMaxAgeSeconds: 1, propagationSeconds: 1, clockSkewSeconds: 1 };
  const ensured = await rig.run(ensureKeys(), { clock: time });
  const rotated = await rig.run(rotateKeys(times), { clock: time, params: { wait: true } });
  for (const { error } of [ensured, rotated]) if (error !== undefined) throw error;
  await time.pass(60_000);
  return worldOf(rig, time);
}

/** An account whose keys are of the older shapes. */
async function oldAccount(): Promise<StageWorld> {
  const rig = await startRig();
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' };
  await rig.create(privateName, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  await rig.create(publicName, JSON.stringify({ '2024': jwk }));
  return worldOf(rig);
}

test('aws.identity', async () => {
  const { skipped } = await testStage(identity({ account }), { world: emptyAccount, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
});

test('aws.secret-versions', async () => {
  const previous: Release = {
    version: '1',
    imageDigest: null,
    imageRef: 'registry.test/demo:1',
    configHash: null,
    secretVersions: { [publicName]: 'v1' },
    buildId: null,
    machines: [],
  };
  const world = async (): Promise<StageWorld> => ({ ...(await accountWithKeys()), inputs: { previous } });

  const { skipped } = await testStage(secretVersions(), { world, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
});

test('keys.check', async () => {
  const { skipped } = await testStage(checkKeys(), { world: accountWithKeys, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
});

test('keys.ensure', async () => {
  const { kept, skipped } = await testStage(ensureKeys(), { world: emptyAccount, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
  assert.ok(kept.includes('abort-in-effect'));
});

test('keys.rotate', async () => {
  const world = async (): Promise<StageWorld> => {
    const rig = await startRig();
    await rig.run(ensureKeys());
    return worldOf(rig);
  };

  const { kept, skipped } = await testStage(rotateKeys(), { world, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
  assert.ok(kept.includes('abort-in-effect'));
});

test('aws.policy', async () => {
  const { skipped } = await testStage(printPolicy(), { world: emptyAccount, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
});

test('keys.retire', async () => {
  const { kept, skipped } = await testStage(retireKeys(), { world: rotatedAccount, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
  assert.ok(kept.includes('abort-in-effect'));
});

test('keys.migrate', async () => {
  const { kept, skipped } = await testStage(migrateKeys(), { world: oldAccount, secrets });

  assert.equal(skipped, [NEVER_WAITED]);
  assert.ok(kept.includes('abort-in-effect'));
});

test.run();
