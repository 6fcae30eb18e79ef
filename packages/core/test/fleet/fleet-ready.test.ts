import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, fleetObstacles, planFleet, startFleet, wave } from '../../src/fleet.ts';
import type { Fleet, FleetPlan, Member } from '../../src/fleet.ts';
import { definePipeline, stage } from '../../src/index.ts';
import { holdImage } from '../../src/fleet/lead/held-images.ts';
import { fakeClock, memoryStore } from '../../src/testing/index.ts';
import { memoryPlace } from './memory-dispenser.ts';
import { deploy, shops } from './pipelines.ts';
import { standIns } from './stand-ins.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const seen = stage({ name: 'app.seen', run: () => undefined });
const rollback = definePipeline('rollback', [seen]);
const validate = definePipeline('validate', [seen]);

function fleetOf(members: readonly Member[], takeBack: Fleet['takeBack'] = 'wave'): Fleet {
  return defineFleet('shops', {
    members,
    pipeline: deploy,
    waves: [wave('first', { count: 1 }), wave('rest')],
    takeBack,
  });
}

function planOf(fleet: Fleet, image?: string): Promise<FleetPlan> {
  return planFleet(fleet, { environment: 'production', env: {}, now: 0, image });
}

const reachable = shops(3).map((member) => ({ ...member, url: `https://${member.app}.example` }));

test('nothing stands in the way of a fleet that can be reached and taken back', async () => {
  const fleet = fleetOf(reachable);
  const pipelines = [deploy, rollback, validate];

  const found = await fleetObstacles(fleet, await planOf(fleet, DIGEST), { store: memoryStore(), pipelines });

  assert.equal(found, []);
});

test('everything that stands in the way is said at once', async () => {
  const fleet = fleetOf(shops(3));
  const store = memoryStore();

  const found = await fleetObstacles(fleet, await planOf(fleet, 'shop:latest'), {
    store,
    pipelines: [deploy],
  });

  assert.equal(
    found.map(({ code }) => code),
    ['FLEET_INVALID', 'FLEET_MEMBERS', 'FLEET_IMAGE_TAG'],
  );
  assert.match(found[0]?.message ?? '', "by the pipeline 'rollback'");
  assert.match(found[0]?.message ?? '', "by the pipeline 'validate'");
  assert.match(found[1]?.message ?? '', '3 have no url');
});

test('a fleet that takes nothing back needs no pipeline for it, and one without an image needs a build', async () => {
  const fleet = fleetOf(reachable, 'none');

  const found = await fleetObstacles(fleet, await planOf(fleet), {
    store: memoryStore(),
    pipelines: [deploy],
  });

  assert.equal(
    found.map(({ message }) => message),
    ["fleet 'shops': it has no pipeline that builds: name the image with '--image', or give 'build'"],
  );
});

test('a digest is held in whatever registry it lies', async () => {
  const fleet = fleetOf(reachable, 'none');
  const store = memoryStore();
  const image = `registry.example/shop@${DIGEST}`;
  await holdImage(store, {
    image,
    because: 'it was bad',
    fleetRun: 'run',
    since: '2026-11-28T12:00:00.000Z',
  });
  const plan = await planOf(fleet, `mirror.example/shop@${DIGEST}`);

  const found = await fleetObstacles(fleet, plan, { store, pipelines: [deploy] });
  const again = await fleetObstacles(fleet, plan, { store, pipelines: [deploy], again: true });

  assert.equal(
    [found, again].map((problems) => problems.map(({ code }) => code)),
    [['FLEET_IMAGE_HELD'], []],
  );
});

test('a run that has not ended stands in the way, and looking at it changes nothing', async () => {
  const fleet = fleetOf(reachable, 'none');
  const store = memoryStore();
  const plan = await planOf(fleet, DIGEST);
  const dispenser = await memoryPlace().open();
  const { signal } = new AbortController();
  const ports = { store, clock: fakeClock(), dispenser, world: standIns(() => 'good'), signal };
  await (await startFleet(fleet, plan, { runId: '20261128-120000-1a2b3c4d' }, ports)).close();

  const found = await fleetObstacles(fleet, plan, { store, pipelines: [deploy] });

  assert.equal(
    found.map(({ code, exitCode }) => [code, exitCode]),
    [['FLEET_UNFINISHED', 5]],
  );
});

test('two waves without members, and one that tolerates too much, are said together', async () => {
  const fleet = defineFleet('shops', {
    members: reachable,
    pipeline: deploy,
    waves: [
      wave('none', { where: { region: 'mars' } }),
      wave('one', { count: 1, tolerate: 1 }),
      wave('rest'),
    ],
  });

  const error = await planOf(fleet).then(
    () => undefined,
    (thrown: { readonly code: string; readonly problems: readonly { readonly code: string }[] }) => thrown,
  );

  assert.is(error?.code, 'FLEET_UNREADY');
  assert.equal(
    error?.problems.map(({ code }) => code),
    ['FLEET_WAVE_EMPTY', 'FLEET_TOLERANCE'],
  );
});

test.run();
