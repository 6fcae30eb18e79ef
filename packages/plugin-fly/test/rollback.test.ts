/** Rollbacks: by the machines that were kept, else by new ones; the choice of the release; the rehearsal. */
import { markRelease, readRelease, recordRelease } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { call } from './machines.ts';
import { buildsOf, codesOf, openRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

const REPORT = { verdict: 'pass', checks: [] };

/** Releases an image as a pipeline does, each with an id of its own, and marks it stable. */
async function released(rig: Rig, build: string): Promise<void> {
  const before = await rig.before();
  const image = await rig.built(build);
  const run = { runId: `20260101-000000-${build}` };
  const booted = await rig.run(rig.fly.boot(), { ...before, image }, run);
  const switched = await rig.run(rig.fly.switch(), { ...before, ...booted.outputs }, run);
  assert.equal([booted, switched].map(codesOf), [[], []]);
  const inputs = { ...before, ...booted.outputs, ...switched.outputs };
  await rig.run(rig.fly.markStable(), { ...inputs, 'check-report': REPORT }, run);
  await rig.run(rig.fly.retire(), inputs, run);
}

/** `one` was made by flyctl and is known as stable; `two` was released over it. */
async function twoReleases(rig: Rig): Promise<void> {
  await rig.deployed('one', 'first');
  const { previous } = await rig.before();
  assert.ok(previous);
  const entry = { release: previous, configJson: null, runId: 'r', at: '2026-01-01T00:00:00.000Z' };
  await markRelease(rig.store, entry, { stable: { at: entry.at, runId: 'r', evidence: { pass: 1 } } });
  await released(rig, 'two');
}

/** What a rollback goes by. */
async function chosen(rig: Rig, to?: string) {
  const assessed = await rig.run(rig.fly.preflight({ fleet: 'any' }));
  const params = to === undefined ? {} : { params: { to } };
  const choice = await rig.run(rig.fly.chooseStable(), { ...assessed.outputs }, params);
  return { choice, inputs: { ...assessed.outputs, ...choice.outputs } };
}

const served = (rig: Rig): readonly string[] => buildsOf(rig.machines().filter(({ cordoned }) => !cordoned));

sideBySide({
  'the machines that were kept are started, proven and switched to': async () => {
    await using rig = await openRig();
    await twoReleases(rig);
    const [kept] = rig.machines().filter(({ cordoned }) => cordoned);
    const { inputs } = await chosen(rig);

    const back = await rig.run(rig.fly.bringBack(), inputs);
    const restored = await rig.run(rig.fly.restore(), { ...inputs, ...back.outputs });

    assert.equal([back, restored].map(codesOf), [[], []]);
    assert.equal(served(rig), ['first']);
    assert.equal(
      back.outputs?.['booted-release'].machines.map(({ id }) => id),
      [kept?.id],
    );
    assert.equal(restored.outputs?.rollback.target, 'v1');
    assert.is((await readRelease(rig.store, '3'))?.restores, '1');
    assert.match((await readRelease(rig.store, '2'))?.marks.bad?.reason ?? '', /rolled back on request/);
  },

  'secrets that have changed since are said before and after, and do not stop the rollback': async () => {
    await using rig = await openRig();
    await rig.deployed('one', 'first');
    const { previous } = await rig.before();
    assert.ok(previous);
    const known = { release: previous, configJson: null, runId: 'r', at: '2026-01-01T00:00:00.000Z' };
    await recordRelease(rig.store, { ...known, secrets: { API_KEY: 'another-digest' } });
    await markRelease(rig.store, known, { stable: { at: known.at, runId: 'r', evidence: { pass: 1 } } });
    await released(rig, 'two');
    rig.emulator.setSecrets('demo', { API_KEY: 'new' });
    const { choice, inputs } = await chosen(rig);

    const back = await rig.run(rig.fly.bringBack(), inputs);
    const restored = await rig.run(rig.fly.restore(), { ...inputs, ...back.outputs });

    assert.equal([choice, back, restored].map(codesOf), [[], [], []]);
    assert.match(JSON.stringify(choice.events), /secrets API_KEY have changed since v1/);
    assert.match(
      JSON.stringify(restored.events),
      /v1 is back, and runs with today's secrets: API_KEY changed since/,
    );
  },

  'where none were kept, the release is made again from its image': async () => {
    await using rig = await openRig();
    await twoReleases(rig);
    const kept = rig.machines().filter(({ cordoned }) => cordoned);
    for (const { id } of kept)
      await call(rig.emulator.apiUrl, 'DELETE', `/v1/apps/demo/machines/${id}?force=true`);
    const { inputs } = await chosen(rig);

    const back = await rig.run(rig.fly.bringBack(), inputs);
    const restored = await rig.run(rig.fly.restore(), { ...inputs, ...back.outputs });

    const [machine] = rig.machines().filter(({ cordoned }) => !cordoned);
    assert.equal([back, restored].map(codesOf), [[], []]);
    assert.is(machine?.image_ref.digest, (await readRelease(rig.store, '1'))?.release.imageDigest);
  },

  'a rollback that is taken back before the switch puts what was kept to rest again': async () => {
    await using rig = await openRig();
    await twoReleases(rig);
    const picture = () =>
      rig
        .machines()
        .map(({ id, state, cordoned, config }) => [id, state, cordoned, config.metadata['paintbox_role']]);
    const { inputs } = await chosen(rig);
    const before = picture();

    const back = await rig.run(rig.fly.bringBack(), inputs);
    const undone = await back.undo();

    assert.equal([undone.errors, undone.proven], [[], true]);
    assert.equal(picture(), before);
  },

  'a rehearsal proves the release without traffic and puts it away': async () => {
    await using rig = await openRig();
    await twoReleases(rig);
    const { inputs } = await chosen(rig);
    const params = { params: { rehearse: true } };
    const before = served(rig);

    const back = await rig.run(rig.fly.bringBack(), inputs, params);
    const rehearsed = await rig.run(rig.fly.rehearse(), { ...inputs, ...back.outputs }, params);

    assert.match(rehearsed.finished ?? '', /v1 could be put back; nothing was changed/);
    assert.equal(
      rehearsed.checks.map(({ id, verdict }) => [id, verdict]),
      [['rehearsal', 'pass']],
    );
    assert.equal([served(rig), before], [before, before]);
    assert.equal(rig.machines().filter(({ state, cordoned }) => cordoned && state !== 'stopped').length, 0);
  },

  '--to names a release, but neither an unknown one nor one that was found bad; a pruned image is not chosen':
    async () => {
      await using rig = await openRig();
      await twoReleases(rig);

      const named = await chosen(rig, 'v1');
      const unknown = await chosen(rig, '7');
      const entry = await readRelease(rig.store, '1');
      assert.ok(entry);
      await rig.emulator.pruneImage(entry.release.imageDigest ?? '');
      const pruned = await chosen(rig);
      await markRelease(rig.store, entry, { bad: { at: 'now', runId: 'r', reason: 'it failed health' } });
      const bad = await chosen(rig, '1');

      assert.equal(codesOf(named.choice), []);
      assert.match(String(unknown.choice.error), /v7 is not in the ledger/);
      assert.match(String(pruned.choice.error), /no longer in the registry/);
      assert.match(String(bad.choice.error), /v1 was taken back: it failed health/);
    },
});

test.run();
