import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Release } from '@paintbox/deploy-core';
import { release } from '../src/index.ts';
import { readEntry } from '../src/ledger.ts';
import { buildsOf, codesOf, openRig, RUN_ID, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';

const KEYS = { secretId: 'jwt', versionId: 'v7', kids: [], activeKid: '', jwks: '' };
const stageFor = (rig: Rig) => release({ config: rig.config, waitTimeout: '5s', convergeMs: 3_000 });

test('a first deploy makes machines, and undoing it leaves none', async () => {
  await using rig = await openRig();
  const image = await rig.built('one');

  const run = await rig.run(stageFor(rig), { image, ...(await rig.before()), keys: KEYS });
  const live = buildsOf(rig.machines());
  const undone = await run.undo();
  const again = await run.undo();

  const { release: released } = run.outputs as { release: Release };
  assert.equal(codesOf(run), []);
  assert.equal(live, [RUN_ID]);
  assert.equal([released.version, released.buildId, released.imageDigest], ['1', RUN_ID, image.digest]);
  assert.equal(released.secretVersions, { jwt: 'v7' });
  assert.match(released.configHash ?? '', /^[0-9a-f]{64}$/);
  assert.equal([undone.errors, undone.proven, undone.outputs['release']], [[], true, undefined]);
  assert.equal([again.errors, again.proven], [[], true]);
  assert.equal(rig.machines(), []);
  assert.match((await readEntry(rig.store, '1'))?.marks.bad?.reason ?? '', /took it back/);
});

test('a second deploy replaces the machines, and undoing it deploys the previous image with its own config', async () => {
  await using rig = await openRig();
  const [first] = await rig.deployed('one', 'first');
  const inputs = await rig.before();
  await writeConfig(rig, (toml) => toml.replace('hello', 'goodbye'));
  const image = await rig.built('two');

  const run = await rig.run(stageFor(rig), { image, ...inputs });
  const live = rig.machines();
  const undone = await run.undo();
  const again = await run.undo();

  assert.equal(codesOf(run), []);
  assert.equal([buildsOf(live), live[0]?.config.env['GREETING']], [[RUN_ID], 'goodbye']);
  const restored = undone.outputs['release'] as Release;
  const [back] = rig.machines();
  assert.equal([undone.errors, undone.proven, again.errors, again.proven], [[], true, [], true]);
  assert.equal([restored.imageDigest, restored.buildId], [first?.image_ref.digest ?? '', `${RUN_ID}-undo`]);
  assert.equal(
    [rig.machines().length, back?.image_ref.digest, back?.config.env['GREETING']],
    [1, restored.imageDigest, 'hello'],
  );
  assert.equal((again.outputs['release'] as Release).version, restored.version);
});

test.run();
