import { createLocalJWKSet, importJWK, jwtVerify, SignJWT } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkKeys } from '../src/check-keys.ts';
import { ensureKeys } from '../src/ensure-keys.ts';
import { readPlannedChanges } from '../src/keys/planned-changes.ts';
import type { PrivateDocument } from '../src/keys/private-document.ts';
import { retireKeys } from '../src/retire-keys.ts';
import { rotateKeys } from '../src/rotate-keys.ts';
import { failureOf, keysOf, privateName, publicName, startRig, TestTime } from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

/** Waits so short that no signature of the SDK is too old after them, which would cost it a second try of every call. */
const times = { tokenTtlSeconds: 40, cacheMaxAgeSeconds: 20, propagationSeconds: 10, clockSkewSeconds: 10 };
const PUBLISH_MS = 40_000;
const OVERLAP_MS = 80_000;

/** An account with keys, at a time that the test moves. */
async function accountWithKeys(): Promise<{ rig: AwsRig; time: TestTime; kid: string }> {
  const time = new TestTime();
  const rig = await startRig({ now: time.now });
  const { activeKid } = keysOf(await rig.run(ensureKeys(), { clock: time }));
  return { rig, time, kid: activeKid };
}

async function documentOf(rig: AwsRig): Promise<PrivateDocument> {
  return JSON.parse(await rig.read(privateName)) as PrivateDocument;
}

async function statesOf(rig: AwsRig): Promise<readonly string[]> {
  return (await documentOf(rig)).keys.map(({ state }) => state);
}

async function publishedKids(rig: AwsRig): Promise<readonly string[]> {
  const { keys } = JSON.parse(await rig.read(publicName)) as { keys: readonly { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

/** A token as the app signs it now. */
async function mint(rig: AwsRig): Promise<string> {
  const active = (await documentOf(rig)).keys.find(({ state }) => state === 'active');
  if (active === undefined) throw new Error('nothing signs');
  const header = { alg: active.alg, kid: active.kid };
  return new SignJWT({}).setProtectedHeader(header).sign(await importJWK({ ...active.jwk }, active.alg));
}

async function accepts(rig: AwsRig, token: string): Promise<boolean> {
  const set = createLocalJWKSet(JSON.parse(await rig.read(publicName)));
  return jwtVerify(token, set).then(
    () => true,
    () => false,
  );
}

function said(run: Awaited<ReturnType<AwsRig['run']>>): string {
  return run.events.flatMap((event) => (event.type === 'stage.log' ? [event.message] : [])).join('\n');
}

test('a whole rotation: published, waited for, signing, and the former key retired when its tokens have expired', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;
  const old = await mint(rig);

  const begun = await rig.run(rotateKeys(times), { clock: time });
  assert.is(keysOf(begun).activeKid, kid);
  assert.is(keysOf(begun).kids.length, 2);
  assert.match(said(begun), `may sign from ${new Date(time.now() + PUBLISH_MS).toISOString().slice(0, 15)}`);
  assert.equal(await statesOf(rig), ['active', 'next']);

  await time.pass(PUBLISH_MS - 5_000);
  const early = await rig.run(rotateKeys(times), { clock: time });
  assert.not.ok(early.events.some(({ type }) => type === 'effect.intent'));

  await time.pass(10_000);
  const rotated = await rig.run(rotateKeys(times), { clock: time });
  assert.is.not(keysOf(rotated).activeKid, kid);
  assert.equal(await statesOf(rig), ['retiring', 'active']);
  assert.ok(await accepts(rig, old));
  assert.ok(await accepts(rig, await mint(rig)));

  const tooEarly = await rig.run(retireKeys(), { clock: time });
  assert.match(said(tooEarly), 'no key is to be retired now');
  assert.ok(await accepts(rig, old));

  await time.pass(OVERLAP_MS);
  const retired = await rig.run(retireKeys(), { clock: time });
  assert.equal(keysOf(retired).kids, [keysOf(rotated).activeKid]);
  assert.equal(await statesOf(rig), ['active']);
  assert.not.ok(await accepts(rig, old));
  assert.ok(await accepts(rig, await mint(rig)));
});

test('with --wait one run does it all', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;

  const run = await rig.run(rotateKeys(times), { clock: time, params: { wait: true } });

  assert.is.not(keysOf(run).activeKid, kid);
  assert.equal(await statesOf(rig), ['retiring', 'active']);
  const effects = run.events.flatMap((event) => (event.type === 'effect.intent' ? [event.effect] : []));
  assert.equal(effects, [
    'store-next-key',
    'publish-next-key',
    'schedule-next-key',
    'announce-changes',
    'activate-next-key',
    'announce-changes-2',
  ]);
});

test('those who serve the set are told when it changes', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const announced = async (): Promise<readonly number[]> => readPlannedChanges(await rig.read(publicName));

  await rig.run(rotateKeys(times), { clock: time });
  const [next] = (await documentOf(rig)).keys.filter(({ state }) => state === 'next');
  assert.equal(await announced(), [Date.parse(next?.activateAt ?? '')]);
  await rig.run(rotateKeys(times), { clock: time, params: { wait: true } });
  const [former] = (await documentOf(rig)).keys.filter(({ state }) => state === 'retiring');
  assert.equal(await announced(), [Date.parse(former?.retireAt ?? '')]);
  await time.pass(OVERLAP_MS);
  await rig.run(retireKeys(), { clock: time });

  assert.equal(await announced(), []);
});

