/** What a fleet is said to wait for, by its journal alone. */
import { fleetState } from '@paintbox/deploy-core/fleet';
import type { FleetEvent, FleetEventBody, FleetState } from '@paintbox/deploy-core/fleet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isLeft, waitLines, whenText } from '../../src/fleets/wait-lines.ts';
import type { WaitLines } from '../../src/fleets/wait-lines.ts';

const RUN = '20261128-120000-abcdef12';
const NOON = Date.parse('2026-11-28T12:00:00.000Z');
const WAVE = { strict: true, tolerate: 0, atOnce: 1, bakeMs: 3_600_000, only: null, gate: false };

const started = (
  startEveryMs = 0,
  waves = [
    { ...WAVE, name: 'first' },
    { ...WAVE, name: 'rest', gate: true },
  ],
): FleetEventBody => ({
  type: 'fleet.started',
  fleet: 'shops',
  environment: 'production',
  pipeline: 'deploy',
  plan: '0123456789abcdef',
  image: 'registry.example/shop@sha256:1',
  waves,
  members: 2,
  takeBack: 'wave',
  startEveryMs,
  again: false,
  token: 1,
  version: '1.0.0',
  journal: 1,
});
const members: FleetEventBody = {
  type: 'fleet.members',
  members: ['first', 'rest'].map((wave) => ({ app: `shop-${wave}`, labels: {}, wave, skipped: null })),
};
const released: readonly FleetEventBody[] = [
  { type: 'wave.opened', wave: 'first' },
  { type: 'member.handed', app: 'shop-first', goal: 'release', handOut: 1 },
];
const ended: FleetEventBody = {
  type: 'member.ended',
  app: 'shop-first',
  handOut: 1,
  end: 'good',
  run: 'run-1',
  last: null,
  because: '',
};
const judged = (final: boolean): FleetEventBody => ({
  type: 'wave.judged',
  wave: 'first',
  verdict: 'good',
  final,
  because: [],
  inputs: '',
});

/** All of it happened at noon. */
function stateOf(bodies: readonly FleetEventBody[]): FleetState {
  const events: FleetEvent[] = bodies.map((body, index) => ({
    ts: new Date(NOON).toISOString(),
    runId: RUN,
    seq: index + 1,
    ...body,
  }));
  return fleetState(events);
}

/** It is so many seconds later. */
function waits(
  bodies: readonly FleetEventBody[],
  seconds = 0,
  workers: 'here' | 'elsewhere' = 'here',
): WaitLines | undefined {
  const commandLine = { program: 'paintbox-deploy', flags: [] };
  return waitLines(stateOf(bodies), { nowMs: NOON + seconds * 1_000, commandLine, workers });
}

test('a gate is waited for with the command that lets it begin', () => {
  assert.equal(waits([started(), members, ...released, ended, judged(true)])?.lines, [
    "waiting: wave 'rest' waits for approval",
    `  next  paintbox-deploy fleet approve ${RUN} --because 'WHY'`,
  ]);
});

test('a pause is waited for with the command that ends it', () => {
  const paused: FleetEventBody = { type: 'fleet.paused', who: 'ada', because: 'the launch' };

  assert.equal(waits([started(), members, paused])?.lines, [
    'waiting: a person has paused the fleet',
    `  next  paintbox-deploy fleet resume ${RUN}`,
  ]);
});

test('a bake is waited for until a time', () => {
  const [line, ...more] = waits([started(), members, ...released, ended, judged(false)], 60)?.lines ?? [];

  assert.equal(more, []);
  assert.match(line ?? '', /^waiting: wave 'first' bakes; goes on at \d\d:\d\d:\d\d \S+, in 59 min 0 s$/);
});

test('members that are under way are seen anyway; where others run them, silence is said with what takes them', () => {
  const underWay = [started(), members, ...released];

  assert.is(waits(underWay, 300), undefined);
  assert.is(waits(underWay, 59, 'elsewhere'), undefined);
  assert.equal(waits(underWay, 300, 'elsewhere')?.lines, [
    "waiting: wave 'first' has 1 member under way, and nothing was heard for a minute; does a worker run?",
    '  next  paintbox-deploy fleet work shops',
  ]);
});

test('starts that are kept apart, and a run that has ended, have no line', () => {
  const spaced = started(600_000, [{ ...WAVE, name: 'all', atOnce: 2, gate: false }]);
  const both: FleetEventBody = {
    type: 'fleet.members',
    members: ['shop-first', 'shop-2'].map((app) => ({ app, labels: {}, wave: 'all', skipped: null })),
  };
  const open: FleetEventBody = { type: 'wave.opened', wave: 'all' };

  assert.is(waits([spaced, both, open, ...released.slice(1)], 5), undefined);
  assert.is(
    waits([started(), members, { type: 'fleet.ended', exitCode: 0, because: 'every wave is good' }]),
    undefined,
  );
});

test('a run that nobody coordinates is left, unless it only waits for a person or a time', () => {
  const underWay = stateOf([started(), members, ...released]);
  const baking = stateOf([started(), members, ...released, ended, judged(false)]);
  const gated = stateOf([started(), members, ...released, ended, judged(true)]);
  const over = stateOf([started(), members, { type: 'fleet.ended', exitCode: 0, because: '' }]);
  const later = NOON + 600_000;

  assert.equal(
    [underWay, baking, gated, over].map((state) => isLeft(state, false, later)),
    [true, false, false, false],
  );
  // Its bake is over, and nobody judges.
  assert.ok(isLeft(baking, false, later + 3_600_000));
  assert.not.ok(isLeft(underWay, true, later));
  assert.not.ok(isLeft(underWay, false, NOON + 5_000));
});

test('a time on another day has its day', () => {
  assert.match(whenText(NOON + 48 * 3_600_000, NOON), /^Mon,? 30 Nov,? \d\d:\d\d \S+, in 48 h 0 min$/);
});

test.run();
