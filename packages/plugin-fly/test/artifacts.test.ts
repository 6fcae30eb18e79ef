import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Release } from '@paintbox/deploy-core/release';
import { stableRelease } from '../src/index.ts';

const release: Release = {
  version: '7',
  imageDigest: null,
  imageRef: 'registry.fly.io/demo:7',
  configHash: null,
  secretVersions: {},
  buildId: null,
  machines: ['m1'],
};
const stable = { release, configJson: null, reason: 'it was proven' };

/** What the codec says of a value: its issues, or the value. */
async function tried(value: unknown): Promise<unknown> {
  const result = await stableRelease.codec['~standard'].validate(value);
  if (result.issues !== undefined) return result.issues.map(({ message }) => message);
  return result.value;
}

test('a release that can be gone back to keeps what a later version added to the release', async () => {
  const later = { ...stable, release: { ...release, region: 'ams' } };

  assert.equal(await tried(stable), stable);
  assert.equal(await tried(later), later);
});

test('an invalid release is refused with the name of the field, as in the core', async () => {
  assert.equal(await tried({ ...stable, release: { ...release, machines: 7 } }), [
    "field 'machines': expected a list, got the number 7",
  ]);
});

test.run();
