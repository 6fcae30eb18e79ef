import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blamesBuild, classifyFailure } from '../src/flyctl/classify-failure.ts';
import { FAILURES } from '../src/flyctl/failures.ts';

const output = (stderr: string, exitCode: number | null = 1, signal: string | null = null) => ({
  stdout: '',
  stderr,
  exitCode,
  signal,
});

const CASES: readonly (readonly [string, string])[] = [
  ["Error: no access token available. Please login with 'flyctl auth login'", 'FLY_TOKEN_REFUSED'],
  [
    'Error: failed to get app: failed to run query ($appName: String!) {\n app\n}: Could not find App "demo"',
    'FLY_APP_NOT_FOUND',
  ],
  ['Error: App configuration is not valid', 'FLY_CONFIG_REFUSED'],
  ['Error: unknown flag: --json', 'FLY_FLYCTL_OLD'],
  [
    'Error: failed to fetch an image or build from source: Could not find image "registry.fly.io/demo:v1"',
    'FLY_IMAGE_MISSING',
  ],
  ['Error: failed to create release (status 404): Could not find image', 'FLY_IMAGE_MISSING'],
  [
    'Error: failed to fetch an image or build from source: error building: deadline_exceeded',
    'FLY_BUILDER_UNAVAILABLE',
  ],
  ['Error: failed to fetch an image or build from source: unexpected EOF', 'FLY_BUILDER_UNAVAILABLE'],
  [
    'Error: failed to fetch an image or build from source: error building: failed to solve: process "npm ci" did not complete',
    'FLY_BUILD_FAILED',
  ],
  ['Error: machine ID 148e lease currently held by a@b.c, expires at 2026-03-01T10:00:00Z', 'FLY_LEASE_HELD'],
  ['Error: failed to acquire leases: something', 'FLY_LEASE_HELD'],
  ['Error: found multiple image versions', 'FLY_MIXED_IMAGES'],
  ['Error: app not in valid state for bluegreen deployments', 'FLY_NO_CHECKS'],
  [
    'Error: could not reserve resource for machine: insufficient memory\nfailed to create green machines',
    'FLY_NO_CAPACITY',
  ],
  ["Error: app can't undergo bluegreen deployment due to org limits", 'FLY_NO_CAPACITY'],
  [
    'Error: release command failed - aborting deployment. machine 148e exited with non-zero status of 1',
    'FLY_RELEASE_COMMAND_FAILED',
  ],
  [
    "Error: release command failed - aborting deployment. error waiting for release_command machine 148e to finish running: timeout reached waiting for machine's state to change",
    'FLY_RELEASE_COMMAND_TIMEOUT',
  ],
  [
    'Error: error finding the release_command machine 148e exit event: not found',
    'FLY_RELEASE_COMMAND_TIMEOUT',
  ],
  ['Error: deployment aborted by user\ncould not get all green machines to be healthy', 'FLY_INTERRUPTED'],
  ['Error: wait timeout\ncould not get all blue machines into stopped state', 'FLY_BLUE_NOT_STOPPED'],
  ['Error: wait timeout\ncould not get all green machines to be healthy', 'FLY_GREEN_UNHEALTHY'],
  ['Error: volume in use\nfailed to create green machines', 'FLY_GREEN_NOT_CREATED'],
  ['Error: smoke checks for 148e failed: the app appears to be crashing', 'FLY_CRASHING'],
  [
    'Error: timeout reached waiting for health checks to pass for machine 148e: net/http: request canceled',
    'FLY_HEALTH_TIMEOUT',
  ],
  [
    "Error: timeout reached waiting for machine's state to change\nYour machine was created, but never started or exited immediately",
    'FLY_MACHINE_STUCK',
  ],
  ["Error: failed to set release status to 'running': status 504", 'FLY_RELEASE_NOT_WRITTEN'],
  ['Error: failed to create release (status 502)', 'FLY_RELEASE_NOT_WRITTEN'],
  ['Error: DNS checks failed', 'FLY_AFTERMATH'],
  [
    'WARN: Not enough space to unpack image, possibly exceeds maximum of 8GB uncompressed',
    'FLY_IMAGE_TOO_BIG',
  ],
  ['Error: failed to launch VM: connection reset by peer', 'FLY_PLATFORM_UNREACHABLE'],
  ['Error: something nobody has seen', 'FLY_FLYCTL_FAILED'],
];

