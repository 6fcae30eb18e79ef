import type { CheckResult, Verdict } from '@paintbox/deploy-core';
import type { Health } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { durationMs, durationWords } from '../../src/monitor/duration.ts';
import { bookEvidence, bookOf } from '../../src/monitor/book-page.ts';
import type { BookPage } from '../../src/monitor/book-page.ts';
import { HealthBook } from '../../src/monitor/health-book.ts';
import { after, UNSEEN } from '../../src/monitor/window.ts';
import type { LookOutcome } from '../../src/monitor/window.ts';

const RULE = { of: 3, failing: 2, recovers: 2 };
const OUTCOMES: Readonly<Record<string, LookOutcome>> = { g: 'good', b: 'bad', '-': 'none' };

/** The health after each look: `H`, `U`, or `?` for no data. */
function healthsOf(looks: string): string {
  let window = UNSEEN;
  return looks
    .split('')
    .map((look) => {
      window = after(window, OUTCOMES[look] ?? 'none', RULE);
      return { healthy: 'H', unhealthy: 'U', 'no-data': '?' }[window.health ?? 'no-data'];
    })
    .join('');
}

for (const [looks, healths, why] of [
  ['ggg', 'HHH', 'what is well stays well'],
  ['b', 'U', 'the first look sets the status'],
  ['gbg', 'HHH', 'one bad look of three changes nothing'],
  ['gbb', 'HHU', 'two bad ones do'],
  ['gbgb', 'HHHU', 'also with a good one in between'],
  ['gbggbgg', 'HHHHHHH', 'and not when they are far apart'],
  ['gbbg', 'HHUU', 'one good look does not make it well again'],
  ['gbbgg', 'HHUUH', 'two in a row do'],
  ['gbbgbgbg', 'HHUUUUUU', 'an app that fails now and then stays unhealthy: no flapping'],
  ['g--', 'HHH', 'looking away is no change'],
  ['g---', 'HHH?', 'until nothing is left of what was seen'],
  ['---', '???', 'without data there is no health'],
  ['---g', '???H', 'then the first look decides again'],
  ['gb---b', 'HHHH?U', 'and a bad one too'],
] as const) {
  test(`${looks} is ${healths}: ${why}`, () => {
    assert.is(healthsOf(looks), healths);
  });
}

function report(...verdicts: readonly (readonly [id: string, verdict: Verdict, critical?: boolean])[]): {
  verdict: Verdict;
  checks: readonly CheckResult[];
} {
  const checks = verdicts.map(([id, verdict, critical = true]) => ({
    id,
    target: 'https://x',
    verdict,
    critical,
    message: `${id} says ${verdict}`,
    evidence: {},
  }));
  return { verdict: 'pass', checks };
}

const at = '2026-11-23T06:15:30.000Z';

test('only changes are reported, each once', () => {
  const book = new HealthBook(RULE);
  const looks = ['pass', 'fail', 'fail', 'fail', 'pass', 'pass', 'pass'] as const;

  const changes = looks.map((verdict) => book.note(report(['health', verdict]), at));

  assert.equal(
    changes.map((change) => change && [change.from, change.to, change.because.length]),
    [
      [null, 'healthy', 0],
      undefined,
      ['healthy', 'unhealthy', 1],
      undefined,
      undefined,
      ['unhealthy', 'healthy', 1],
      undefined,
    ],
  );
  assert.is(changes[2]?.because[0]?.message, 'health says fail');
});

test('a check that does not decide is told of, and the app stays healthy', () => {
  const book = new HealthBook(RULE);
  book.note(report(['health', 'pass'], ['tls.expiry', 'pass', false]), at);
  book.note(report(['health', 'pass'], ['tls.expiry', 'warn', false]), at);

  const change = book.note(report(['health', 'pass'], ['tls.expiry', 'warn', false]), at);

  assert.equal([change?.from, change?.to], ['healthy', 'healthy']);
  assert.equal(change?.because[0]?.id, 'tls.expiry');
});

test('a warning of a critical check is no illness, and a shadow counts for nothing', () => {
  const book = new HealthBook(RULE);
  const seen = report(['health', 'warn'], ['new.check', 'fail']);
  const checks = seen.checks.map((check) =>
    check.id === 'new.check' ? { ...check, shadow: true as const } : check,
  );

  book.note({ ...seen, checks }, at);

  assert.is(book.health, 'healthy');
});

test('skipped checks keep their last status: an app that is down is not all unknown', () => {
  const book = new HealthBook(RULE);
  book.note(report(['accessibility', 'pass'], ['jwks.keys', 'pass']), at);
  for (let look = 0; look < 3; look += 1)
    book.note(report(['accessibility', 'fail'], ['jwks.keys', 'skip']), at);

  assert.is(book.health, 'unhealthy');
  assert.is(book.page().windows['jwks.keys https://x']?.health, 'healthy');
});

test('nothing looked at is no health', () => {
  const book = new HealthBook(RULE);

  book.note(report(['tls.expiry', 'pass', false], ['health', 'skip']), at);

  assert.is(book.health, 'no-data' satisfies Health);
});

test('a book goes on where its page ended, after JSON too', () => {
  const first = new HealthBook(RULE);
  first.note(report(['health', 'pass']), at);
  first.note(report(['health', 'fail']), at);

  const second = new HealthBook(
    RULE,
    JSON.parse(JSON.stringify(first.page())) as ReturnType<typeof first.page>,
  );
  const change = second.note(report(['health', 'fail']), at);

  assert.equal([change?.from, change?.to], ['healthy', 'unhealthy']);
});

test('durations: what is typed, and what is refused', () => {
  assert.equal(
    ['90s', '5m', '1h30m', '0s', '250ms', '1.5s'].map(durationMs),
    [90_000, 300_000, 5_400_000, 0, 250, 1_500],
  );
  assert.equal(
    ['', '5', '5 m', '-5m', '5min', '30d', '1e3s', 's'].map(durationMs),
    Array.from({ length: 8 }),
  );
  assert.equal([250, 2_000, 59_000, 300_000, 7_200_000, 9_000_000].map(durationWords), [
    '0.3 s',
    '2 s',
    '59 s',
    '5 min',
    '2 h',
    '2 h 30 min',
  ]);
});

test('a page of a book is read again only when it is one', () => {
  const page: BookPage = {
    health: 'healthy',
    at: null,
    windows: { 'health x': { recent: ['good'], health: 'healthy', critical: true } },
  };

  assert.equal(bookOf({ evidence: bookEvidence(page) }), page);
  for (const odd of [
    undefined,
    7,
    { ...page, health: 'fine' },
    { ...page, windows: { x: { recent: 'good' } } },
  ]) {
    assert.is(bookOf({ evidence: { book: odd } }), undefined, JSON.stringify(odd));
  }
});

test.run();
