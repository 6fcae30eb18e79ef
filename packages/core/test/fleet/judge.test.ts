import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JudgedMember } from '../../src/fleet.ts';
import { judgeByCount } from '../../src/fleet/define/judge.ts';

function members(outcomes: string): readonly JudgedMember[] {
  const names = { g: 'good', b: 'bad', '?': 'no-data' } as const;
  return outcomes.split('').map((letter, index) => ({
    app: `shop-${index}`,
    labels: {},
    outcome: names[letter as keyof typeof names],
    checks: [],
  }));
}

for (const [outcomes, tolerate, verdict] of [
  ['ggg', 0, 'good'],
  ['gbg', 0, 'bad'],
  ['gbg', 1, 'good'],
  ['g?g', 0, 'inconclusive'],
  ['g?g', 1, 'good'],
  ['gb?', 1, 'inconclusive'],
  ['b', 1, 'inconclusive'],
  ['', 0, 'inconclusive'],
] as const) {
  test(`by numbers alone, '${outcomes}' with ${tolerate} tolerated is ${verdict}`, () => {
    assert.is(judgeByCount(members(outcomes), { tolerate, wave: 1 }).verdict, verdict);
  });
}

test.run();
