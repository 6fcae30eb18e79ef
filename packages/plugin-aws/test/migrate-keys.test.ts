import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, importPKCS8, jwtVerify, SignJWT } from 'jose';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { parsePublicSet } from '../src/keys/parse-public-set.ts';
import { thumbprint } from '@paintbox/deploy-core/keys';
import { migrateKeys } from '../src/stages/migrate-keys.ts';
import { rotateKeys } from '../src/stages/rotate-keys.ts';
import { failureOf, keysOf, privateName, publicName, startRig } from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

const signing = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = signing.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const own = { ...signing.publicKey.export({ format: 'jwk' }), use: 'sig' };
const older = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }),
  alg: 'RS256',
  use: 'sig',
};

/** An account as the first scripts left it: a bare PEM, and a map with an older key besides. */
async function oldAccount(set: object): Promise<AwsRig> {
  const rig = await startRig();
  await rig.create(privateName, pem);
  await rig.create(publicName, JSON.stringify(set));
  return rig;
}

function thumbprintsOf(text: string): readonly string[] {
  const parsed = parsePublicSet(text);
  if (!parsed.ok) throw new Error('the public secret cannot be read');
  return parsed.value.keys.map((key) => thumbprint(key)).toSorted();
}

test('a kid map and a PEM become a set and a document: the same keys under the same names', async () => {
  await using rig = await oldAccount({ '2023': older, '2024': { ...own, alg: 'RS256' } });
  const before = thumbprintsOf(await rig.read(publicName));
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: '2024' })
    .sign(await importPKCS8(pem, 'RS256'));

  const run = await rig.run(migrateKeys());

  const { activeKid, kids } = keysOf(run);
  assert.is(activeKid, '2024');
  assert.equal(kids.toSorted(), ['2023', '2024']);
  assert.equal(thumbprintsOf(await rig.read(publicName)), before);
  await jwtVerify(token, createLocalJWKSet(JSON.parse(await rig.read(publicName))));
  const document = JSON.parse(await rig.read(privateName));
  assert.equal([document.v, document.keys[0].kid, document.keys[0].state], [1, '2024', 'active']);
  assert.is((await rig.run(rotateKeys())).error, undefined);
});

test('a second migration changes nothing', async () => {
  await using rig = await oldAccount({ '2024': { ...own, alg: 'RS256' } });
  await rig.run(migrateKeys());
  const texts = [await rig.read(publicName), await rig.read(privateName)];

  const run = await rig.run(migrateKeys());

  assert.is(run.error, undefined);
  assert.not.ok(run.events.some(({ type }) => type === 'effect.intent'));
  assert.equal([await rig.read(publicName), await rig.read(privateName)], texts);
});

test('a migration that died between the two secrets is finished by the next one', async () => {
  await using rig = await oldAccount({ '2024': { ...own, alg: 'RS256' } });
  // The probe is the first call, the write the second.
  rig.aws.addFault({
    kind: 'slow',
    operation: 'PutSecretValue',
    secretId: privateName,
    times: 1,
    delayMs: 0,
  });
  rig.aws.addFault({ kind: 'reset', operation: 'PutSecretValue', secretId: privateName });
  const died = await rig.run(migrateKeys(), { env: { ...rig.env, AWS_MAX_ATTEMPTS: '1' } });
  rig.aws.clearFaults();
  assert.is(failureOf(died).code, 'AWS_UNREACHABLE');
  assert.equal(Object.keys(JSON.parse(await rig.read(publicName))), ['keys']);
  assert.is(keysOf(await rig.run(ensureKeys())).activeKid, '2024');

  const run = await rig.run(migrateKeys());

  assert.is(keysOf(run).activeKid, '2024');
  assert.is(JSON.parse(await rig.read(privateName)).v, 1);
});

test('a set that leaves the algorithm to a guess says it afterwards', async () => {
  await using rig = await oldAccount({
    keys: [
      { ...own, kid: 'a' },
      { ...older, kid: 'b' },
    ],
  });

  await rig.run(migrateKeys());

  const { keys } = JSON.parse(await rig.read(publicName));
  assert.equal(
    keys.map(({ kid, alg }: { kid: string; alg: string }) => [kid, alg]),
    [
      ['a', 'RS256'],
      ['b', 'RS256'],
    ],
  );
});

test('a key of a type that cannot be written stops the migration, and nothing is changed', async () => {
  const quantum = { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' };
  await using rig = await oldAccount({ '2024': { ...own, alg: 'RS256' }, quantum });
  const before = await rig.read(publicName);

  const { code, message } = failureOf(await rig.run(migrateKeys()));

  assert.is(code, 'KEYS_NOT_REWRITABLE');
  assert.match(message, 'AKP');
  assert.is(await rig.read(publicName), before);
});

test('halves that do not belong together are not migrated', async () => {
  await using rig = await oldAccount({ '2024': older });

  assert.is(failureOf(await rig.run(migrateKeys())).code, 'KEYS_PAIR_MISMATCH');
});

test.run();
