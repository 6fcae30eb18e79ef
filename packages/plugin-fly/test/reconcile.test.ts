import type { RunStatus } from '@paintbox/deploy-core/run';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetMachine } from '../src/fleet/machine.ts';
import { findingLine, findingsOf } from '../src/fleet/reconcile.ts';

const machine = (id: string, over: Partial<FleetMachine> = {}): FleetMachine => ({
  id,
  kind: 'managed',
  state: 'started',
  group: 'web',
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
const green = (id: string, over: Partial<FleetMachine> = {}): FleetMachine =>
  machine(id, { releaseVersion: 6, cordoned: true, tag: '1772359200', buildId: 'run-6', ...over });
const blue = (id: string, over: Partial<FleetMachine> = {}): FleetMachine =>
  machine(id, { releaseVersion: 4, cordoned: true, tag: 'safe_to_destroy', buildId: 'run-4', ...over });

const actions = (
  managed: readonly FleetMachine[],
  fates: Readonly<Record<string, RunStatus>> = {},
  others: readonly FleetMachine[] = [],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    findingsOf({ managed, others }, new Map(Object.entries(fates))).map(
      ({ machine: { id }, role, action }) => [id, `${role} ${action}`],
    ),
  );

test('a whole fleet has no findings', () => {
  assert.equal(actions([machine('a'), machine('b')]), {});
});

test('leftovers of blue-green of both colours are removed when other machines serve', () => {
  assert.equal(actions([machine('a'), green('g'), blue('b')]), {
    g: 'green-zombie remove',
    b: 'blue-zombie remove',
  });
});

test('replaced machines are kept while fewer serve than they were', () => {
  const seen = actions([machine('a'), blue('b1'), blue('b2')]);

  assert.equal(seen, { b1: 'blue-zombie refuse', b2: 'blue-zombie refuse' });
});

test('a tag alone proves nothing: a machine that takes traffic is not touched', () => {
  assert.equal(actions([machine('a'), machine('b'), blue('c', { cordoned: false })]), {
    c: 'unexplained refuse',
  });
  assert.equal(actions([machine('a', { tag: 'safe_to_destroy' })]), {});
});

test('machines of a run that gave up are removed, those of an open or unknown run are not', () => {
  const fleet = [machine('a'), machine('b'), green('g', { cordoned: false })];

  assert.equal(actions(fleet, { 'run-6': 'rolled-back' }), { g: 'unexplained remove' });
  assert.equal(actions(fleet, { 'run-6': 'needs-attention' }), { g: 'unexplained refuse' });
  assert.equal(actions(fleet, { 'run-6': 'succeeded' }), { g: 'unexplained refuse' });
  assert.equal(actions(fleet), { g: 'unexplained refuse' });
});

test('nothing is removed when no machine serves, and machines out of traffic return', () => {
  const served = blue('a', { state: 'stopped' });

  assert.equal(actions([served, green('g')], { 'run-6': 'failed' }), {
    a: 'unexplained return',
    g: 'unexplained refuse',
  });
  assert.equal(actions([machine('a', { cordoned: true })]), { a: 'unexplained return' });
  // It takes traffic, badly: that is for a rollback to judge.
  const failing = machine('f', { checks: { passing: 0, total: 1 } });
  assert.equal(actions([served, failing]), { a: 'unexplained refuse', f: 'unexplained refuse' });
});

test('each process group has its own live release', () => {
  const fleet = [
    machine('web', { releaseVersion: 6 }),
    machine('worker', { group: 'worker', releaseVersion: 7 }),
    green('g', { group: 'worker', releaseVersion: 8 }),
  ];

  assert.equal(actions(fleet), { g: 'green-zombie remove' });
});

test('machines that deploys do not manage are left alone, and every finding says why', () => {
  const others = [machine('h', { kind: 'unmanaged' }), machine('r', { kind: 'release-command' })];
  const found = findingsOf({ managed: [machine('a')], others }, new Map());

  assert.equal(
    found.map(({ action }) => action),
    ['keep', 'keep'],
  );
  assert.match(
    found.map(findingLine).join('\n'),
    /machine h \(web, release v5, started\): foreign, to be left alone - /,
  );
});

test.run();
