/**
 * Every stage of this plugin keeps the contract of stages. The stages that release take a platform and a deploy for each rule: CONTRACT=whole tries
 * them too, on a machine that has a few minutes; otherwise only what they say of themselves is looked at.
 */
import { markRelease, readRelease, recordRelease } from '@paintbox/deploy-core/release';
import type { Release } from '@paintbox/deploy-core/release';
import { memoryStore, testStage } from '@paintbox/deploy-core/testing';
import type { StageReport, StageWorld } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { app } from '../src/index.ts';
import type { FleetBefore } from '../src/index.ts';
import { openRig } from './rig.ts';
import type { Rig } from './rig.ts';

const WHOLE = process.env['CONTRACT'] === 'whole';
const secrets = ['a-token-for-tests'];
const env = { FLY_API_TOKEN: secrets[0] };

const release: Release = {
  version: '1',
  imageDigest: 'sha256:1',
  imageRef: 'registry.fly.io/demo@sha256:1',
  configHash: null,
  secretVersions: {},
  buildId: 'first',
  machines: ['m1'],
};
const entry = { release, configJson: '{}', runId: 'r1', at: '2026-01-01T00:00:00.000Z' };
const stable = { release, configJson: '{}', reason: 'the newest one' };
const before: FleetBefore = {
  app: 'demo',
  blues: [],
  digests: ['sha256:2'],
  liveVersion: 2,
  latestVersion: 2,
  configJson: '{}',
  troubles: [],
};
const fly = app();

/** A ledger with one release, which is marked stable when that was asked for. */
const ledgerWorld = (inputs: StageWorld['inputs'], marked: boolean) => async (): Promise<StageWorld> => {
  const store = memoryStore();
  await recordRelease(store, entry);
  if (marked) {
    await markRelease(store, entry, { stable: { at: entry.at, runId: 'r1', evidence: { pass: 1 } } });
  }
  return {
    app: 'demo',
    env,
    store,
    inputs,
    confirm: async () => true,
    snapshot: async () => (await readRelease(store, '1'))?.marks,
  };
};

/** The rules that could not be tried, beside the one about waiting. */
function left({ skipped }: StageReport): readonly string[] {
  return skipped.map(({ rule }) => rule).filter((rule) => rule !== 'abort-in-wait');
}

test('fly.mark-stable', async () => {
  const inputs = { release, 'check-report': { verdict: 'pass', checks: [] } };

  const report = await testStage(fly.markStable(), { world: ledgerWorld(inputs, false), secrets });

  assert.equal(left(report), []);
});

test('fly.choose-stable', async () => {
  const world = async () => {
    const rig = await openRig();
    const image = await rig.built('one');
    const known = { ...entry, release: { ...release, imageDigest: image.digest, imageRef: image.ref } };
    const stable = { at: entry.at, runId: 'r1', evidence: { pass: 1 } };
    await markRelease(rig.store, known, { stable });
    return {
      ...rig,
      app: 'demo',
      inputs: { 'fleet-before': before, previous: { ...release, version: '2' } },
      snapshot: async () => (await readRelease(rig.store, '1'))?.marks,
    };
  };
  const makeStage = ({ fly }: Rig & StageWorld) => fly.chooseStable();

  const report = await testStage(makeStage, { world, secrets });

  assert.equal(left(report), []);
});

test('fly.way-back', async () => {
  const world = async () => {
    const rig = await openRig();
    const { ref } = await rig.built('one');
    const inputs = {
      'fleet-before': { ...before, configJson: null },
      previous: { ...release, imageRef: ref },
    };
    return { ...rig, app: 'demo', inputs, snapshot: () => rig.machines().length };
  };
  const makeStage = ({ fly }: Rig & StageWorld) => fly.wayBack();

  const report = await testStage(makeStage, { world, secrets });

  assert.equal(left(report), []);
});

test('fly.confirm-rollback', async () => {
  const report = await testStage(fly.confirmRollback(), {
    world: ledgerWorld({ 'stable-release': stable }, true),
    secrets,
  });

  assert.equal(left(report), []);
});

const others = [
  fly.build(),
  fly.command(),
  fly.boot(),
  fly.switch(),
  fly.update(),
  fly.retire(),
  fly.bringBack(),
  fly.rehearse(),
  fly.restore(),
];
for (const stage of others) {
  test(`${stage.name} says what it is`, async () => {
    const { kept } = await testStage(stage);

    assert.equal(kept.slice(0, 3), ['name', 'describe', 'wiring']);
  });
}

/** A platform that runs `one`, and what can be seen of it: the machines that are in traffic, and their images. */
async function platform(inputsOf: (rig: Rig) => Promise<StageWorld['inputs']>): Promise<Rig & StageWorld> {
  const rig = await openRig();
  await rig.deployed('one', 'first');
  return {
    ...rig,
    app: 'demo',
    environment: 'production',
    inputs: await inputsOf(rig),
    snapshot: () => rig.machines().map(({ id, cordoned, image_ref: image }) => [id, cordoned, image.digest]),
  };
}

const limits = { stopMs: 30_000, runMs: 180_000, secrets };

test('fly.preflight, on a platform before the first deploy', async () => {
  await using rig = await openRig();
  const world = () => ({ app: 'demo', env: rig.env, snapshot: () => rig.machines().length });

  const report = await testStage(rig.fly.preflight(), { ...limits, world });

  assert.equal(left(report), []);
});

async function wholeBuild(): Promise<void> {
  const makeStage = (rig: Rig & StageWorld) => rig.fly.build({ context: `${rig.dir}/app` });

  const report = await testStage(makeStage, { ...limits, world: () => platform((rig) => rig.before()) });

  assert.equal(left(report), []);
}

async function wholeBoot(): Promise<void> {
  // The clock of the contract jumps; the machines are real.
  const healthyMs = 1e9;
  const report = await testStage((rig: Rig & StageWorld) => rig.flyWith({ healthyMs }).boot(), {
    ...limits,
    world: () => platform(async (rig) => ({ ...(await rig.before()), image: await rig.built('two') })),
  });

  assert.equal(left(report), []);
}

async function wholeSwitch(): Promise<void> {
  const report = await testStage((rig: Rig & StageWorld) => rig.fly.switch(), {
    ...limits,
    world: () =>
      platform(async (rig) => {
        const before = await rig.before();
        const booted = await rig.run(rig.fly.boot(), { ...before, image: await rig.built('two') });
        return { ...before, ...booted.outputs };
      }),
  });

  assert.equal(left(report), []);
}

if (WHOLE) {
  test('fly.build, on a platform', wholeBuild);
  test('fly.boot, on a platform', wholeBoot);
  test('fly.switch, on a platform', wholeSwitch);
}

test.run();
