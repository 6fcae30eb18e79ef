import { generateKeyPairSync } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { retireKeys } from '../src/stages/retire-keys.ts';
import { rotateKeys } from '../src/stages/rotate-keys.ts';
import { failureOf, keysOf, publicName } from './aws-rig.ts';
import {
  accepts,
  accountWithKeys,
  documentOf,
  mint,
  OVERLAP_MS,
  publishedKids,
  said,
  statesOf,
  times,
} from './rotation-rig.ts';

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

test.run();