test('a rotation runs once while its overlap lasts, and the next one begins after it', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  await rig.run(rotateKeys(times), { clock: time, params: { wait: true } });

  const again = await rig.run(rotateKeys(times), { clock: time });
  assert.not.ok(again.events.some(({ type }) => type === 'effect.intent'));
  await time.pass(OVERLAP_MS);
  await rig.run(rotateKeys(times), { clock: time });

  assert.equal(await statesOf(rig), ['retiring', 'active', 'next']);
});

test('the new key is of the kind of the one that signs, unless another kind is asked for', async () => {
  const time = new TestTime();
  await using rig = await startRig({ now: time.now });
  await rig.run(ensureKeys({ algorithm: 'Ed25519' }), { clock: time });

  const run = await rig.run(rotateKeys(times), { clock: time, params: { wait: true } });
  await time.pass(OVERLAP_MS);
  const other = await rig.run(rotateKeys(times), { clock: time, params: { algorithm: 'rs256' } });
  const { code, hint } = failureOf(
    await rig.run(rotateKeys(times), { clock: time, params: { algorithm: 'HS256' } }),
  );

  assert.is(run.error, undefined);
  assert.is(other.error, undefined);
  assert.equal(
    (await documentOf(rig)).keys.map(({ alg }) => alg),
    ['Ed25519', 'Ed25519', 'RS256'],
  );
  assert.is(code, 'KEYS_ALGORITHM_UNKNOWN');
  assert.match(hint, 'ES256, RS256, Ed25519');
});

test('in an emergency a new key signs at once, a waiting one is not trusted, and the leaked one goes by name', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;
  await rig.run(rotateKeys(times), { clock: time });
  const waiting = (await documentOf(rig)).keys[1]?.kid;
  await time.pass(20_000);
  const leaked = await mint(rig);

  const run = await rig.run(rotateKeys(times), { clock: time, params: { emergency: true } });
  const { activeKid } = keysOf(run);
  assert.not.ok([kid, waiting].includes(activeKid));
  assert.match(said(run), `keys retire --kid ${kid} --force`);
  assert.ok(await accepts(rig, leaked));

  const refused = failureOf(await rig.run(retireKeys(), { clock: time, params: { kid } }));
  assert.is(refused.code, 'KEYS_NOT_RETIRABLE');
  const gone = await rig.run(retireKeys(), { clock: time, params: { kid, force: true } });
  assert.is(gone.error, undefined);
  assert.not.ok(await accepts(rig, leaked));
  await rig.run(retireKeys(), { clock: time });
  assert.equal(await publishedKids(rig), [activeKid]);
  assert.equal(await statesOf(rig), ['active']);
});

