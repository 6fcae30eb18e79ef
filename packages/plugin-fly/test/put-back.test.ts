import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { stage } from '@paintbox/deploy-core';
import type { StageContext } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openFlyctl } from '../src/flyctl/flyctl.ts';
import { putBack } from '../src/release/put-back.ts';
import { waitForQuiet } from '../src/fleet/others-at-work.ts';
import { observeRelease } from '../src/release/release-outcome.ts';
import { openRig, RUN_ID } from './rig.ts';
import type { Rig } from './rig.ts';
import { sideBySide } from './side-by-side.ts';

/** Calls something with a real context, as a run that died and is resumed would. */
async function withContext<T>(rig: Rig, work: (ctx: StageContext) => Promise<T>): Promise<T> {
  const results: T[] = [];
  const run = await rig.run(
    stage({
      name: 'test.work',
      async run(_inputs, ctx) {
        results.push(await work(ctx));
      },
    }),
  );
  const [result] = results;
  if (result === undefined) throw run.error;
  return result;
}

/** Leaves behind what a deployer does that is killed, with its flyctl, at the beginning of a phase. */
async function diedAt(rig: Rig, phase: number): ReturnType<Rig['before']> {
  await rig.deployed('one', 'first');
  const inputs = await rig.before();
  const { ref } = await rig.built('two');
  rig.emulator.addFault({ kind: 'kill-self', command: 'deploy', phase });
  const args = [
    'deploy',
    '-c',
    rig.config,
    '--image',
    ref,
    '-e',
    `PAINTBOX_BUILD_ID=${RUN_ID}`,
    '--ha=false',
  ];
  await rig.flyctl(...args).catch(() => undefined);
  return inputs;
}

async function putBackWithTheSameMachines(phase: number): Promise<void> {
  await using rig = await openRig();
  const inputs = await diedAt(rig, phase);
  const goal = {
    ...inputs,
    before: inputs['fleet-before'],
    configFile: rig.config,
    waitTimeout: '5s',
    convergeMs: 3_000,
  };

  const left = rig.machines().length;
  const restored = await withContext(rig, async (ctx) => {
    const flyctl = await openFlyctl(ctx);
    await waitForQuiet(ctx, flyctl);
    const first = await putBack(ctx, flyctl, goal);
    return [first, await putBack(ctx, flyctl, goal)];
  });

  assert.is(left, 2);
  assert.equal(restored, [inputs.previous, inputs.previous]);
  assert.equal(
    rig.machines().map(({ id, state, cordoned }) => ({ id, state, cordoned })),
    inputs['fleet-before'].machines.map((id) => ({ id, state: 'started', cordoned: false })),
  );
}

/** The statuses of requests that take two seconds each, the first of which is sent after a while. */
async function askAgain(
  rig: Rig,
  ca: string,
  afterMs: number,
  ended: AbortSignal,
): Promise<readonly number[]> {
  const statuses: number[] = [];
  await sleep(afterMs);
  while (!ended.aborted) {
    const [response] = (await once(get(`${rig.emulator.edgeUrl('demo')}/slow`, { ca }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    statuses.push(response.statusCode ?? 0);
  }
  return statuses;
}

/** What a later life of the run, and the one that ran flyctl itself, make of a fleet that was left at a phase. */
async function seenAt(phase: number): Promise<readonly string[]> {
  await using rig = await openRig();
  const { 'fleet-before': before } = await diedAt(rig, phase);
  return await withContext(rig, async (ctx) => {
    const later = await observeRelease(ctx, before, { ended: false });
    const own = await observeRelease(ctx, before, { ended: true });
    return [later.status, own.status];
  });
}

const SAME = 'is put back with the very machines that served before';

sideBySide({
  'a first deploy that a dead flyctl left without one of its groups is begun again by a later life of the run':
    async () => {
      await using rig = await openRig();
      const { 'fleet-before': before } = await rig.before();
      const { ref } = await rig.built('one');
      await rig.flyctl('deploy', '-c', rig.config, '--image', ref, '-e', `PAINTBOX_BUILD_ID=${RUN_ID}`);

      const statuses = await withContext(rig, async (ctx) => {
        const seen = [
          await observeRelease(ctx, before, { ended: false, groups: ['app', 'worker'] }),
          await observeRelease(ctx, before, { ended: true, groups: ['app', 'worker'] }),
          await observeRelease(ctx, before, { ended: false, groups: ['app'] }),
        ];
        return seen.map(({ status }) => status);
      });

      assert.equal(statuses, ['not-done', 'done', 'done']);
    },

  'a fleet one of whose old machines is gone ends with as many machines as before, however many new ones there were':
    async () => {
      await using rig = await openRig();
      await rig.deployed('one', 'first');
      await rig.flyctl('scale', 'count', 'app=2', '--yes', '-a', 'demo');
      const inputs = await rig.before();
      const { ref } = await rig.built('two');
      rig.emulator.addFault({ kind: 'kill-self', command: 'deploy', phase: 6 });
      const words = ['deploy', '-c', rig.config, '--image', ref, '-e', `PAINTBOX_BUILD_ID=${RUN_ID}`];
      await rig.flyctl(...words).catch(() => undefined);
      const [gone = ''] = inputs['fleet-before'].machines;
      await rig.flyctl('machine', 'leases', 'clear', gone, '-a', 'demo');
      await rig.flyctl('machine', 'destroy', '--force', gone, '-a', 'demo');
      const left = rig.machines().length;

      await withContext(rig, async (ctx) => {
        const flyctl = await openFlyctl(ctx);
        await waitForQuiet(ctx, flyctl);
        const goal = {
          ...inputs,
          before: inputs['fleet-before'],
          configFile: rig.config,
          waitTimeout: '5s',
          convergeMs: 3_000,
        };
        return [await putBack(ctx, flyctl, goal)];
      });

      assert.is(left, 3);
      assert.is(rig.machines().length, 2);
      for (const { image_ref: image } of rig.machines())
        assert.is(image.digest, inputs.previous?.imageDigest);
    },

  'a machine that is taken back finishes what it is answering': async () => {
    await using rig = await openRig();
    const inputs = await diedAt(rig, 6);
    const goal = {
      ...inputs,
      before: inputs['fleet-before'],
      configFile: rig.config,
      waitTimeout: '5s',
      convergeMs: 3_000,
    };
    const ca = await readFile(rig.emulator.caFile, 'utf8');

    const statuses = await withContext(rig, async (ctx) => {
      const flyctl = await openFlyctl(ctx);
      await waitForQuiet(ctx, flyctl);
      // Asked all the time, so that some are on their way whenever a machine goes; both colours answer.
      const ended = new AbortController();
      const asking = Array.from({ length: 8 }, (_, index) => askAgain(rig, ca, index * 250, ended.signal));
      await putBack(ctx, flyctl, goal);
      ended.abort();
      return (await Promise.all(asking)).flat();
    });

    assert.equal([...new Set(statuses)], [200]);
    assert.equal(
      rig.machines().map(({ id }) => id),
      inputs['fleet-before'].machines,
    );
  },

  'a release of an earlier life that never came to serve is begun again, one that did is judged':
    async () => {
      assert.equal(await seenAt(3), ['not-done', 'done']);
      assert.equal(await seenAt(7), ['done', 'done']);
    },

  [`a fleet left at phase 5 ${SAME}`]: () => putBackWithTheSameMachines(5),
  [`a fleet left at phase 7 ${SAME}`]: () => putBackWithTheSameMachines(7),
});

test.run();
