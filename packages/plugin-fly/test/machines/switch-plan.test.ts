/** The order in which traffic moves, over made-up fleets. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { switchPlan } from '../../src/machines/switch-plan.ts';
import type { GroupSides, Side, SwitchMove } from '../../src/machines/switch-plan.ts';
import type { SwitchStep } from '../../src/machines/switch-steps.ts';
import { seeded } from '../../../../test/seeded.ts';

const FLEETS = 500;

test('at every single change each group has a machine that serves and takes traffic', () => {
  for (let seed = 1; seed <= FLEETS; seed += 1) {
    const { groups, steps } = madeUp(seed);
    checkPlan(groups, movesOf(groups, steps), `fleet ${seed}`);
  }
});

test('the way back is the same plan with the roles exchanged, and as safe', () => {
  for (let seed = 1; seed <= FLEETS; seed += 1) {
    const made = madeUp(seed);
    const groups = made.groups
      .filter(({ vanishes, from }) => vanishes !== true && from.some(({ serves }) => serves))
      .map(({ group, from, to }) => ({ group, from: to, to: from }));
    checkPlan(groups, movesOf(groups, made.steps), `fleet ${seed}`);
  }
});

test('a group never has fewer machines that serve than the smaller of the two sides', () => {
  for (let seed = 1; seed <= FLEETS; seed += 1) {
    const { groups, steps } = madeUp(seed);
    const moves = movesOf(groups, steps);
    for (const { from, to, vanishes } of groups.filter(({ vanishes: gone }) => gone !== true)) {
      assert.is(vanishes ?? false, false);
      const open = new Set(from.map(({ id }) => id));
      const least = Math.min(count(from), count(to));
      for (const move of moves) {
        for (const id of move.uncordon) open.add(id);
        for (const id of move.cordon) open.delete(id);
        const serving = [...from, ...to].filter(({ id, serves }) => serves && open.has(id)).length;
        assert.ok(serving >= least, `fleet ${seed}: ${serving} of ${least}`);
      }
    }
  }
});

test('percentages round up, and a number counts in the largest group', () => {
  const groups = [sides('web', 5, 5), sides('worker', 2, 2)];
  assert.equal(
    movesOf(groups, [1, '50%', 'all']).map(({ uncordon, cordon }) => [uncordon.length, cordon.length]),
    [
      [2, 2],
      [2, 2],
      [3, 3],
    ],
  );
});

test('a group that the release has no more leaves in the last step', () => {
  const groups = [sides('web', 2, 2), { ...sides('old', 2, 0), vanishes: true }];
  assert.equal(
    movesOf(groups, [1, 'all']).map(({ cordon }) => cordon),
    [['web-from-0'], ['web-from-1', 'old-from-0', 'old-from-1']],
  );
});

test('no plan is made when nothing healthy could take over', () => {
  const plan = switchPlan([{ ...sides('web', 2, 0), to: [{ id: 'g', serves: false }] }], ['all']);
  assert.ok('refusals' in plan);
  assert.equal(
    plan.refusals.map(({ code, ids }) => ({ code, ids })),
    [{ code: 'FLY_NOT_CONVERGED', ids: ['g'] }],
  );
});

test('steps that shrink, are none, or do not end with all are refused', () => {
  const wrong: readonly (readonly SwitchStep[])[] = [
    [],
    [1],
    ['50%', '10%', 'all'],
    [0, 'all'],
    [1.5, 'all'],
    ['0%', 'all'],
    ['101%', 'all'],
    ['-5%', 'all'],
    ['all', 1, 'all'],
  ];
  for (const steps of wrong) {
    const plan = switchPlan([sides('web', 3, 3)], steps);
    assert.ok('refusals' in plan, JSON.stringify(steps));
    assert.is(plan.refusals[0]?.code, 'FLY_OPTION');
  }
});

test.run();

function movesOf(groups: readonly GroupSides[], steps: readonly SwitchStep[]): readonly SwitchMove[] {
  const plan = switchPlan(groups, steps);
  assert.ok('moves' in plan, JSON.stringify(plan));
  return plan.moves;
}

function checkPlan(groups: readonly GroupSides[], moves: readonly SwitchMove[], label: string): void {
  const open = new Set(groups.flatMap(({ from }) => from.map(({ id }) => id)));
  const watched = groups.filter(({ from, vanishes }) => vanishes !== true && count(from) > 0);
  const check = (): void => {
    for (const { group, from, to } of watched)
      assert.ok(
        [...from, ...to].some(({ id, serves }) => serves && open.has(id)),
        `${label}: ${group} has nothing`,
      );
  };
  check();
  const changed: string[] = [];
  for (const { uncordon, cordon } of moves) {
    for (const id of uncordon) {
      open.add(id);
      check();
    }
    for (const id of cordon) {
      open.delete(id);
      check();
    }
    changed.push(...uncordon, ...cordon);
  }
  assert.is(new Set(changed).size, changed.length, `${label}: a machine is moved twice`);
  assert.equal([...open].toSorted(), groups.flatMap(({ to }) => to.map(({ id }) => id)).toSorted(), label);
}

function madeUp(seed: number): { groups: readonly GroupSides[]; steps: readonly SwitchStep[] } {
  const random = seeded(seed);
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const groups = Array.from({ length: 1 + upTo(4) }, (_, index): GroupSides => {
    const name = `g${index}`;
    const rests = (side: Side): Side => ({ ...side, serves: random() < 0.7 });
    if (random() < 0.1) return { ...sides(name, upTo(4), 0), vanishes: true };
    const { group, from, to } = sides(name, upTo(7), 1 + upTo(7));
    return {
      group,
      from: from.map(rests),
      to: to.map(rests).with(upTo(to.length - 1), { id: `${name}-to-proven`, serves: true }),
    };
  });
  const percents = Array.from({ length: upTo(3) }, () => 1 + upTo(99)).toSorted((a, b) => a - b);
  const steps = percents.map((percent): SwitchStep => `${percent}%`);
  return { groups, steps: [...steps, 'all'] };
}

function sides(group: string, from: number, to: number): GroupSides {
  const made = (side: string, length: number): readonly Side[] =>
    Array.from({ length }, (_, index) => ({ id: `${group}-${side}-${index}`, serves: true }));
  return { group, from: made('from', from), to: made('to', to) };
}

function count(all: readonly Side[]): number {
  return all.filter(({ serves }) => serves).length;
}