test('the key that signs is never retired, and a name that is no key is answered with those there are', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;

  const active = failureOf(await rig.run(retireKeys(), { clock: time, params: { kid, force: true } }));
  const unknown = failureOf(await rig.run(retireKeys(), { clock: time, params: { kid: 'nobody' } }));
  const aimless = failureOf(await rig.run(retireKeys(), { clock: time, params: { force: true } }));

  assert.is(active.code, 'KEYS_NOT_RETIRABLE');
  assert.match(active.hint, 'keys rotate');
  assert.is(unknown.code, 'KEYS_KID_UNKNOWN');
  assert.match(unknown.hint, kid);
  assert.is(aimless.code, 'KEYS_OPTION_INVALID');
  assert.equal(await publishedKids(rig), [kid]);
});

test('a begun rotation is taken back by retiring the key that waits', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;
  await rig.run(rotateKeys(times), { clock: time });
  const waiting = (await documentOf(rig)).keys[1]?.kid ?? '';

  const run = await rig.run(retireKeys(), { clock: time, params: { kid: waiting } });

  assert.is(run.error, undefined);
  assert.equal(await publishedKids(rig), [kid]);
  assert.equal(await statesOf(rig), ['active']);
});

test('a published key without a private half stays until it is named and forced', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = { ...publicKey.export({ format: 'jwk' }), kid: 'of-old', alg: 'RS256', use: 'sig' };
  await rig.write(publicName, (text) => ({ keys: [...JSON.parse(text).keys, stranger] }));

  await rig.run(rotateKeys(times), { clock: time, params: { wait: true } });
  await time.pass(OVERLAP_MS);
  await rig.run(retireKeys(), { clock: time });
  assert.ok((await publishedKids(rig)).includes('of-old'));
  const options = { clock: time, params: { kid: 'of-old' } };
  assert.is(failureOf(await rig.run(retireKeys(), options)).code, 'KEYS_NOT_RETIRABLE');
  await rig.run(retireKeys(), { clock: time, params: { kid: 'of-old', force: true } });

  assert.not.ok((await publishedKids(rig)).includes('of-old'));
});

test('eight rotations at once are one rotation', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;

  const begun = await Promise.all(
    Array.from({ length: 8 }, () => rig.run(rotateKeys(times), { clock: time })),
  );
  assert.equal(await statesOf(rig), ['active', 'next']);
  await time.pass(PUBLISH_MS + 5_000);
  const done = await Promise.all(
    Array.from({ length: 8 }, () => rig.run(rotateKeys(times), { clock: time })),
  );

  for (const run of [...begun, ...done]) assert.is(run.error, undefined, String(run.error));
  assert.is(new Set(done.map((run) => keysOf(run).activeKid)).size, 1);
  assert.equal(await statesOf(rig), ['retiring', 'active']);
  assert.is((await publishedKids(rig)).length, 2);
});

test('no label of ours is left, whatever a killed run left behind', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  rig.aws.addFault({ kind: 'reset', operation: 'UpdateSecretVersionStage', times: 1 });
  rig.aws.addFault({ kind: 'not-found', operation: 'UpdateSecretVersionStage', times: 1 });
  await rig.run(rotateKeys(times), { clock: time, env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } });
  rig.aws.clearFaults();

  const run = await rig.run(rotateKeys(times), { clock: time });

  assert.is(run.error, undefined, String(run.error));
  for (const name of [privateName, publicName]) {
    const labels = await rig.labels(name);
    assert.equal(
      labels.filter((label) => label.startsWith('paintbox-')),
      [],
    );
  }
});

