/** What members said before a run: a few lines of many members. */
import type { AskedMember } from '@paintbox/deploy-core/fleet';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { askedLines } from '../../src/commands/fleet/asked-lines.ts';
import { createPaint } from '../../src/paint.ts';

const paint = createPaint(false);
const LOSSLESS = { says: 'no request is lost', interrupts: false };
const AWAY = { says: 'group db is not served while its one machine starts', interrupts: true };

function member(index: number, more: Partial<AskedMember> = {}): AskedMember {
  return { app: `shop-${index}`, problems: [], throttled: false, traffic: [LOSSLESS], changes: 7, ...more };
}

function refused(index: number): AskedMember {
  const message = `the token is for shop-1, and not for 'shop-${index}'`;
  const docs = 'https://docs.example/errors#fly-not-allowed';
  const problem = { code: 'FLY_NOT_ALLOWED', message, hint: `make one for shop-${index}`, docs };
  return member(index, { problems: [problem], traffic: [], changes: 0 });
}

test('members with the same cost and the same problem are one line; those that users miss come first', () => {
  const asked = [
    ...Array.from({ length: 20 }, (_, index) => member(index + 1)),
    member(21, { traffic: [LOSSLESS, AWAY] }),
    ...Array.from({ length: 10 }, (_, index) => refused(index + 30)),
  ];

  assert.equal(askedLines(asked, false, paint), [
    '',
    'asked  31 members: something stands in the way of 10; 147 changes in all, as far as they can be foreseen',
    '  1 member  no request is lost; group db is not served while its one machine starts',
    '      shop-21',
    '  20 members  no request is lost',
    '      shop-1, shop-2, shop-3, shop-4, shop-5, shop-6, shop-7, shop-8, and 12 more (--verbose)',
    "error FLY_NOT_ALLOWED: the token is for shop-1, and not for 'shop-30'",
    '  do    make one for shop-30',
    '  docs  https://docs.example/errors#fly-not-allowed',
    '  of    10 members: shop-30, shop-31, shop-32, shop-33, shop-34, shop-35, shop-36, shop-37, and 2 more (--verbose)',
  ]);
  assert.not.match(askedLines(asked, true, paint).join('\n'), 'more (--verbose)');
});

test('members that are ready are one line', () => {
  assert.equal(askedLines([member(1, { traffic: [] })], false, paint), [
    '',
    'asked  1 member: nothing stands in the way; 7 changes in all, as far as they can be foreseen',
  ]);
  assert.equal(askedLines([], false, paint), []);
});

test.run();
