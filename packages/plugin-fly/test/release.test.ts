import { markRelease, readRelease } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { release, wayBack } from '../src/index.ts';
import { buildsOf, codesOf, openRig, RUN_ID, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

const KEYS = { secretId: 'jwt', versionId: 'v7', kids: [], activeKid: '', jwks: '' };
const stageFor = (rig: Rig) => release({ config: rig.config, waitTimeout: '5s', convergeMs: 3_000 });

sideBySide({
  'a first deploy makes machines, and undoing it leaves none': async () => {
    await using rig = await openRig();
    const image = await rig.built('one');

    const run = await rig.run(stageFor(rig), { image, ...(await rig.before()), 'published-keys': KEYS });
    const live = buildsOf(rig.machines());
    const undone = await run.undo();
    const again = await run.undo();

    assert.equal(codesOf(run), []);
    assert.ok(run.outputs);
    const { release: released } = run.outputs;
    assert.equal(live, [RUN_ID]);
    assert.equal([released.version, released.buildId, released.imageDigest], ['1', RUN_ID, image.digest]);
    assert.equal(released.secretVersions, { jwt: 'v7' });
    assert.match(released.configHash ?? '', /^[0-9a-f]{64}$/);
    assert.equal([undone.errors, undone.proven, undone.outputs.release], [[], true, undefined]);
    assert.equal([again.errors, again.proven], [[], true]);
    assert.equal(rig.machines(), []);
    // Nothing was found wrong with it: its run only ended before it was proven.
    const { bad, undone: mark } = (await readRelease(rig.store, '1'))?.marks ?? {};
    assert.is(bad, undefined);
    assert.match(mark?.reason ?? '', /before it was proven/);
  },

  'a second deploy replaces the machines, and undoing it deploys the previous image with its own config':
    async () => {
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
      const { release: restored } = undone.outputs;
      assert.ok(restored);
      const [back] = rig.machines();
      assert.equal([undone.errors, undone.proven, again.errors, again.proven], [[], true, [], true]);
      assert.equal(
        [restored.imageDigest, restored.buildId],
        [first?.image_ref.digest ?? '', `${RUN_ID}-undo`],
      );
      assert.equal(
        [rig.machines().length, back?.image_ref.digest, back?.config.env['GREETING']],
        [1, restored.imageDigest, 'hello'],
      );
      assert.equal(again.outputs.release?.version, restored.version);
    },

  'a release whose image is gone is found out before anything changes, and passed over only when that is said':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      const inputs = await rig.before();
      const stage = wayBack({ config: rig.config });

      const hiccup = 'failed to fetch an image or build from source: EOF';
      rig.emulator.addFault({ kind: 'exit-1', command: 'deploy', word: '--build-only', text: hiccup });
      const there = await rig.run(stage, inputs);
      await rig.emulator.pruneImage(inputs.previous?.imageDigest ?? '');
      const gone = await rig.run(stage, inputs);
      const said = await rig.run(stage, inputs, { params: { oneWay: true } });
      const first = await rig.run(stage, { ...inputs, previous: null });

      assert.equal(
        there.checks.map(({ id, verdict }) => [id, verdict]),
        [
          ['way-back.image', 'pass'],
          ['way-back.config', 'pass'],
        ],
      );
      assert.equal(
        [codesOf(there), codesOf(gone), codesOf(said), codesOf(first)],
        [[], ['FLY_NO_WAY_BACK'], [], []],
      );
    },

  'an image that was found bad is refused before anything changes, unless it is forced': async () => {
    await using rig = await openRig();
    const image = await rig.built('one');
    const inputs = { image, ...(await rig.before()) };
    const release = { version: '7', imageDigest: image.digest, imageRef: image.ref, configHash: 'other' };
    const entry = {
      release: { ...release, secretVersions: {}, buildId: 'r', machines: [] },
      configJson: null,
      runId: 'r',
      at: 'then',
    };
    await markRelease(rig.store, entry, { bad: { at: 'then', runId: 'r', reason: 'it failed jwks' } });

    const refused = await rig.run(stageFor(rig), inputs);
    const none = rig.machines();
    const forced = await rig.run(stageFor(rig), inputs, { params: { force: true } });

    assert.equal([codesOf(refused), none], [['FLY_IMAGE_BAD'], []]);
    assert.match(String(refused.error), /release v7, which was taken back: it failed jwks/);
    assert.equal(codesOf(forced), []);
    assert.is(rig.machines().length, 1);
  },
});

test.run();
