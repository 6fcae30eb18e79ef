import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { curableReason, retryUntil } from '../src/http/retry-until.ts';
import type { Answer } from '../src/http/http.ts';
import { fastClock } from './rig.ts';

const signal = new AbortController().signal;
const answer = (status: number, kind?: 'refused' | 'tls' | 'too-large'): Answer => ({
  url: '',
  status,
  headers: {},
  body: '',
  durationMs: 1,
  ...(kind === undefined ? {} : { error: { kind, message: kind } }),
});

test('waits grow to five seconds and end at the deadline', async () => {
  const clock = fastClock();
  const value = await retryUntil(
    { clock, signal, untilMs: clock.now() + 20_000 },
    async () => 'bad',
    () => 'still bad',
  );

  assert.is(value, 'bad');
  assert.equal(clock.sleeps.slice(0, 5), [1000, 2000, 4000, 5000, 5000]);
  assert.is(clock.sleeps.length, 6);
});

test('a success ends the retries, a definite answer never starts them', async () => {
  const clock = fastClock();
  let tries = 0;
  const cure = (value: number): string | undefined => (value < 3 ? 'not yet' : undefined);
  const value = await retryUntil(
    { clock, signal, untilMs: clock.now() + 60_000 },
    async () => (tries += 1),
    cure,
  );

  assert.equal([value, clock.sleeps.length], [3, 2]);
});

test('a deadline in the past still allows one try', async () => {
  const clock = fastClock();
  const value = await retryUntil(
    { clock, signal, untilMs: 0 },
    async () => 'x',
    () => 'bad',
  );

  assert.equal([value, clock.sleeps], ['x', []]);
});

test('time cures refused connections and gateway errors only', () => {
  assert.equal([answer(503), answer(502), answer(504), answer(0, 'refused')].map(curableReason), [
    'status 503',
    'status 502',
    'status 504',
    'refused',
  ]);
  assert.equal(
    [answer(200), answer(500), answer(404), answer(0, 'tls'), answer(200, 'too-large')].map(curableReason),
    [undefined, undefined, undefined, undefined, undefined],
  );
});

test.run();
