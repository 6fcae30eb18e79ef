import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nextOpening, windowOf } from '../../src/fleet/define/window.ts';

/** When a window is open next, in UTC. */
function opens(text: string, now: string): string {
  const window = windowOf(text);
  if (window === undefined) throw new Error(`${text} is no window`);
  return new Date(nextOpening(window, Date.parse(now))).toISOString();
}

// 2026-11-27 is a Friday.
for (const [text, now, opening] of [
  ['mon-fri 08-16 Europe/Berlin', '2026-11-27T07:00:00.000Z', '2026-11-27T07:00:00.000Z'],
  ['mon-fri 08-16 Europe/Berlin', '2026-11-27T14:59:59.000Z', '2026-11-27T14:59:59.000Z'],
  ['mon-fri 08-16 Europe/Berlin', '2026-11-27T15:00:00.000Z', '2026-11-30T07:00:00.000Z'],
  ['mon-fri 08-16 Europe/Berlin', '2026-11-27T06:59:00.000Z', '2026-11-27T07:00:00.000Z'],
  ['sat-mon 00-24 UTC', '2026-11-27T12:00:00.000Z', '2026-11-28T00:00:00.000Z'],
  ['thu 09-10 Asia/Kathmandu', '2026-11-27T12:00:00.000Z', '2026-12-03T03:15:00.000Z'],
  // The clocks go back in the night before: eight o'clock is an hour later in UTC.
  ['sun 08-09 Europe/Berlin', '2026-10-24T12:00:00.000Z', '2026-10-25T07:00:00.000Z'],
] as const) {
  test(`${text} is open next after ${now} at ${opening}`, () => {
    assert.is(opens(text, now), opening);
  });
}

for (const text of [
  '',
  'mon-fri',
  'mon 16-08 UTC',
  'mon 08-08 UTC',
  'mon-day 08-16 UTC',
  'day-mon 08-16 UTC',
  'mon 08-25 UTC',
  'day 08-16 UTC',
  'mon 08-16 Nowhere/City',
]) {
  test(`'${text}' is no window`, () => {
    assert.is(windowOf(text), undefined);
  });
}

test.run();
