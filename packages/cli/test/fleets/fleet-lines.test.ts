import { stripVTControlCharacters } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FleetRecord, FleetWait } from '@paintbox/deploy-core/fleet';
import { fleetLines } from '../../src/fleets/fleet-lines.ts';
import { fleetNext } from '../../src/fleets/fleet-next.ts';
import { createPaint } from '../../src/paint.ts';
import { columnsOf, drawnRows } from '../../src/wrap.ts';
import { fleetOf, membersOf, NOON, TAKEN_BACK, UNDER_WAY, waveOf } from './sample-fleet.ts';

const test = suite('a fleet on a terminal');

const linesOf = (record: FleetRecord, width?: number): readonly string[] =>
  fleetLines(record, { nowMs: NOON, paint: createPaint(false), width });

test('a line for each wave, then only what is not good by its failure, and how long it will take', () => {
  assert.equal(linesOf(UNDER_WAY, 120), [
    'shops → production  20261128-110000-1a2b3c4d',
    '  image  registry.fly.io/shop@sha256:9f8e7d6c5b4a',
    '',
    '  good          canaries  5 members: 5 good',
    '  under way     early     50 members: 26 good, 2 bad, 1 for a person, 10 under way, 11 waiting',
    '  waiting       rest      945 members: 943 waiting, 2 skipped; waits for approval',
    '',
    '  1 for a person: FLY_UNDO_UNPROVEN: the machines of the release before did not become healthy',
    '      early-29',
    '  2 bad: CHECKS_FAILED: https://early-27.fly.dev/.well-known/jwks.json has no key, asked 3 times in 8 s',
    '      early-27, early-28',
    '  2 skipped: asleep since March',
    '      rest-944, rest-945',
    '',
    'shops is under way  1 h 0 min',
    '  users now  31 apps on the new release, 2 apps back on the one before, 10 apps under way, 956 apps not touched, 1 app',
    '             for a person',
    "  left       about 25 min, until wave 'rest'",
  ]);
});

test('who is waited for has names, and a time is one of the clock and a length', () => {
  const waitsOf = (waits: FleetWait): string | undefined =>
    fleetLines(UNDER_WAY, { nowMs: NOON, paint: createPaint(false), width: undefined, waits }).find((line) =>
      line.startsWith('  waits'),
    );
  const wait: FleetWait = { type: 'wait', for: 'members', until: undefined, because: 'ten are under way' };

  assert.is(waitsOf(wait), '  waits      for early-30, early-31, early-32 and 7 more');
  assert.match(
    waitsOf({ ...wait, for: 'time', until: NOON + 40_000, because: "wave 'early' bakes" }) ?? '',
    /^ {2}waits {6}wave 'early' bakes; goes on at \d\d:\d\d:40 \S+, in 40 s$/,
  );
  // The wave says it, and the command that comes next.
  assert.is(waitsOf({ ...wait, for: 'person', because: "wave 'rest' waits for approval" }), undefined);
});

test('a fleet that was taken back says why, and what users have', () => {
  assert.equal(linesOf(TAKEN_BACK, 80), [
    'shops → production  20261128-110000-1a2b3c4d',
    '  image  registry.fly.io/shop@sha256:9f8e7d6c5b4a',
    '',
    '  bad           canaries  3 members: 2 bad, 1 taken back',
    '                          2 of 3 members are bad, 1 is tolerated',
    '  not begun     rest      9 members: 9 not touched',
    '',
    '  2 bad: CHECKS_FAILED: health answered 500',
    '      canaries-2, canaries-3',
    '  1 taken back',
    '      canaries-1',
    '',
    'shops failed; taken back, and that is verified: what the bad wave changed is',
    '  proven back  12 min 30 s, exit 3',
    '  users now  0 apps on the new release, 3 apps back on the one before, 9 apps',
    '             not touched',
  ]);
});

test('on a narrow terminal a wave takes two lines, and only a word that is longer is wider', () => {
  const lines = linesOf(UNDER_WAY, 40);

  assert.ok(lines.includes('  good  canaries'));
  assert.ok(lines.includes('    5 members: 5 good'));
  assert.ok(lines.includes('    early-27, early-28'));
  const wide = lines.filter((line) => columnsOf(line) > 40);
  assert.equal(
    wide.map((line) => line.trim().split(' ').length),
    wide.map(() => 1),
  );
});