for (const [text, code] of CASES) {
  test(`'${text.slice(0, 70).replaceAll('\n', ' ')}' is ${code}`, () => {
    assert.is(classifyFailure(output(text)).code, code);
  });
}

test('every row of the table is reached by a case', () => {
  const reached = new Set(CASES.map(([, code]) => code));

  assert.equal(
    FAILURES.map(({ code }) => code).filter((code) => !reached.has(code)),
    [],
  );
});

test('what was said is the last error, without colour, and never a whole log', () => {
  const log = `${'==> Building\n'.repeat(500)}Error: first\nmore\n\u001B[31mError: wait timeout\ncould not get all green machines to be healthy\u001B[0m\n`;

  const failure = classifyFailure(output(log));

  assert.is(failure.said, 'wait timeout could not get all green machines to be healthy');
});

test('a silent end says how it ended', () => {
  assert.match(classifyFailure(output('', null, 'SIGKILL')).said, /SIGKILL/);
  assert.match(classifyFailure(output('', 127)).said, /interrupted/);
  assert.match(
    classifyFailure(output('Creating green machines\n  Created machine 1', 137)).said,
    /ended by .*Created machine 1$/,
  );
});

test('only failures that changed nothing, or a record, are tried again by themselves', () => {
  const repeated = FAILURES.filter(
    ({ reaction, code }) => reaction === 'repeat' && code !== 'FLY_PLATFORM_UNREACHABLE',
  );

  assert.not.ok(repeated.some(({ stageReached }) => stageReached === 'machines'));
});

