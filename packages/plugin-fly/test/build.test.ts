import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { codesOf, openRig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

sideBySide({
  'an image is built once, named by the digest that the registry says, and a broken build is told without being repeated':
    async () => {
      await using rig = await openRig();
      const { 'fleet-before': before } = await rig.before();
      const stage = rig.fly.build({ context: join(rig.dir, 'app'), label: 'v1' });

      await rig.writeApp('one');
      const built = await rig.run(stage, { 'fleet-before': before });
      const params = (image: string) => ({ params: { image } });
      const given = await rig.run(stage, { 'fleet-before': before }, params('registry.fly.io/demo:v1'));
      const none = await rig.run(stage, { 'fleet-before': before }, params('registry.fly.io/demo:v2'));
      const wrong = await rig.run(stage, { 'fleet-before': before }, params('v41'));
      await writeFile(join(rig.dir, 'app', 'Dockerfile'), 'FORM node\n');
      const other = rig.fly.build({ context: join(rig.dir, 'app'), label: 'v3' });
      const broken = await rig.run(other, { 'fleet-before': before });

      assert.ok(built.outputs);
      const { image } = built.outputs;
      assert.match(image.ref, /^registry\.fly\.io\/demo@sha256:[0-9a-f]{64}$/);
      assert.ok(image.digest !== null && image.ref.endsWith(image.digest));
      // What was only named was built somewhere else: its commit is unknown.
      assert.equal(given.outputs, { image: { ref: image.ref, digest: image.digest } });
      assert.match(image.commit ?? 'no repository', /^[0-9a-f]{40,64}\+?$|^no repository$/);
      assert.equal([none, wrong].map(codesOf), [['FLY_IMAGE_MISSING'], ['FLY_IMAGE_REF']]);
      assert.equal(codesOf(broken), ['FLY_BUILD_FAILED']);
      assert.is(broken.events.filter(({ type }) => type === 'stage.started').length, 1);
    },

  'a builder that fails is given up for the next kind, and the same image is built': async () => {
    await using rig = await openRig();
    await rig.writeApp('one');
    const { 'fleet-before': before } = await rig.before();
    const what = { kind: 'status', status: 503, text: 'error releasing builder: deadline_exceeded' } as const;
    const buildAs = (label: string) =>
      rig.run(rig.fly.build({ context: join(rig.dir, 'app'), label }), { 'fleet-before': before });

    rig.emulator.addMishap({ call: 'builder.build', times: 2, what });
    const run = await buildAs('v1');
    rig.emulator.addMishap({ call: 'builder.build', times: 3, what });
    const none = await buildAs('v2');

    assert.equal(codesOf(run), []);
    assert.is(JSON.stringify(run.events).match(/building on another builder/g)?.length, 2);
    assert.equal(codesOf(none), ['FLY_BUILDER_UNAVAILABLE']);
  },

  'a registry that refuses to say what an image is leaves that to the machines': async () => {
    await using rig = await openRig();
    await rig.writeApp('one');
    const { 'fleet-before': before } = await rig.before();
    rig.emulator.addMishap({ call: 'registry.manifest*', times: 9, what: { kind: 'status', status: 403 } });

    const run = await rig.run(rig.fly.build({ context: join(rig.dir, 'app'), label: 'v1' }), {
      'fleet-before': before,
    });

    assert.equal(codesOf(run), []);
    const { ref, digest } = run.outputs?.image ?? {};
    assert.equal({ ref, digest }, { ref: 'registry.fly.io/demo:v1', digest: null });
    rig.emulator.clearMishaps();
    const booted = await rig.run(rig.fly.boot(), { 'fleet-before': before, ...run.outputs });
    assert.match(booted.outputs?.['booted-release'].imageDigest ?? '', /^sha256:/);
  },
});

test.run();
