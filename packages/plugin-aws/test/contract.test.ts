/** Every stage of this plugin keeps the contract of stages, in an emulated account of its own for each rule. */
import { testStage } from '@paintbox/deploy-core/testing';
import type { StageWorld } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkKeys, ensureKeys, identity } from '../src/index.ts';
import { account, startRig } from './aws-rig.ts';

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

test('aws.identity', async () => {
  const { skipped } = await testStage(identity({ account }), { world: emptyAccount, secrets });

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

test.run();
