import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { release } from '../src/index.ts';
import { buildsOf, codesOf, openRig, RUN_ID, scaledClock } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

const stageFor = (rig: Rig) => release({ config: rig.config, waitTimeout: '5s', convergeMs: 3_000 });

sideBySide({
  'flyctl fails although the new machines are live: the release stands, and what is left over is removed':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      const inputs = await rig.before();
      const image = await rig.built('two');
      rig.emulator.addFault({ kind: 'exit-1', command: 'deploy', phase: 8, text: 'wait timeout' });

      const run = await rig.run(stageFor(rig), { image, ...inputs });

      assert.equal(codesOf(run), []);
      assert.equal(buildsOf(rig.machines()), [RUN_ID]);
      assert.match(JSON.stringify(run.events), /flyctl complained, but the fleet is right/);
    },

  'a build that is not healthy leaves the previous machines as they were': async () => {
    await using rig = await openRig();
    const [first] = await rig.deployed('one', 'first');
    const inputs = await rig.before();
    const image = await rig.built('two', false);

    const run = await rig.run(stageFor(rig), { image, ...inputs });
    const undone = await run.undo();

    assert.equal(codesOf(run), ['FLY_GREEN_UNHEALTHY']);
    assert.match(JSON.stringify(run.events), /"outcome":"not-done"/);
    assert.equal(
      rig.machines().map(({ id }) => id),
      [first?.id],
    );
    assert.equal([undone.errors, undone.outputs], [[], {}]);
  },

  'flyctl is killed before the new machines serve: they are removed, and the run fails with the world as before':
    async () => {
      await using rig = await openRig();
      const [first] = await rig.deployed('one', 'first');
      const inputs = await rig.before();
      const image = await rig.built('two');
      rig.emulator.addFault({ kind: 'kill-self', command: 'deploy', phase: 3 });

      const run = await rig.run(stageFor(rig), { image, ...inputs });

      assert.equal(
        rig.machines().map(({ id }) => id),
        [first?.id],
      );
      assert.equal(codesOf(run).length, 1);
      assert.match(JSON.stringify(run.events), /"outcome":"not-done"/);
    },

  'flyctl is killed when the old machines are out of traffic: the release stands, and undoing it deploys the previous image':
    async () => {
      await using rig = await openRig();
      const [first] = await rig.deployed('one', 'first');
      const inputs = await rig.before();
      const image = await rig.built('two');
      rig.emulator.addFault({ kind: 'kill-self', command: 'deploy', phase: 7 });

      const run = await rig.run(stageFor(rig), { image, ...inputs });
      const undone = await run.undo();

      // The cordoned machines were proven to be replaced, so the release stood, and undoing it deployed again.
      assert.equal([undone.errors, undone.proven], [[], true]);
      assert.equal(rig.machines().length, 1);
      assert.is(rig.machines()[0]?.image_ref.digest, first?.image_ref.digest);
    },

  'flyctl is killed when half of the old machines are out of traffic: the release is finished, machine for machine':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      await rig.flyctl('scale', 'count', 'app=2', '--yes', '-a', 'demo');
      const inputs = await rig.before();
      const image = await rig.built('two');
      rig.emulator.addFault({ kind: 'kill-self', command: 'deploy', phase: 6, step: 1 });

      const run = await rig.run(stageFor(rig), { image, ...inputs });

      assert.equal(codesOf(run), []);
      assert.equal(buildsOf(rig.machines()), [RUN_ID, RUN_ID]);
      assert.ok(rig.machines().every(({ cordoned, state }) => !cordoned && state === 'started'));
    },

  'both colours serve and flyctl fails: the new one is removed again': async () => {
    await using rig = await openRig();
    const [first] = await rig.deployed('one', 'first');
    const inputs = await rig.before();
    const image = await rig.built('two');
    rig.emulator.addFault({ kind: 'both-colours', command: 'deploy' });

    const run = await rig.run(stageFor(rig), { image, ...inputs });

    assert.is(codesOf(run).length, 1);
    assert.equal(
      rig.machines().map(({ id, cordoned }) => [id, cordoned]),
      [[first?.id, false]],
    );
  },

  'a run that is cancelled while flyctl works removes the new machines': async () => {
    await using rig = await openRig();
    const [first] = await rig.deployed('one', 'first');
    const inputs = await rig.before();
    const image = await rig.built('two');
    rig.emulator.addFault({ kind: 'slow', command: 'deploy', phase: 3, text: '2000' });
    const cancel = new AbortController();
    const watch = setInterval(() => {
      if (rig.machines().length === 2) cancel.abort(new Error('cancelled'));
    }, 50);

    const run = await rig.run(stageFor(rig), { image, ...inputs }, { signal: cancel.signal });
    clearInterval(watch);

    assert.ok(cancel.signal.aborted);
    assert.is((run.error as Error).message, 'cancelled');
    assert.equal(
      rig.machines().map(({ id, cordoned }) => [id, cordoned]),
      [[first?.id, false]],
    );
  },

  'somebody else holds a machine: it is waited for, and deployed once more without the release command':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      const inputs = await rig.before();
      const image = await rig.built('two');
      rig.emulator.addFault({ kind: 'lease-held', command: 'deploy' });

      const run = await rig.run(stageFor(rig), { image, ...inputs });

      assert.equal(codesOf(run), []);
      assert.equal(buildsOf(rig.machines()), [RUN_ID]);
      assert.match(JSON.stringify(run.events), /lease currently held by .*deploying once more/);
    },

  'a flyctl that falls silent is interrupted once, cleans up, and the world is as before': async () => {
    await using rig = await openRig();
    const [first] = await rig.deployed('one', 'first');
    const inputs = await rig.before();
    const image = await rig.built('two');
    rig.emulator.addFault({ kind: 'hang', command: 'deploy' });

    const run = await rig.run(stageFor(rig), { image, ...inputs }, { clock: scaledClock(100) });

    assert.equal(codesOf(run), ['FLY_PHASE_STUCK']);
    assert.match(String(run.error), /said nothing for 180 s and was interrupted; its last phase: beginning/);
    assert.equal(
      rig.machines().map(({ id, cordoned }) => [id, cordoned]),
      [[first?.id, false]],
    );
  },
});

test.run();
