import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { classify, leftovers, liveVersionOf } from '../src/fleet/classify.ts';
import { configHash, releaseOf } from '../src/release/describe-release.ts';
import { surplus, unfit } from '../src/fleet/fitness.ts';
import type { FleetMachine } from '../src/fleet/machine.ts';

const machine = (id: string, over: Partial<FleetMachine> = {}): FleetMachine => ({
  id,
  kind: 'managed',
  state: 'started',
  group: 'app',
  releaseVersion: 5,
  digest: 'sha256:a',
  imageRef: 'registry.fly.io/demo@sha256:a',
  cordoned: false,
  checks: { passing: 1, total: 1 },
  tag: null,
  buildId: 'run-5',
  hostOk: true,
  size: null,
  reached: true,
  mayRest: false,
  ...over,
});
const wanted = {
  what: 'build run-5',
  belongs: ({ buildId }: FleetMachine) => buildId === 'run-5',
  counts: { app: 2 },
};

test('the live release is the one most serving machines are of, and of equals the older', () => {
  const blue = [machine('b1'), machine('b2')];
  const green = [machine('g1', { releaseVersion: 6 }), machine('g2', { releaseVersion: 6 })];

  assert.is(liveVersionOf([...blue, ...green]), 5);
  assert.is(liveVersionOf([...green, machine('b1', { cordoned: true })]), 6);
  assert.is(liveVersionOf([machine('b1', { state: 'stopped' })]), null);
});

test('only proven leftovers are called zombies', () => {
  const managed = [
    machine('live', { tag: 'safe_to_destroy' }),
    machine('green', { releaseVersion: 6, cordoned: true, tag: '1772359200' }),
    machine('green-untagged', { releaseVersion: 6, cordoned: true }),
    machine('green-serving', { releaseVersion: 6, tag: '1772359200', checks: { passing: 0, total: 1 } }),
    machine('blue', { releaseVersion: 4, cordoned: true, tag: 'safe_to_destroy' }),
    machine('blue-serving', { releaseVersion: 4, tag: 'safe_to_destroy', checks: { passing: 0, total: 1 } }),
    machine('blue-untagged', { releaseVersion: 4, state: 'stopped', tag: '1772000000' }),
  ];
  const others = [
    machine('hand-made', { kind: 'unmanaged' }),
    machine('migration', { kind: 'release-command' }),
  ];

  const roles = Object.fromEntries(classify({ managed, others }));

  assert.equal(roles, {
    live: 'live',
    green: 'green-zombie',
    'green-untagged': 'unexplained',
    'green-serving': 'unexplained',
    blue: 'blue-zombie',
    'blue-serving': 'unexplained',
    'blue-untagged': 'unexplained',
    'hand-made': 'foreign',
    migration: 'release-command',
  });
  assert.equal(
    leftovers({ managed, others }).map(({ id }) => id),
    ['green', 'blue'],
  );
});

test('without a serving machine nothing is left over', () => {
  const managed = [
    machine('a', { state: 'stopped' }),
    machine('b', { releaseVersion: 6, cordoned: true, tag: '17' }),
  ];

  assert.equal(leftovers({ managed, others: [] }), []);
});

test('a fleet that is as wanted has no reasons', () => {
  assert.equal(unfit([machine('m1'), machine('m2')], wanted), []);
});

test('every difference from the wanted fleet is reported', () => {
  const reasons = unfit(
    [
      machine('m1', { cordoned: true }),
      machine('m2', { state: 'stopped' }),
      machine('m3', { checks: { passing: 0, total: 1 } }),
      machine('m4', { hostOk: false }),
      machine('m5', { digest: 'sha256:b' }),
      machine('old', { buildId: 'run-4', releaseVersion: 4 }),
    ],
    { ...wanted, counts: { app: 6 } },
  ).join('\n');

  for (const expected of [
    /m1 .*cordoned/,
    /m2 .*stopped/,
    /m3 .*0 of 1/,
    /m4/,
    /2 images/,
    /old .*v4/,
    /5 of 6/,
  ]) {
    assert.match(reasons, expected);
  }
  assert.equal(unfit([], wanted).length, 2);
});

test('a machine may rest while another of its group serves', () => {
  const resting = machine('m2', { state: 'stopped', mayRest: true });

  assert.equal(unfit([machine('m1'), resting], wanted), []);
  assert.is(unfit([machine('m1', { cordoned: true }), resting], wanted).length, 2);
});

test('a release is the newest one of its machines, and its config hash ignores the build id', () => {
  const configJson = '{"env":{"A":"1","PAINTBOX_BUILD_ID":"x"},"app":"demo"}';

  const release = releaseOf([machine('m1', { releaseVersion: 4, buildId: 'run-4' }), machine('m2')], {
    configJson,
  });
  const inTwoDeploys = releaseOf([machine('m1', { releaseVersion: 4 }), machine('m2')], { configJson });

  assert.is(release?.version, '5');
  assert.equal(release?.machines, ['m2']);
  assert.equal(inTwoDeploys?.machines, ['m1', 'm2']);
  assert.is(configHash(configJson), configHash('{"app":"demo","env":{"PAINTBOX_BUILD_ID":"y","A":"1"}}'));
  assert.is.not(configHash(configJson), configHash('{"app":"demo","env":{"A":"2"}}'));
});

test('machines beyond the wanted number are surplus, idle ones first, and those of other groups are left alone', () => {
  const machines = [
    machine('a'),
    machine('b', { cordoned: true }),
    machine('c'),
    machine('worker', { group: 'worker' }),
  ];

  assert.equal(
    surplus(machines, { app: 2 }).map(({ id }) => id),
    ['b'],
  );
  assert.equal(
    surplus(machines, { app: 1 }).map(({ id }) => id),
    ['b', 'a'],
  );
  assert.equal(surplus(machines, { app: 3 }), []);
});

test.run();
