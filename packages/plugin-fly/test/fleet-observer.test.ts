import { stage } from '@paintbox/deploy-core';
import type { ObservedFleet } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetObserver, runningImages } from '../src/index.ts';
import { openRig } from './rig.ts';
import type { Rig } from './rig.ts';

/** Observes within a stage, as the checks do. */
async function observe(rig: Rig, env: Rig['env'] = rig.env): Promise<ObservedFleet> {
  const seen: ObservedFleet[] = [];
  const look = stage({
    name: 'test.look',
    run: async (_inputs, ctx) => void seen.push(await fleetObserver().observe(ctx)),
  });
  const { error } = await rig.run(look, {}, { env });
  if (error !== undefined) throw error;
  const [fleet] = seen;
  if (fleet === undefined) throw new Error('nothing was observed');
  return fleet;
}

test('the machines are seen as they are, with the build that each was given', async () => {
  await using rig = await openRig();
  const [machine] = await rig.deployed('v1', 'build-1');

  const fleet = await observe(rig);

  assert.ok(fleet.status === 'seen');
  assert.equal(
    fleet.machines.map(({ id, state, buildId, serves }) => ({ id, state, buildId, serves })),
    [{ id: machine?.id, state: 'started', buildId: 'build-1', serves: true }],
  );
});

test('without a token, the observer says that it cannot read the machines', async () => {
  await using rig = await openRig();

  const fleet = await observe(rig, { ...rig.env, FLY_API_TOKEN: undefined, FLY_ACCESS_TOKEN: undefined });

  assert.equal(fleet, {
    status: 'not-available',
    reason: 'neither FLY_ACCESS_TOKEN nor FLY_API_TOKEN is set',
  });
});

test('a fleet asks which images get requests', async () => {
  await using rig = await openRig();
  const [machine] = await rig.deployed('v1', 'build-1');
  const place = { fleet: 'shops', environment: 'production', env: rig.env };

  const running = await runningImages()({ app: 'demo', labels: {} }, place);

  assert.equal([...new Set(running)], [machine?.image_ref.digest]);
});

test.run();
