import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, wave } from '../../src/fleet.ts';
import type { FleetSpec } from '../../src/fleet.ts';
import { isDeployError } from '../../src/index.ts';
import { deploy, look, shops } from './pipelines.ts';

/** The problems of a fleet whose parts the compiler cannot see. */
function problemsOf(change: Partial<FleetSpec>, name = 'shops'): readonly string[] {
  const spec: FleetSpec = { members: shops(3), pipeline: deploy, waves: [wave('rest')], ...change };
  try {
    defineFleet(name, spec);
    return [];
  } catch (error) {
    if (!isDeployError(error) || error.code !== 'FLEET_INVALID') throw error;
    return error.problems.map(({ message }) => message);
  }
}

test('a fleet has defaults: the first wave is strict, ten at once, no bad member, a bad wave is taken back', () => {
  const { waves, atOnce, startEveryMs, takeBack, skip } = defineFleet('shops', {
    members: shops(9),
    pipeline: deploy,
    waves: [
      wave('first', { count: 1, bake: '30m' }),
      wave('second', { share: 0.5, strict: true, tolerate: 2 }),
      wave('rest'),
    ],
    tolerate: 1,
  });

  const rules = waves.map(({ name, strict, tolerate, bakeMs }) => `${name} ${strict} ${tolerate} ${bakeMs}`);
  assert.equal(rules, ['first true 1 1800000', 'second true 2 0', 'rest false 1 0']);
  assert.equal([atOnce, startEveryMs, takeBack, skip], [10, 0, 'wave', []]);
});

const SENTENCES: readonly (readonly [what: string, change: Partial<FleetSpec>, sentence: string])[] = [
  ['no wave', { waves: [] }, "a fleet has at least one wave: wave('all')"],
  [
    'a last wave that leaves some',
    { waves: [wave('one', { count: 1 })] },
    "the last wave takes everybody who is left: write wave('rest') after 'one', without where, count and share",
  ],
  [
    'a rest that is not last',
    { waves: [wave('rest'), wave('more')] },
    "wave 'rest' takes everybody who is left, so none is left for the waves after it: give it where, count or share",
  ],
  ['two waves of a name', { waves: [wave('a', { count: 1 }), wave('a')] }, "two waves are named 'a'"],
  [
    'a pipeline without an image',
    { pipeline: look },
    "pipeline 'look' takes no image: none of its stages provides 'image', from '--image'",
  ],
  [
    'a build without an image',
    { build: look },
    "pipeline 'look' cannot build for a fleet: none of its stages provides 'image'",
  ],
  [
    'half a member',
    { waves: [wave('one', { count: 0.5 }), wave('rest')] },
    "'count of wave 'one'' is 0.5, not a whole number from 1",
  ],
  [
    'a share above all',
    { waves: [wave('one', { share: 2 }), wave('rest')] },
    "'share of wave 'one'' is 2, not above 0 and at most 1",
  ],
  [
    'a count and a share',
    { waves: [wave('one', { count: 1, share: 0.1 }), wave('rest')] },
    "wave 'one' has either 'count' or 'share', not both",
  ],
  [
    'hours that are none',
    { waves: [wave('all', { only: 'weekdays' })] },
    "'only of wave 'all'' is 'weekdays', not a window such as mon-fri 08-16 Europe/Berlin",
  ],
  [
    'a tolerance that is no share',
    { tolerate: '200%' },
    "'tolerate' is '200%', neither a whole number from 0 nor a share such as '2%'",
  ],
  [
    'a share of nothing',
    { waves: [wave('all', { tolerate: '0%' })] },
    "'tolerate of wave 'all'' is '0%', neither a whole number from 0 nor a share such as '2%'",
  ],
  [
    'half a bad member',
    { tolerate: 0.5 },
    "'tolerate' is 0.5, neither a whole number from 0 nor a share such as '2%'",
  ],
  ['nobody at once', { atOnce: 0 }, "'atOnce' is 0, not a whole number from 1"],
  [
    'a skip without a reason',
    { skip: [{ app: 'shop-001', because: '' }] },
    "'shop-001' is skipped without a reason",
  ],
  [
    'a skip until no day',
    { skip: [{ app: 'a', until: 'soon', because: 'x' }] },
    "'a' is skipped until 'soon', which is no day such as 2026-12-02",
  ],
];
for (const [what, change, sentence] of SENTENCES) {
  test(`${what} is refused in a sentence`, () => {
    assert.equal(problemsOf(change), [sentence]);
  });
}

test('every problem of a fleet is told at once', () => {
  assert.is(problemsOf({ atOnce: -1, tolerate: '2.%', waves: [] }, 'Shops!').length, 4);
});

test.run();