test('every width has the same words', () => {
  const words = (width?: number): string => linesOf(UNDER_WAY, width).join(' ').replaceAll(/\s+/g, ' ');

  assert.is(words(80), words());
  assert.is(words(120), words());
});

test('of a failure that many members have, three are named and the others counted', () => {
  const record = fleetOf({
    waves: [waveOf('all', 40, { status: 'bad' })],
    members: membersOf(
      'all',
      { bad: 40 },
      (_outcome, app) => `CHECKS_FAILED: ${app} answered in 1${app.length} ms`,
    ),
  });

  const lines = linesOf(record);

  assert.ok(lines.includes('  40 bad: CHECKS_FAILED: all-1 answered in 15 ms'), lines.join('\n'));
  assert.ok(lines.includes('      all-1, all-2, all-3 and 37 more'));
});

/** A failure of its own for each bad member. */
const MANY: FleetRecord = fleetOf({
  waves: [waveOf('all', 60, { status: 'bad' })],
  members: membersOf('all', { person: 1, bad: 40, back: 10, skipped: 9 }, (outcome, app) => {
    const number = Number(app.slice(4));
    const word = String.fromCodePoint(97 + (number % 26)).repeat(1 + Math.floor(number / 26));
    return outcome === 'back' ? 'succeeded' : `CODE_${word}: what only ${app} has`;
  }),
});

test('of forty failures five are told one by one, and what else there is stays in sight', () => {
  const lines = linesOf(MANY);

  const told = lines.filter((line) => /^ {2}\d+ (bad|for a person|taken back|skipped)/.test(line));
  assert.equal(told.slice(0, 2), [
    '  1 for a person: CODE_b: what only all-1 has',
    '  1 bad: CODE_c: what only all-2 has',
  ]);
  assert.is(told.filter((line) => line.startsWith('  1 bad')).length, 5);
  assert.ok(lines.includes('  35 bad: 35 other failures'), lines.join('\n'));
  assert.ok(lines.includes('  10 taken back'));
  assert.ok(lines.includes('  4 skipped: 4 other reasons'));
});

test('a terminal that is drawn again and again gets no more rows than it has', () => {
  for (const [width, height] of [
    [40, 24],
    [80, 24],
    [120, 24],
    [120, 50],
  ] as const) {
    const next = { command: `FLY_APP=all-1 paintbox-deploy explain ${'1'.repeat(60)}`, why: 'says why' };
    const lines = fleetLines(MANY, { nowMs: NOON, paint: createPaint(false), width, height, next });

    assert.ok(drawnRows(lines, width) < height, lines.join('\n'));
    assert.ok(lines.some((line) => line.startsWith('  users now')));
    const left = lines.some((line) => /^ {2}… and \d+ more that are not good$/.test(line));
    assert.is(left, height === 24, lines.join('\n'));
  }
});

test('one member and one app are said in the singular', () => {
  const record = fleetOf({
    waves: [waveOf('all', 1, { status: 'good' })],
    members: membersOf('all', { good: 1 }),
    status: 'succeeded',
    exitCode: 0,
    because: 'every wave is good',
    endedAt: '2026-11-28T11:00:05.000Z',
  });

  assert.equal(linesOf(record).slice(3), [
    '  good          all  1 member: 1 good',
    '',
    'shops succeeded: every wave is good  5.0 s, exit 0',
    '  users now  1 app on the new release',
  ]);
});

test('a wave that bakes says when it is judged', () => {
  const wave = waveOf('all', 2, {
    status: 'open',
    bakeMs: 5_400_000,
    openedAt: '2026-11-28T11:00:00.000Z',
    endedAt: '2026-11-28T11:10:00.000Z',
  });

  const lines = linesOf(fleetOf({ waves: [wave], members: membersOf('all', { good: 2 }) }));

  assert.ok(lines.includes('  baking        all  2 members: 2 good; judged in 40 min 0 s'), lines.join('\n'));
  assert.ok(lines.includes('  left       about 40 min'), lines.join('\n'));
});

