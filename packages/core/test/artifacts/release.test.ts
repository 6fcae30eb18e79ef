import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePipeline, stage } from '../../src/index.ts';
import type { Artifact } from '../../src/index.ts';
import {
  checkReport,
  greens,
  image,
  previousRelease,
  publishedKeys,
  release,
  rollbackOutcome,
  soak,
} from '../../src/release.ts';
import type { Release } from '../../src/release.ts';
import { runPipeline } from '../../src/run.ts';
import { memoryStore } from '../../src/testing/index.ts';

const released: Release = {
  version: '7',
  imageDigest: null,
  imageRef: 'registry.fly.io/demo:7',
  configHash: null,
  secretVersions: { KEYS: 'v1' },
  buildId: null,
  machines: ['m1'],
};
const green = {
  id: 'm2',
  group: 'app',
  port: 8080,
  imageDigest: 'sha256:a',
  buildId: 'b1',
  started: true,
  platformChecks: 1,
};
const check = {
  id: 'health',
  target: 'https://demo.test',
  verdict: 'pass',
  critical: true,
  message: 'answers',
  evidence: { status: 200 },
};

/** What a codec says of a value: its issues as `path: message`, or the value. */
async function tried(token: Artifact<string, unknown>, value: unknown): Promise<unknown> {
  const result = await token.codec['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  return result.issues.map(({ path, message }) => `${(path ?? []).map(String).join('.')}: ${message}`);
}

test('every word takes what it describes, and keeps what a later version added', async () => {
  const later = { ...released, region: 'ams' };
  const samples: readonly (readonly [Artifact<string, unknown>, unknown])[] = [
    [image, { ref: 'a', digest: null }],
    [
      greens,
      [
        { ...green, zone: 'a' },
        { ...green, port: null, started: false },
      ],
    ],
    [release, later],
    [previousRelease, later],
    [previousRelease, null],
    [publishedKeys, { secretId: 's', versionId: 'v', kids: ['k'], activeKid: 'k', jwks: '{}' }],
    [checkReport, { verdict: 'pass', checks: [check] }],
    [
      checkReport,
      { verdict: 'warn', checks: [{ ...check, shadow: true, answeredBy: { version: null, machine: 'm' } }] },
    ],
    [rollbackOutcome, { target: '6', reason: 'it broke' }],
    [soak, { watchedMs: 0, looks: 0 }],
  ];

  for (const [token, value] of samples) assert.equal(await tried(token, value), value, token.id);
});

test('what does not fit is named by its field', async () => {
  assert.equal(await tried(image, { ref: 7 }), [
    'ref: expected text, got the number 7',
    'digest: expected text, got nothing',
  ]);
  assert.equal(await tried(release, { ...released, machines: 'm1' }), [
    "machines: expected a list, got 'm1'",
  ]);
  assert.equal(await tried(greens, [green, { ...green, port: '8080' }]), [
    "1.port: expected a number, got '8080'",
  ]);
  assert.equal(await tried(release, null), [': expected an object, got null']);
  assert.equal(await tried(checkReport, { verdict: 'fine', checks: [{ ...check, critical: 'yes' }] }), [
    "verdict: expected one of pass, warn, fail, skip, inconclusive, got 'fine'",
    "checks.0.critical: expected true or false, got 'yes'",
  ]);
});

test('a stage that returns half a release fails and says which half is missing', async () => {
  const half = { version: '7', machines: [] } as unknown as Release;
  const ship = stage({ name: 't.ship', provides: { release }, run: () => ({ release: half }) });

  const record = await runPipeline({
    pipeline: definePipeline('deploy', [ship]),
    store: memoryStore(),
    environment: { name: 'test', app: 'demo', url: 'https://demo.test' },
  });

  assert.is(record.error?.code, 'STAGE_OUTPUT');
  assert.match(record.error?.message ?? '', "'release.imageRef': expected text, got nothing");
});

test.run();
