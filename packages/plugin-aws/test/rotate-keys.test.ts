import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkKeys } from '../src/stages/check-keys.ts';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { readPlannedChanges } from '../src/keys/planned-changes.ts';
import { retireKeys } from '../src/stages/retire-keys.ts';
import { rotateKeys } from '../src/stages/rotate-keys.ts';
import { failureOf, keysOf, privateName, publicName, startRig, TestTime } from './aws-rig.ts';
import {
  accepts,
  accountWithKeys,
  documentOf,
  mint,
  OVERLAP_MS,
  PUBLISH_MS,
  publishedKids,
  said,
  statesOf,
  times,
} from './rotation-rig.ts';

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

test('the public secret says when the set will change', async () => {
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

test('a key does not sign before the keys endpoint serves it', async () => {
  const { rig, time, kid } = await accountWithKeys();
  await using _ = rig;
  let body: () => Promise<string> | string = () => '<html>';
  let status = 200;
  const server = createServer((_request, response) => {
    void Promise.resolve(body()).then((text) => response.writeHead(status).end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stage = rotateKeys({ ...times, endpoint: '/keys' });
  const run = (params: Record<string, boolean> = {}) =>
    rig.run(stage, { clock: time, params, url: `http://127.0.0.1:${port}` });
  await run();
  const before = await rig.read(publicName);
  await time.pass(PUBLISH_MS + 5_000);

  const noSet = failureOf(await run());
  status = 503;
  const down = failureOf(await run());
  status = 200;
  body = () => JSON.stringify({ keys: [{ kid }] });
  const old = failureOf(await run());
  assert.equal(await statesOf(rig), ['active', 'next']);
  body = () => before;
  const good = await run();
  server.close();
  server.closeAllConnections();
  await time.pass(OVERLAP_MS);
  await run();
  await time.pass(PUBLISH_MS + 5_000);
  const gone = failureOf(await run());
  const all = await run({ unserved: true });

  for (const { code } of [noSet, down, old, gone]) assert.is(code, 'KEYS_NOT_SERVED');
  assert.match(noSet.message, 'it serves no key set');
  assert.match(down.message, 'it answers 503');
  assert.match(old.message, `it serves ${kid}`);
  assert.match(gone.message, 'ECONNREFUSED');
  assert.is(good.error, undefined);
  assert.is(all.error, undefined);
  assert.equal(await statesOf(rig), ['retiring', 'retiring', 'active']);
});

test('the check says where a rotation stands half-way', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const states = async (): Promise<string> =>
    (await rig.run(checkKeys(), { clock: time })).checks.find(({ id }) => id === 'jwks.states')?.message ??
    '';

  await rig.run(rotateKeys(times), { clock: time });
  assert.match(await states(), '2 keys, one of them active');
  await time.pass(PUBLISH_MS + 5_000);
  assert.match(await states(), 'may sign since');
  await rig.run(rotateKeys(times), { clock: time });
  await time.pass(OVERLAP_MS);
  assert.match(await states(), 'was to be retired at');
});

test('the clock of AWS counts when the one of this machine is wrong', async () => {
  const { rig, time } = await accountWithKeys();
  await using _ = rig;
  const dayAhead = { now: () => time.now() + 86_400_000, sleep: time.sleep, after: time.after };
  await rig.run(rotateKeys(times), { clock: time });

  const run = await rig.run(rotateKeys(times), { clock: dayAhead });

  assert.equal(await statesOf(rig), ['active', 'next']);
  assert.match(said(run), 'the clock of this machine is 86400 s ahead of the one of AWS');
});

test.run();