test('nothing is guessed before a member has ended, while a person is waited for, or when it stopped', () => {
  const wave = waveOf('all', 2, { status: 'open', openedAt: '2026-11-28T11:00:00.000Z' });
  const none = fleetOf({ waves: [wave], members: membersOf('all', { running: 2 }) });
  const one = { ...none, members: membersOf('all', { good: 1, running: 1 }) };

  for (const record of [none, { ...one, paused: true }, TAKEN_BACK])
    assert.not.ok(linesOf(record).some((line) => line.includes('left')));
  assert.ok(linesOf(one).some((line) => line.includes('left')));
});

test('text of an app cannot move the cursor or begin a line', () => {
  const hostile = fleetOf({
    fleet: 'shops\u001b[2J',
    waves: [waveOf('all', 1, { status: 'bad' })],
    members: membersOf('all', { bad: 1 }, () => 'CHECKS_FAILED: \u001b[31mred\nnext \u202e line'),
  });

  const text = linesOf(hostile).join('\n');

  assert.is(stripVTControlCharacters(text), text);
  assert.match(text, 'CHECKS_FAILED: red next line');
});

test('colours change no word', () => {
  const painted = fleetLines(UNDER_WAY, { nowMs: NOON, paint: createPaint(true), width: 80 });

  assert.equal(painted.map(stripVTControlCharacters), linesOf(UNDER_WAY, 80));
});

test('what a person types next is one line that can be copied, whatever the width', () => {
  const line = { program: 'npx -y pnpm@12 paintbox-deploy', flags: ['--env staging'] };
  const gated = { ...UNDER_WAY, members: UNDER_WAY.members.filter(({ outcome }) => outcome !== 'person') };
  const early = gated.waves.map((wave) =>
    wave.name === 'early' ? { ...wave, status: 'good' as const } : wave,
  );
  const cases: readonly (readonly [FleetRecord, string | undefined])[] = [
    [
      UNDER_WAY,
      'FLY_APP=early-29 npx -y pnpm@12 paintbox-deploy explain 20261128-110000-early-29 --env staging',
    ],
    [
      { ...gated, waves: early },
      "npx -y pnpm@12 paintbox-deploy fleet approve 20261128-110000-1a2b3c4d --because 'WHY' --env staging",
    ],
    [
      { ...gated, paused: true },
      'npx -y pnpm@12 paintbox-deploy fleet resume 20261128-110000-1a2b3c4d --env staging',
    ],
    [gated, undefined],
    [
      TAKEN_BACK,
      'FLY_APP=canaries-2 npx -y pnpm@12 paintbox-deploy explain 20261128-110000-canaries-2 --env staging',
    ],
    [{ ...TAKEN_BACK, members: membersOf('canaries', { good: 12 }) }, undefined],
  ];

  for (const [record, command] of cases) {
    const next = fleetNext(record, line);
    assert.is(next?.command, command);
    const lines = fleetLines(record, { nowMs: NOON, paint: createPaint(false), width: 40, next });
    assert.is(lines.includes(`  next       ${command}`), command !== undefined);
  }
});

test('a run that takes another one back says whose word that was, and how it ended', () => {
  const record = fleetOf({
    status: 'succeeded',
    exitCode: 0,
    because: 'what run 20261128-100000-0f0f0f0f released is proven back',
    endedAt: '2026-11-28T11:00:05.000Z',
    takesBack: { run: '20261128-100000-0f0f0f0f', who: 'Ada', because: 'orders are lost' },
    waves: [waveOf('all', 2)],
    members: membersOf('all', { back: 2 }),
  });

  const lines = linesOf(record);

  assert.ok(
    lines.includes('  back   run 20261128-100000-0f0f0f0f, by Ada: orders are lost'),
    lines.join('\n'),
  );
  assert.ok(lines.includes('  back          all  2 members: 2 taken back'));
  assert.ok(lines.some((line) => line.startsWith('shops is taken back, and that is verified: ')));
  assert.match(linesOf({ ...record, status: 'running' }).join('\n'), 'shops is taking back');
});

test('a run with too little evidence names the command that goes on with the rest', () => {
  const record = fleetOf({ status: 'inconclusive', exitCode: 6 });

  const next = fleetNext(record, { program: 'paintbox-deploy', flags: [] });

  assert.is(next?.command, 'paintbox-deploy fleet deploy shops --retry 20261128-110000-1a2b3c4d');
});

test.run();
