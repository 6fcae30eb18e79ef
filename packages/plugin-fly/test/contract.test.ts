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
import {
  build,
  chooseStable,
  confirmRollback,
  markStable,
  preflight,
  rehearse,
  release as releaseStage,
  restore,
  wayBack,
} from '../src/index.ts';
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
  machines: ['m2'],
  digests: ['sha256:2'],
  counts: { app: 1 },
  liveVersion: 2,
  latestVersion: 2,
  configJson: '{}',
  troubles: [],
};

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

  const report = await testStage(markStable(), { world: ledgerWorld(inputs, false), secrets });

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
  const makeStage = ({ config }: Rig & StageWorld) => chooseStable({ config });

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
  const makeStage = ({ config }: Rig & StageWorld) => wayBack({ config });

  const report = await testStage(makeStage, { world, secrets });

  assert.equal(left(report), []);
});

test('fly.confirm-rollback', async () => {
  const report = await testStage(confirmRollback(), {
    world: ledgerWorld({ 'stable-release': stable }, true),
    secrets,
  });

  assert.equal(left(report), []);
});

for (const stage of [build(), rehearse(), releaseStage(), restore()]) {
  test(`${stage.name} says what it is`, async () => {
    const { kept } = await testStage(stage);

    assert.equal(kept.slice(0, 3), ['name', 'describe', 'wiring']);
  });
}

/** A platform that runs `one`, and what can be seen of it: the images that serve. */
async function platform(inputsOf: (rig: Rig) => Promise<StageWorld['inputs']>): Promise<Rig & StageWorld> {
  const rig = await openRig();
  await rig.deployed('one', 'first');
  return {
    ...rig,
    app: 'demo',
    environment: 'production',
    inputs: await inputsOf(rig),
    snapshot: () => rig.machines().map(({ image_ref: image }) => image.digest),
  };
}

const limits = { stopMs: 30_000, runMs: 180_000, secrets };
const optionsOf = ({ config }: Rig) => ({ config, waitTimeout: '5s', convergeMs: 3_000 });

test('fly.preflight, on a platform before the first deploy', async () => {
  await using rig = await openRig();
  const world = () => ({ app: 'demo', env: rig.env, snapshot: () => rig.machines().length });

  const report = await testStage(preflight({ config: rig.config }), { ...limits, world });

  assert.equal(left(report), []);
});

async function wholeBuild(): Promise<void> {
  const makeStage = (rig: Rig & StageWorld) => build({ config: rig.config, context: `${rig.dir}/app` });

  const report = await testStage(makeStage, { ...limits, world: () => platform((rig) => rig.before()) });

  assert.equal(left(report), []);
}

async function wholeRelease(): Promise<void> {
  const report = await testStage((rig: Rig & StageWorld) => releaseStage(optionsOf(rig)), {
    ...limits,
    world: () => platform(async (rig) => ({ ...(await rig.before()), image: await rig.built('two') })),
  });

  assert.equal(left(report), []);
}

/** What a rollback from `two` to `one` is given. */
async function rollbackInputs(rig: Rig): Promise<StageWorld['inputs']> {
  const { 'fleet-before': old, previous } = await rig.before();
  await rig.deployed('two', 'second');
  const { 'fleet-before': before } = await rig.before();
  return {
    'fleet-before': before,
    'stable-release': { release: previous, configJson: old.configJson, reason: 'it was stable' },
  };
}

async function wholeRestore(): Promise<void> {
  const report = await testStage((rig: Rig & StageWorld) => restore(optionsOf(rig)), {
    ...limits,
    world: () => platform(rollbackInputs),
  });

  assert.equal(left(report), []);
}

if (WHOLE) {
  test('fly.restore, on a platform', wholeRestore);
  test('fly.build, on a platform', wholeBuild);
  test('fly.release, on a platform', wholeRelease);
}

test.run();
