import type { Release } from '@paintbox/deploy-core/release';
import { runStage } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ensureKeys } from '../src/stages/ensure-keys.ts';
import { secretVersions } from '../src/stages/secret-versions.ts';
import { failureOf, keysOf, publicName, startRig } from './aws-rig.ts';
import type { AwsRig } from './aws-rig.ts';

const release = (versions: Readonly<Record<string, string>>): Release => ({
  version: '7',
  imageDigest: null,
  imageRef: 'registry.fly.io/demo:v7',
  configHash: null,
  secretVersions: versions,
  buildId: null,
  machines: [],
});
const look = (rig: AwsRig, previous: Release | null) =>
  runStage(secretVersions(), { previous }, { env: rig.env });

test('the live release can be put back while its secrets exist, and a changed secret is reported', async () => {
  await using rig = await startRig();
  const keys = keysOf(await rig.run(ensureKeys()));
  const previous = release({ [publicName]: keys.versionId });

  const fresh = await look(rig, previous);
  await rig.write(publicName, (text) => `${text} `);
  await rig.write(publicName, (text) => `${text} `);
  const older = await look(rig, previous);

  assert.equal(
    [fresh, older].map(({ checks, error }) => [error, checks.map(({ verdict }) => verdict)]),
    [
      [undefined, ['pass']],
      [undefined, ['warn']],
    ],
  );
});

test('a secret that is gone or going is found before anything is changed', async () => {
  await using rig = await startRig();
  await rig.run(ensureKeys());
  await rig.scheduleDeletion(publicName);

  const run = await look(rig, release({ [publicName]: 'v1', 'paintbox/none': 'v1' }));

  const { code, message } = failureOf(run);
  assert.is(code, 'AWS_SECRET_GONE');
  assert.match(message, /is being deleted; secret 'paintbox\/none' is not there/);
});

test('before the first deploy there is nothing to look at', async () => {
  await using rig = await startRig();

  assert.is((await look(rig, null)).error, undefined);
  assert.is(rig.count('DescribeSecret'), 0);
});

test.run();