/** The failures that users of flyctl meet, by the number of the catalogue: text, code, how far it got, what is done. */
const CATALOGUE: readonly (readonly [
  row: number,
  text: string,
  code: string,
  stage: string,
  reaction: string,
])[] = [
  [
    1,
    'machine ID 148e lease currently held by a@b.c, expires at 2026-03-01T10:00:00Z',
    'FLY_LEASE_HELD',
    'release',
    'wait',
  ],
  [1, 'failed to get lease on VM 148e: conflict', 'FLY_LEASE_HELD', 'release', 'wait'],
  [1, 'failed to acquire leases: x', 'FLY_LEASE_HELD', 'release', 'wait'],
  [
    2,
    'timeout reached waiting for health checks to pass for machine 148e',
    'FLY_HEALTH_TIMEOUT',
    'machines',
    'look',
  ],
  [
    2,
    'timeout reached waiting for health checks to pass for machine 148e: net/http: request canceled',
    'FLY_HEALTH_TIMEOUT',
    'machines',
    'look',
  ],
  [
    3,
    'wait timeout\ncould not get all green machines to be healthy',
    'FLY_GREEN_UNHEALTHY',
    'machines',
    'look',
  ],
  [
    3,
    'wait timeout\ncould not get all green machines into started state',
    'FLY_GREEN_UNHEALTHY',
    'machines',
    'look',
  ],
  [4, 'smoke checks for 148e failed: the app appears to be crashing', 'FLY_CRASHING', 'machines', 'look'],
  [5, 'found multiple image versions', 'FLY_MIXED_IMAGES', 'release', 'sweep'],
  [6, "timeout reached waiting for machine's state to change", 'FLY_MACHINE_STUCK', 'machines', 'look'],
  [
    6,
    'Your machine was created, but never started or exited immediately',
    'FLY_MACHINE_STUCK',
    'machines',
    'look',
  ],
  ...['deadline_exceeded', 'unexpected EOF', 'context canceled', 'error releasing builder'].map(
    (text) =>
      [
        7,
        `failed to fetch an image or build from source: ${text}`,
        'FLY_BUILDER_UNAVAILABLE',
        'nothing',
        'other-builder',
      ] as const,
  ),
  [
    7,
    'failed probing "personal": context deadline exceeded',
    'FLY_BUILDER_UNAVAILABLE',
    'nothing',
    'other-builder',
  ],
  [7, 'remote builder app unavailable', 'FLY_BUILDER_UNAVAILABLE', 'nothing', 'other-builder'],
  [7, 'failed waiting for docker daemon', 'FLY_BUILDER_UNAVAILABLE', 'nothing', 'other-builder'],
  [
    8,
    'failed to fetch an image or build from source: process "npm ci" did not complete',
    'FLY_BUILD_FAILED',
    'nothing',
    'stop',
  ],
  [8, "dockerfile '/x' not found", 'FLY_BUILD_FAILED', 'nothing', 'stop'],
  [8, 'docker is unavailable to build the deployment image', 'FLY_BUILD_FAILED', 'nothing', 'stop'],
  [
    9,
    'failed to create release (status 404): Could not find image "x"',
    'FLY_IMAGE_MISSING',
    'nothing',
    'repeat',
  ],
  [
    10,
    'release command failed - aborting deployment. machine 148e exited with non-zero status of 1',
    'FLY_RELEASE_COMMAND_FAILED',
    'release',
    'stop',
  ],
  [
    10,
    "release command failed - aborting deployment. error waiting for release_command machine 148e to finish running: timeout reached waiting for machine's state to change",
    'FLY_RELEASE_COMMAND_TIMEOUT',
    'release',
    'look',
  ],
  [
    10,
    'error finding the release_command machine 148e exit event: not found',
    'FLY_RELEASE_COMMAND_TIMEOUT',
    'release',
    'look',
  ],
  [11, "failed to set release status to 'running': x", 'FLY_RELEASE_NOT_WRITTEN', 'release', 'repeat'],
  [11, 'failed to update release (status 504)', 'FLY_RELEASE_NOT_WRITTEN', 'release', 'repeat'],
  [11, 'failed to create release (status 502)', 'FLY_RELEASE_NOT_WRITTEN', 'release', 'repeat'],
  [12, 'failed to set final release status after deployment complete', 'FLY_AFTERMATH', 'machines', 'look'],
  [12, 'DNS verification failed', 'FLY_AFTERMATH', 'machines', 'look'],
  ...[
    'could not reserve resource for machine',
    'insufficient resources',
    'insufficient memory available',
    'over the allowed quota',
    'no capacity',
    'due to org limits',
    'please add a payment method',
  ].map((text) => [13, text, 'FLY_NO_CAPACITY', 'machines', 'look'] as const),
  ...[
    'no access token available',
    'You must be authenticated',
    'unauthorized',
    'Not authorized to deploy this app',
    'you are not authorized to push',
  ].map((text) => [14, text, 'FLY_TOKEN_REFUSED', 'nothing', 'stop'] as const),
  [14, 'Could not find App "x"', 'FLY_APP_NOT_FOUND', 'nothing', 'stop'],
  [
    15,
    'Not enough space to unpack image, possibly exceeds maximum of 8GB uncompressed',
    'FLY_IMAGE_TOO_BIG',
    'machines',
    'look',
  ],
  [17, 'deployment aborted by user\nfailed to create green machines', 'FLY_INTERRUPTED', 'machines', 'look'],
  [18, 'failed to launch VM: status 503', 'FLY_PLATFORM_UNREACHABLE', 'machines', 'repeat'],
  [18, 'error getting machine 148e: machine not found', 'FLY_PLATFORM_UNREACHABLE', 'machines', 'repeat'],
  [18, 'read tcp: connection reset by peer', 'FLY_PLATFORM_UNREACHABLE', 'machines', 'repeat'],
];

test('every failure of the catalogue has its code, how far it got, and what is done', () => {
  const wrong = CATALOGUE.flatMap(([row, text, code, stage, reaction]) => {
    const found = classifyFailure(output(`Error: ${text}`));
    const seen = [found.code, found.stageReached, found.reaction].join(' ');
    return seen === [code, stage, reaction].join(' ') ? [] : [`row ${row} '${text}': ${seen}`];
  });

  assert.equal(wrong, []);
});

test('a flyctl that was ended from outside was interrupted, whatever it had printed', () => {
  assert.is(classifyFailure(output('', 127)).code, 'FLY_INTERRUPTED');
  assert.is(classifyFailure(output('', null, 'SIGTERM')).code, 'FLY_INTERRUPTED');
  assert.match(classifyFailure(output('goroutine 1', 3)).said, /crashed \(exit code 3\)/);
});

test('only failures of the build itself are held against it', () => {
  assert.ok(blamesBuild('FLY_GREEN_UNHEALTHY'));
  assert.not.ok(blamesBuild('FLY_NO_CAPACITY'));
  assert.not.ok(blamesBuild('FLY_INTERRUPTED'));
  assert.not.ok(blamesBuild('NOT_OURS'));
});

test.run();
