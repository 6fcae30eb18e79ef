import { markRelease, readRelease, recordRelease } from '@paintbox/deploy-core/release';
import type { previousRelease, Release } from '@paintbox/deploy-core/release';
import type { StageOutputs } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { fleetBefore, stableRelease } from '../src/artifacts.ts';
import { chooseStable, markStable, preflight, rehearse, restore } from '../src/index.ts';
import { buildsOf, codesOf, openRig, RUN_ID, writeConfig } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

const REPORT = { verdict: 'pass', checks: [] };
const stageFor = (rig: Rig) => restore({ config: rig.config, waitTimeout: '5s', convergeMs: 5_000 });

/** Deploys `one`, marks it stable, and deploys `two` with another config. */
async function twoReleases(rig: Rig): Promise<Release> {
  await rig.deployed('one', 'first');
  const { 'fleet-before': before, previous } = await rig.before();
  const release = previous as Release;
  await recordRelease(rig.store, { release, configJson: before.configJson, runId: 'r', at: 'then' });
  await rig.run(markStable(), { release, 'check-report': REPORT });
  await writeConfig(rig, (toml) => toml.replace('hello', 'goodbye'));
  await rig.deployed('two', 'second');
  return release;
}

/** What a rollback goes by: the fleet as it is, and the release to put back. */
async function chosen(
  rig: Rig,
): Promise<StageOutputs<typeof fleetBefore | typeof previousRelease | typeof stableRelease>> {
  const assessed = await rig.run(preflight({ config: rig.config, fleet: 'any' }));
  assert.ok(assessed.outputs);
  const choice = await rig.run(chooseStable({ config: rig.config }), assessed.outputs);
  assert.ok(choice.outputs);
  return { ...assessed.outputs, ...choice.outputs };
}

sideBySide({
  'the stable release is put back with the config it belonged to': async () => {
    await using rig = await openRig();
    const stable = await twoReleases(rig);

    const run = await rig.run(stageFor(rig), await chosen(rig));

    const [machine] = rig.machines();
    assert.equal(codesOf(run), []);
    assert.ok(run.outputs);
    const { release, rollback } = run.outputs;
    assert.equal(buildsOf(rig.machines()), [RUN_ID]);
    assert.equal([machine?.image_ref.digest, machine?.config.env['GREETING']], [stable.imageDigest, 'hello']);
    assert.equal([release.imageDigest, release.version, rollback.target], [stable.imageDigest, '3', 'v1']);
    const [back, left] = [await readRelease(rig.store, '3'), await readRelease(rig.store, '2')];
    assert.equal([back?.marks, back?.restores], [{}, '1']);
    assert.match(left?.marks.bad?.reason ?? '', /rolled back on request/);
  },

  'a rehearsal boots the release without traffic, proves it, removes it, and changes nothing else':
    async () => {
      await using rig = await openRig();
      await twoReleases(rig);
      const inputs = await chosen(rig);
      const stage = rehearse({ config: rig.config, healthyMs: 20_000 });
      const [live] = rig.machines();

      const idle = await rig.run(stage, inputs);
      const rehearsed = await rig.run(stage, inputs, { params: { rehearse: true } });
      const left = rig.machines();
      const broken = await rig.built('three', false);
      const stable = inputs['stable-release'];
      const release = { ...stable.release, imageRef: broken.ref };
      const short = rehearse({ config: rig.config, healthyMs: 2_000 });
      const failed = await rig.run(
        short,
        { 'stable-release': { ...stable, release } },
        { params: { rehearse: true } },
      );

      assert.equal([idle.error, idle.finished, idle.checks], [undefined, undefined, []]);
      assert.match(rehearsed.finished ?? '', /v1 could be put back; nothing was changed/);
      assert.equal(
        rehearsed.checks.map(({ id, verdict }) => [id, verdict]),
        [['rehearsal', 'pass']],
      );
      assert.equal(codesOf(failed), ['FLY_REHEARSAL_FAILED']);
      assert.equal(
        [left, rig.machines()].map((machines) => machines.map(({ id }) => id)),
        [[live?.id], [live?.id]],
      );
    },

  'where blue-green does not succeed, the machines are replaced in place': async () => {
    await using rig = await openRig();
    await twoReleases(rig);
    const inputs = await chosen(rig);
    rig.emulator.addFault({ kind: 'exit-1', command: 'deploy', phase: 3, text: 'wait timeout' });

    const run = await rig.run(stageFor(rig), inputs);

    assert.equal(codesOf(run), []);
    assert.equal(buildsOf(rig.machines()), [RUN_ID]);
  },

  '--to names a release that nobody marked, but neither an unknown one nor one that was found bad':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      const { 'fleet-before': before, previous } = await rig.before();
      const release = previous as Release;
      const entry = { release, configJson: before.configJson, runId: 'r', at: 'then' };
      await recordRelease(rig.store, entry);
      await rig.deployed('two', 'second');
      const { outputs } = await rig.run(preflight({ config: rig.config, fleet: 'any' }));
      const choose = (to?: string) =>
        rig.run(
          chooseStable({ config: rig.config }),
          { ...outputs },
          to === undefined ? {} : { params: { to } },
        );

      const best = await choose();
      const named = await choose('v1');
      const unknown = await choose('7');
      await markRelease(rig.store, entry, { bad: { at: 'now', runId: 'r', reason: 'it failed health' } });
      const bad = await choose('1');

      assert.equal(codesOf(best), ['FLY_NO_STABLE_RELEASE']);
      assert.equal(named.outputs?.['stable-release'].release, release);
      assert.match(JSON.stringify(named.events), /never marked stable; it was named with --to/);
      assert.match(String(unknown.error), /v7 is not in the ledger/);
      assert.match(String(bad.error), /v1 was taken back: it failed health/);
    },

  'a release whose image is no longer in the registry is not chosen': async () => {
    await using rig = await openRig();
    const stable = await twoReleases(rig);
    await rig.emulator.pruneImage(stable.imageDigest ?? '');
    const assessed = await rig.run(preflight({ config: rig.config, fleet: 'any' }));

    const choice = await rig.run(chooseStable({ config: rig.config }), { ...assessed.outputs });

    assert.equal(codesOf(choice), ['FLY_NO_STABLE_RELEASE']);
    assert.match(String(choice.error), /v1 its image .* no longer in the registry/);
  },

  'an image that is pruned while it is put back changes nothing, and is told': async () => {
    await using rig = await openRig();
    const stable = await twoReleases(rig);
    const inputs = await chosen(rig);
    await rig.emulator.pruneImage(stable.imageDigest ?? '');

    const run = await rig.run(stageFor(rig), inputs);

    assert.equal(codesOf(run), ['FLY_UNDO_UNPROVEN']);
    assert.match(String(run.error), /could not find image/i);
    assert.match(JSON.stringify(run.events), /"outcome":"not-done"/);
    assert.equal(buildsOf(rig.machines()), ['second']);
  },
});

test.run();
