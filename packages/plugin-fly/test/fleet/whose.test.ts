/** Whose the machines of a fleet are, over fleets that are only data. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetMachine } from '../../src/fleet/machine.ts';
import { newestVersion, whoseAre } from '../../src/fleet/whose.ts';

const MARK = { release: 'b2', run: 'r2', role: 'green', generation: 2 };

/** A machine that serves as release 2, with what is different. */
function machine(id: string, different: Partial<FleetMachine> = {}): FleetMachine {
  return {
    id,
    name: id,
    kind: 'managed',
    state: 'started',
    group: 'web',
    region: 'fra',
    instanceId: 'v1',
    releaseVersion: 2,
    digest: 'sha256:2',
    imageRef: 'registry.fly.io/shop@sha256:2',
    cordoned: false,
    checks: { passing: 1, total: 1 },
    tag: null,
    buildId: 'b2',
    mark: null,
    size: null,
    hostOk: true,
    reached: true,
    restsFor: null,
    volume: false,
    config: {},
    events: [],
    ...different,
  };
}

/** What each machine is, beside one that serves. */
function whose(...machines: readonly FleetMachine[]): readonly string[] {
  return whoseAre([machine('live'), ...machines])
    .slice(1)
    .map(({ whose: what }) => what);
}

test('in traffic, a machine serves when it passes all its checks, and is broken when one fails', () => {
  assert.equal(
    whose(
      machine('checked'),
      machine('worker', { reached: false, checks: { passing: 0, total: 0 } }),
      machine('failing', { checks: { passing: 1, total: 2 } }),
    ),
    ['serves', 'serves', 'broken'],
  );
});

test('a machine that stopped rests where that is meant or ended well, and is broken after a crash', () => {
  const exit = { exitCode: 1, oomKilled: false, requestedStop: false, restarting: false, restartCount: 0 };
  const crash = { type: 'exit', status: 'stopped', source: 'flyd', at: 1, exit };
  const stopped = { state: 'stopped', checks: { passing: 0, total: 1 } };

  assert.equal(
    whose(
      machine('autostopped', { ...stopped, restsFor: 'traffic', events: [crash] }),
      machine('asked', { ...stopped, events: [{ ...crash, exit: { ...exit, requestedStop: true } }] }),
      machine('suspended', { state: 'suspended' }),
      machine('crashed', { ...stopped, events: [crash] }),
      machine('starting', { state: 'starting' }),
    ),
    ['rests', 'rests', 'rests', 'broken', 'broken'],
  );
});

test('a green is ours until its release is in traffic; then a person took it out', () => {
  const green = { cordoned: true, mark: { ...MARK, release: 'b3' }, releaseVersion: 3 };

  assert.equal(whose(machine('new', green)), ['green']);
  assert.equal(whose(machine('in', { mark: green.mark }), machine('out', green)), ['serves', 'unaccounted']);
});

test('a kept machine is the way back, in traffic or not, started or not', () => {
  const kept = { kind: 'unmanaged', mark: { ...MARK, role: 'way-back' } } as const;

  assert.equal(
    whose(
      machine('kept', { ...kept, cordoned: true, state: 'stopped' }),
      machine('called back', { ...kept, hostOk: false }),
    ),
    ['way-back', 'way-back'],
  );
});

test('a tag of flyctl proves a leftover only on the right side of the release in traffic', () => {
  const tagged = (tag: string, releaseVersion: number | null): FleetMachine =>
    machine(`${tag} of ${releaseVersion}`, { cordoned: true, tag, releaseVersion });

  assert.equal(whose(tagged('safe_to_destroy', 1), tagged('safe_to_destroy', 2), tagged('1700000000', 3)), [
    'left',
    'unaccounted',
    'left',
  ]);
  assert.equal(whose(tagged('1700000000', 2), tagged('canary', 3), tagged('1700000000', null)), [
    'unaccounted',
    'unaccounted',
    'unaccounted',
  ]);
});

test('a leftover is judged by its own group, and by none when nothing of that group is in traffic', () => {
  const old = { cordoned: true, tag: 'safe_to_destroy', releaseVersion: 1 };

  assert.equal(whose(machine('left', old), machine('alone', { ...old, group: 'worker' })), [
    'left',
    'unaccounted',
  ]);
});

test('machines of commands, of other tools and on a dead host are told apart from those of the fleet', () => {
  assert.equal(
    whose(
      machine('command', { kind: 'special', hostOk: false }),
      machine('lost', { hostOk: false }),
      machine('lost and detached', { kind: 'unmanaged', hostOk: false }),
      machine('detached', { kind: 'unmanaged' }),
    ),
    ['special', 'lost', 'lost', 'detached'],
  );
});

test('the newest release is that of any machine that has a number', () => {
  assert.is(newestVersion([machine('a'), machine('b', { releaseVersion: 9 })]), 9);
  assert.is(newestVersion([machine('a', { releaseVersion: null })]), null);
  assert.is(newestVersion([]), null);
});

test.run();
