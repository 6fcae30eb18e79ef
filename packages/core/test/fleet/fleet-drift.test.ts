import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, fleetDrift, wave } from '../../src/fleet.ts';
import type { Fleet } from '../../src/fleet.ts';
import type { StateStore } from '../../src/index.ts';
import { markRelease, recordRelease } from '../../src/release.ts';
import type { ReleaseEntry } from '../../src/release.ts';
import { memoryStore } from '../../src/testing/index.ts';
import { codeOf } from '../codes.ts';
import { deploy, shops } from './pipelines.ts';

function entryOf(index: number, imageDigest: string): Omit<ReleaseEntry, 'marks'> {
  const none = { configHash: null, secretVersions: {}, buildId: null, machines: [] };
  const release = { version: String(index + 1), imageDigest, imageRef: `shop@${imageDigest}`, ...none };
  const at = `2026-01-0${index + 1}T00:00:00.000Z`;
  return { release, configJson: null, runId: `run-${index}`, at };
}

async function released(...digests: readonly string[]): Promise<StateStore> {
  const store = memoryStore();
  for (const [index, digest] of digests.entries()) await recordRelease(store, entryOf(index, digest));
  return store;
}

function fleetOf(running: Fleet['running']): Fleet {
  return defineFleet('shops', { members: shops(5), pipeline: deploy, waves: [wave('all')], running });
}

test('a member drifts when it runs something else than the release that counts in its ledger', async () => {
  const back = await released('sha256:1', 'sha256:2');
  await markRelease(back, entryOf(1, 'sha256:2'), {
    undone: { at: '2026-01-03T00:00:00.000Z', runId: 'run-3', reason: 'back' },
  });
  const stores: Readonly<Record<string, StateStore>> = {
    'shop-001': await released('sha256:1', 'sha256:2'),
    'shop-002': await released('sha256:1', 'sha256:2'),
    'shop-003': back,
    'shop-004': memoryStore(),
    'shop-005': await released('sha256:1'),
  };
  const runs: Readonly<Record<string, readonly string[]>> = {
    'shop-001': ['sha256:2', 'sha256:2'],
    'shop-002': ['sha256:2', 'sha256:9'],
    'shop-003': ['sha256:1'],
    'shop-004': ['sha256:1'],
  };
  const fleet = fleetOf(async ({ app }) => {
    const found = runs[app];
    if (found === undefined) throw new Error('no answer');
    return found;
  });

  const found = await fleetDrift(fleet, {
    environment: 'production',
    env: {},
    stateOf: (app) => stores[app] ?? memoryStore(),
  });

  assert.equal(
    found.map((member) => `${member.app} ${member.found} ${member.because}`.trim()),
    ['shop-001 same', 'shop-002 drifted', 'shop-003 same', 'shop-004 new', 'shop-005 unknown no answer'],
  );
});

test('each member is asked with its own variables, and one without them is not known', async () => {
  const fleet: Fleet = {
    ...fleetOf(async (_member, { env }) => [`sha256:${env['TOKEN']}`]),
    async secrets({ app }) {
      if (app === 'shop-002') throw new Error('no secret');
      return { TOKEN: app };
    },
  };

  const found = await fleetDrift(fleet, { environment: 'production', env: {}, stateOf: memoryStore });

  assert.equal(
    found.slice(0, 2).map(({ running, because }) => [running, because]),
    [
      [['sha256:shop-001'], ''],
      [[], "the secrets of member 'shop-002' cannot be read: Error: no secret"],
    ],
  );
});

test('a fleet that does not say what its members run cannot be asked', async () => {
  const asked = fleetDrift(fleetOf(undefined), { environment: 'production', env: {}, stateOf: memoryStore });

  assert.is(await codeOf(asked), 'FLEET_INVALID');
});

test.run();
