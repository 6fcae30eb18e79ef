import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { classifyFailure, FAILURES } from '../src/failures.ts';

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
  const repeated = FAILURES.filter(({ transient, code }) => transient && code !== 'FLY_PLATFORM_UNREACHABLE');

  assert.not.ok(repeated.some(({ stageReached }) => stageReached === 'machines'));
});

test.run();
