/** A release through the Machines API: booted and proven without traffic, switched to, retired, and taken back. */
import { markRelease, readLedger, readRelease } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Machine } from '@paintbox/deploy-emulators/fly';
import { buildsOf, codesOf, openRig, RUN_ID, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';
import { call } from './machines.ts';
import { sideBySide } from './side-by-side.ts';

const managed = (machines: readonly Machine[]): readonly Machine[] =>
  machines.filter(({ config }) => config.metadata['fly_platform_version'] === 'v2');
const routed = (rig: Rig): readonly Machine[] => rig.machines().filter(({ cordoned }) => !cordoned);

sideBySide({
  'green is booted out of traffic, proven, switched to, and blue is kept as the way back': async () => {
    await using rig = await openRig();
    const [blue] = await rig.deployed('one', 'first');
    const before = await rig.before();
    const image = await rig.built('two');

    const booted = await rig.run(rig.fly.boot(), { ...before, image });
    const dark = rig.machines().filter(({ cordoned }) => cordoned);
    const servedMeanwhile = buildsOf(routed(rig));
    const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs });
    const served = buildsOf(routed(rig));
    const retired = await rig.run(rig.fly.retire(), { ...before, ...booted.outputs, ...switched.outputs });

    assert.equal([booted, switched, retired].map(codesOf), [[], [], []]);
    assert.equal([buildsOf(dark), servedMeanwhile, served], [[RUN_ID], ['first'], [RUN_ID]]);
    assert.equal(
      dark.map(({ image_ref: ref }) => ref.digest),
      [image.digest],
    );
    assert.equal(
      booted.outputs?.greens.map(({ buildId, started, port }) => [buildId, started, port]),
      [[RUN_ID, true, 8080]],
    );
    assert.is(switched.outputs?.release.imageDigest, image.digest);
    const kept = rig.machines().find(({ id }) => id === blue?.id);
    assert.equal(
      [kept?.state, kept?.cordoned, kept?.config.metadata['paintbox_role']],
      ['stopped', true, 'way-back'],
    );
    assert.equal(managed(rig.machines()).length, 1);
    assert.is((await readRelease(rig.store, '2'))?.release.buildId, RUN_ID);
  },

  'a release that is taken back leaves the fleet as it was': async () => {
    await using rig = await openRig();
    const [blue] = await rig.deployed('one', 'first');
    const before = await rig.before();
    const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('two') });
    const inputs = { ...before, ...booted.outputs };

    const switched = await rig.run(rig.fly.switch(), inputs);
    const undone = [await switched.undo(), await booted.undo()];

    assert.equal(codesOf(switched), []);
    assert.equal(
      undone.map(({ errors, proven }) => [errors, proven]),
      [
        [[], true],
        [[], true],
      ],
    );
    const [left, ...more] = rig.machines();
    assert.equal([left?.id, left?.state, left?.cordoned, more], [blue?.id, 'started', false, []]);
    assert.match((await readLedger(rig.store))[0]?.marks.undone?.reason ?? '', /./);
  },

  'green whose host died in traffic is removed when it is taken back, so that it does not serve when its host is back':
    async () => {
      await using rig = await openRig();
      const [blue] = await rig.deployed('one', 'first');
      const before = await rig.before();
      const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('two') });
      const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs });
      const [green] = booted.outputs?.['booted-release'].machines ?? [];

      rig.emulator.setHost('demo', green?.id ?? '', 'unreachable');
      const undone = [await switched.undo(), await booted.undo()];
      rig.emulator.setHost('demo', green?.id ?? '', 'ok');

      assert.equal(
        undone.flatMap(({ errors }) => errors),
        [],
      );
      assert.equal(
        rig
          .machines()
          .filter(({ state }) => state !== 'destroying')
          .map(({ id, cordoned }) => [id, cordoned]),
        [[blue?.id, false]],
      );
    },

  'green that does not become healthy touches nothing that serves': async () => {
    await using rig = await openRig();
    const [blue] = await rig.deployed('one', 'first');
    const before = await rig.before();
    const image = await rig.built('two', false);
    const app = rig.flyWith({ healthyMs: 6_000 });

    const run = await rig.run(app.boot(), { ...before, image });
    const undone = await run.undo();

    assert.equal([codesOf(run), undone.errors], [['FLY_HEALTH_TIMEOUT'], []]);
    assert.match(String(run.error), /passes 0 of 1 check/);
    assert.equal(
      rig.machines().map(({ id, cordoned }) => [id, cordoned]),
      [[blue?.id, false]],
    );
  },

  'a blue that somebody removed by hand is made again from its config when the switch is taken back':
    async () => {
      await using rig = await openRig();
      const [blue] = await rig.deployed('one', 'first');
      const before = await rig.before();
      const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('two') });
      const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs });
      await call(rig.emulator.apiUrl, 'DELETE', `/v1/apps/demo/machines/${blue?.id}?force=true`);

      const undone = await switched.undo();

      const [again] = routed(rig);
      assert.equal(undone.errors, []);
      assert.equal([buildsOf(routed(rig)), again?.image_ref.digest], [['first'], blue?.image_ref.digest]);
    },

  'a first deploy makes two machines where requests are served, one and a standby elsewhere, and addresses':
    async () => {
      await using rig = await openRig();
      await writeConfig(rig, (toml) =>
        toml.replace(
          '[http_service]',
          '[processes]\nweb = ""\nworker = ""\n[http_service]\nprocesses = ["web"]',
        ),
      );
      const before = await rig.before();
      const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('one') });

      const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs });

      assert.equal([booted, switched].map(codesOf), [[], []]);
      const groups = rig
        .machines()
        .map(({ config, state }) => `${config.metadata['fly_process_group']} ${state}`);
      assert.equal(groups.toSorted(), ['web started', 'web started', 'worker started', 'worker stopped']);
      const standby = rig.machines().find(({ config }) => (config.standbys ?? []).length > 0);
      assert.ok(
        rig.machines().some(({ id, state }) => id === standby?.config.standbys?.[0] && state === 'started'),
      );
    },

  'a machine that holds a volume is changed in place, and gets its old config back': async () => {
    await using rig = await openRig();
    await writeConfig(rig, (toml) => `${toml}\n[[mounts]]\nsource = "data"\ndestination = "/data"\n`);
    const empty = await rig.before();
    const first = await rig.run(rig.fly.boot(), { ...empty, image: await rig.built('one') });
    await rig.run(rig.fly.switch(), { ...empty, ...first.outputs });
    const [holder] = rig.machines();
    const before = await rig.before();
    const two = await rig.built('two');
    const booted = await rig.run(rig.fly.boot(), { ...before, image: two });

    const updated = await rig.run(rig.fly.update(), { ...before, ...booted.outputs });
    const after = rig.machines();
    const back = await updated.undo();

    assert.equal([first, booted, updated].map(codesOf), [[], [], []]);
    assert.equal(back.errors, []);
    assert.equal(
      after.map(({ id, image_ref: ref }) => [id, ref.digest]),
      [[holder?.id, two.digest]],
    );
    assert.equal(
      rig.machines().map(({ id, image_ref: ref }) => [id, ref.digest]),
      [[holder?.id, holder?.image_ref.digest]],
    );
  },

  'an image that was found bad is refused before anything is done with it, and released with --force':
    async () => {
      await using rig = await openRig();
      const { 'fleet-before': before } = await rig.before();
      const image = await rig.built('two');
      const release = {
        version: '9',
        imageDigest: image.digest,
        imageRef: image.ref,
        configHash: null,
        secretVersions: {},
        buildId: 'x',
        machines: [],
      };
      const bad = { at: 'then', runId: 'r', reason: 'it failed' };
      await markRelease(rig.store, { release, configJson: null, runId: 'r', at: 'then' }, { bad });
      const give = (force: boolean) =>
        rig.run(rig.fly.build(), { 'fleet-before': before }, { params: { image: image.ref, force } });

      const refused = await give(false);
      const forced = await give(true);

      assert.equal([refused, forced].map(codesOf), [['FLY_IMAGE_BAD'], []]);
    },
});

test.run();
