import { rejects } from '@paintbox/deploy-core/testing';
import { isDeployError, stage } from '@paintbox/deploy-core';
import type { SignedToken, TokenRequest } from '@paintbox/deploy-core/release';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { JSONWebKeySet } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureKeys, tokenSigner } from '../src/index.ts';
import { generateKey } from '../src/keys/generate-key.ts';
import { publicSet } from '../src/keys/private-document.ts';
import { failureOf, keysOf, privateName, publicName, startRig } from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

const CLAIMS = { sub: 'somebody', exp: Math.floor(Date.now() / 1000) + 60 };

/** Signs within a stage, as the checks do. */
async function sign(rig: AwsRig, key: TokenRequest['key']) {
  const signer = tokenSigner();
  const made: (SignedToken | undefined)[] = [];
  const run = await rig.run(
    stage({
      name: 'test.sign',
      async run(_inputs, ctx) {
        const signed = await signer.sign({ key, claims: CLAIMS }, ctx);
        made.push(signed, await signer.sign({ key, claims: CLAIMS }, ctx));
        ctx.log.info(`the token is ${signed?.token.reveal() ?? 'none'}`);
      },
    }),
  );
  return { run, made };
}

test('a verifier with the published set accepts a token of the active key, which is never shown', async () => {
  await using rig = await startRig();
  const keys = keysOf(await rig.run(ensureKeys()));

  const { run, made } = await sign(rig, 'active');

  const token = made[0]?.token.reveal() ?? '';
  const set = createLocalJWKSet(JSON.parse(keys.jwks) as JSONWebKeySet);
  const { payload } = await jwtVerify(token, set);
  assert.equal([payload.sub, made[0]?.kid], ['somebody', keys.activeKid]);
  assert.equal(decodeProtectedHeader(token).kid, keys.activeKid);
  assert.ok(token.length > 100);
  assert.not.match(JSON.stringify(run.events), token);
  assert.match(JSON.stringify(run.events), 'the token is [redacted]');
  assert.not.match(JSON.stringify(made), token);
});

test('a key that only the version before knows is the retired one', async () => {
  await using rig = await startRig();
  const [old, now] = await Promise.all([
    generateKey({ now: new Date(), state: 'active' }),
    generateKey({ now: new Date(), state: 'active' }),
  ]);
  await rig.create(publicName, JSON.stringify(publicSet({ v: 1, keys: [now] })));
  await rig.create(privateName, JSON.stringify({ v: 1, keys: [old] }));
  const before = await sign(rig, 'retired');
  await rig.write(privateName, () => ({ v: 1, keys: [now] }));

  const after = await sign(rig, 'retired');

  assert.equal(before.made, [undefined, undefined]);
  assert.is(after.made[0]?.kid, old.kid);
  const { made } = await sign(rig, 'active');
  assert.is(made[0]?.kid, now.kid);
});

test('without stored keys it says so', async () => {
  await using rig = await startRig();

  const { run } = await sign(rig, 'active');

  assert.is(failureOf(run).code, 'KEYS_MISSING');
});

test('one secret for both keys is refused before anything is read', async () => {
  const options = { publicSecretId: 'same', privateSecretId: 'same' };

  const error = await rejects((async () => tokenSigner(options))());

  assert.ok(isDeployError(error) && error.code === 'KEYS_OPTION_INVALID');
});

test.run();