test('keys of an older shape are not rotated but sent to be migrated', async () => {
  const time = new TestTime();
  await using rig = await startRig({ now: time.now });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  await rig.create(privateName, privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
  await rig.run(ensureKeys(), { clock: time });

  const { code, hint } = failureOf(await rig.run(rotateKeys(times), { clock: time }));

  assert.is(code, 'KEYS_OLD_SHAPE');
  assert.match(hint, 'keys migrate');
});

test('a published key of a type that cannot be written stops the rotation', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const stranger = { kty: 'AKP', kid: 'quantum', alg: 'ML-DSA-44', pub: 'AAAA' };
  await rig.write(publicName, (text) => ({ keys: [...JSON.parse(text).keys, stranger] }));

  assert.is(failureOf(await rig.run(rotateKeys(times), { clock: time })).code, 'KEYS_NOT_REWRITABLE');
});

test('an account without keys is sent to make them', async () => {
  await using rig = await startRig();

  assert.match(failureOf(await rig.run(rotateKeys(times))).hint, 'keys ensure');
});

test('a deploy that checks or ensures in the middle of a rotation is not disturbed', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;
  rig.aws.addFault({ kind: 'http-500', operation: 'PutSecretValue', secretId: publicName });
  const options = { clock: time, env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } };

  const broken = await rig.run(rotateKeys(times), options);
  assert.is(failureOf(broken).code, 'AWS_SERVER_ERROR');

  rig.aws.clearFaults();
  assert.is(keysOf(await rig.run(ensureKeys(), { clock: time })).activeKid, kid);
  assert.is(keysOf(await rig.run(checkKeys(), { clock: time })).activeKid, kid);
});

for (const kind of [
  'http-500',
  'html-503',
  'throttle',
  'reset',
  'hang',
  'empty-200',
  'garbage-200',
] as const) {
  test(`a write that is answered by ${kind} is named for what it is, and the next run goes on`, async () => {
    const { rig, time } = await accountWithKeys();
    await using _ = rig;
    const options = { clock: time, env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } };
    // Once to begin, so that later only the activation writes.
    await rig.run(rotateKeys(times), { clock: time });
    await time.pass(PUBLISH_MS + 5_000);
    for (const operation of ['PutSecretValue', 'UpdateSecretVersionStage']) {
      rig.aws.addFault({ kind, operation });
      const { code, hint } = failureOf(await rig.run(rotateKeys({ ...times, callTimeoutMs: 300 }), options));
      rig.aws.clearFaults();
      assert.match(code, /^AWS_(SERVER_ERROR|BAD_ANSWER|THROTTLED|UNREACHABLE)$/);
      assert.ok(hint.length > 0);
      assert.equal(await statesOf(rig), ['active', 'next']);
    }

    assert.is((await rig.run(rotateKeys(times), { clock: time })).error, undefined);
    assert.equal(await statesOf(rig), ['retiring', 'active']);
  });
}

test('the check says where a rotation stands half-way', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const states = async (): Promise<string> =>
    (await rig.run(checkKeys(), { clock: time })).checks.find(({ id }) => id === 'jwks.states')?.message ??
    '';

  await rig.run(rotateKeys(times), { clock: time });
  assert.match(await states(), '2 key(s), one of them active');
  await time.pass(PUBLISH_MS + 5_000);
  assert.match(await states(), 'may sign since');
  await rig.run(rotateKeys(times), { clock: time });
  await time.pass(OVERLAP_MS);
  assert.match(await states(), 'was to be retired at');
});

test('the clock of AWS counts when the one of this machine is wrong', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const dayAhead = { now: () => time.now() + 86_400_000, sleep: time.sleep };
  await rig.run(rotateKeys(times), { clock: time });

  const run = await rig.run(rotateKeys(times), { clock: dayAhead });

  assert.equal(await statesOf(rig), ['active', 'next']);
  assert.match(said(run), 'the clock of this machine is 86400 s ahead of the one of AWS');
});

test.run();
