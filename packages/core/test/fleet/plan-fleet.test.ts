import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, planFleet, wave } from '../../src/fleet.ts';
import type { Fleet, FleetPlan, Member, PlanFleetOptions } from '../../src/fleet.ts';
import { toleratedOf } from '../../src/fleet/define/tolerance.ts';
import { codeOf } from '../codes.ts';
import { deploy, shops } from './pipelines.ts';

const REGIONS = ['fra', 'iad', 'syd'];
const NOW = Date.parse('2026-11-28T12:00:00Z');
const HUNDRED = shops(100, (n) => ({
  region: REGIONS[n % 3] ?? 'fra',
  tier: n < 4 ? 'internal' : n < 20 ? 'paid' : 'free',
}));

function fleetOf(members: Fleet['members'], change: Partial<Pick<Fleet, 'skip'>> = {}): Fleet {
  return defineFleet('shops', {
    members,
    pipeline: deploy,
    waves: [
      wave('ours', { where: { tier: 'internal' } }),
      wave('canaries', { count: 6, spread: ['region'] }),
      wave('tenth', { share: 0.1, spread: ['region', 'tier'], tolerate: 1 }),
      wave('rest'),
    ],
    atOnce: 20,
    ...change,
  });
}

function plan(
  fleet: Fleet,
  more: Pick<PlanFleetOptions, 'image' | 'commit' | 'expected'> = {},
): Promise<FleetPlan> {
  return planFleet(fleet, { environment: 'production', env: {}, now: NOW, ...more });
}

const appsOf = ({ waves }: FleetPlan): readonly (readonly string[])[] =>
  waves.map(({ members }) => members.map(({ app }) => app));

test('every member is in one wave, and the last wave takes everybody who is left', async () => {
  const waves = appsOf(await plan(fleetOf(HUNDRED)));

  assert.equal(
    waves.map(({ length }) => length),
    [4, 6, 10, 80],
  );
  assert.is(new Set(waves.flat()).size, 100);
  assert.equal(waves[0]?.toSorted(), ['shop-001', 'shop-002', 'shop-003', 'shop-004']);
});

test('a wave that is spread has the values of a label as the fleet has them', async () => {
  const [, canaries] = (await plan(fleetOf(HUNDRED))).waves;

  const regions = canaries?.members.map(({ labels }) => labels['region']).toSorted();
  assert.equal(regions, ['fra', 'fra', 'iad', 'iad', 'syd', 'syd']);
});

test('every beginning of a wave that is spread has each value about as often as the fleet, and so have members without the label', async () => {
  const mixed = shops(60, (n) => (n < 36 ? { region: 'fra' } : n < 54 ? { region: 'iad' } : {}));
  const fleet = defineFleet('f', {
    members: mixed,
    pipeline: deploy,
    waves: [wave('all', { spread: ['region'] })],
  });

  const order = (await plan(fleet)).waves[0]?.members.map(({ labels }) => labels['region']) ?? [];

  for (const [region, share] of [
    ['fra', 0.6],
    ['iad', 0.3],
    [undefined, 0.1],
  ] as const) {
    for (let first = 1; first <= order.length; first += 1) {
      const found = order.slice(0, first).filter((one) => one === region).length;
      assert.ok(Math.abs(found - share * first) <= 1.5, `${region}: ${found} of ${first}`);
    }
  }
});

test('a wave takes members with one of several values, and nobody without the label', async () => {
  const fleet = defineFleet('f', {
    members: shops(6, (n) => (n === 0 ? {} : { region: REGIONS[n % 3] ?? 'fra' })),
    pipeline: deploy,
    waves: [wave('two', { where: { region: ['fra', 'iad'] } }), wave('rest')],
  });

  const [two, rest] = appsOf(await plan(fleet));

  assert.equal(two?.toSorted(), ['shop-002', 'shop-004', 'shop-005']);
  assert.equal(rest?.toSorted(), ['shop-001', 'shop-003', 'shop-006']);
});

test('a share of the fleet is rounded down, but for a part of a digit, and is at least one member', async () => {
  for (const [share, members, first] of [
    [0.29, 100, 29],
    [0.199, 10, 1],
    [0.01, 7, 1],
    [0.5, 9, 4],
  ] as const) {
    const waves = [wave('part', { share }), wave('rest')] as const;
    const { waves: planned } = await plan(
      defineFleet('f', { members: shops(members), pipeline: deploy, waves }),
    );
    assert.is(planned[0]?.members.length, first, `${share} of ${members}`);
  }
});

test('the plan tells how many may run at once, how many can be bad at most, and what a wave excludes', async () => {
  const { waves } = await plan(fleetOf(HUNDRED));

  assert.equal(
    waves.map(({ name, atOnce, mostBad }) => `${name}: ${atOnce} at once, ${mostBad} bad`),
    [
      'ours: 1 at once, 1 bad',
      'canaries: 6 at once, 6 bad',
      'tenth: 10 at once, 10 bad',
      'rest: 20 at once, 20 bad',
    ],
  );
  // Of 59 good members, a defect that hits 5 % would have shown with 95 %: the rule of three.
  const excludes = (
    await plan(defineFleet('f', { members: shops(59), pipeline: deploy, waves: [wave('all')] }))
  ).waves;
  assert.ok(Math.abs((excludes[0]?.excludes ?? 0) - 0.05) < 0.001);
});

test('the same fleet has the same plan, whatever the order of members and labels; another image another order', async () => {
  const turned = HUNDRED.toReversed().map(({ app, labels }): Member => ({
    app,
    labels: Object.fromEntries(Object.entries(labels).toReversed()),
  }));

  const one = await plan(fleetOf(HUNDRED), { image: 'sha256:1' });
  const again = await plan(
    fleetOf(async () => turned),
    { image: 'sha256:1' },
  );
  const other = await plan(fleetOf(HUNDRED), { image: 'sha256:2' });

  assert.is(again.hash, one.hash);
  assert.equal(appsOf(again), appsOf(one));
  assert.not.equal(appsOf(other), appsOf(one));
});

test('an image that is yet to be built is drawn for by its commit, whether or not files were changed since', async () => {
  const one = await plan(fleetOf(HUNDRED), { commit: 'a1b2c3' });

  assert.equal(await plan(fleetOf(HUNDRED), { commit: 'a1b2c3+' }), one);
  assert.not.equal(appsOf(await plan(fleetOf(HUNDRED), { commit: 'd4e5f6' })), appsOf(one));
  const given = { image: 'sha256:1', commit: 'a1b2c3' };
  assert.equal(await plan(fleetOf(HUNDRED), given), await plan(fleetOf(HUNDRED), { image: 'sha256:1' }));
});

test('a plan that is not the one a person has seen is refused: a member came, or a number was changed', async () => {
  const { hash } = await plan(fleetOf(HUNDRED));

  assert.is((await plan(fleetOf(HUNDRED), { expected: hash })).hash, hash);
  assert.is(await codeOf(plan(fleetOf(shops(101)), { expected: hash })), 'FLEET_WAVE_EMPTY');
  const more = [...HUNDRED, { app: 'late', labels: { region: 'fra', tier: 'free' } }];
  assert.is(await codeOf(plan(fleetOf(more), { expected: hash })), 'FLEET_CHANGED');
  assert.is(await codeOf(plan({ ...fleetOf(HUNDRED), atOnce: 21 }, { expected: hash })), 'FLEET_CHANGED');
});

test('who is skipped is listed with the reason until the day is over, and takes no place', async () => {
  const skip = [
    { app: 'shop-001', until: '2026-11-28', because: 'board demo' },
    { app: 'shop-002', until: '2026-11-27', because: 'was yesterday' },
  ];

  const planned = await plan(fleetOf(HUNDRED, { skip }));

  assert.equal(planned.skipped, [{ app: 'shop-001', until: '2026-11-28', because: 'board demo' }]);
  assert.is(planned.waves[0]?.members.length, 3);
});

test('nobody, an app that is listed twice, and names and labels of the wrong form are refused together', async () => {
  const bad = [
    { app: 'a', labels: {} },
    { app: 'a', labels: {} },
    { app: 'b/c', labels: {} },
  ];

  assert.is(await codeOf(plan(fleetOf([]))), 'FLEET_MEMBERS');
  assert.is(await codeOf(plan(fleetOf(bad))), 'FLEET_MEMBERS');
});

test('labels that match nobody, and a tolerance as large as the wave, are refused', async () => {
  assert.is(await codeOf(plan(fleetOf(shops(50)))), 'FLEET_WAVE_EMPTY');
  const loose = defineFleet('f', { members: shops(2), pipeline: deploy, waves: [wave('all')], tolerate: 2 });
  assert.is(await codeOf(plan(loose)), 'FLEET_TOLERANCE');
});

test('a share of bad members is one of the wave, rounded down, and the plan has the number', async () => {
  const shares = defineFleet('f', {
    members: shops(149),
    pipeline: deploy,
    waves: [
      wave('first', { count: 49 }),
      wave('second', { count: 50, tolerate: '2%' }),
      wave('rest', { tolerate: '29%' }),
    ],
    tolerate: '2.5%',
    atOnce: 20,
  });
  const { waves } = await plan(shares);

  assert.equal(
    waves.map(({ tolerate, mostBad }) => `${tolerate} of ${mostBad}`),
    ['1 of 2', '1 of 21', '14 of 34'],
  );
  const tenth = defineFleet('f', {
    members: shops(9),
    pipeline: deploy,
    waves: [wave('all')],
    tolerate: '11.1%',
  });
  assert.is((await plan(tenth)).waves[0]?.tolerate, 0);
});

test('no share of a wave is more than it says, and none is less for want of a digit', async () => {
  for (let percent = 1; percent < 100; percent += 1) {
    for (const members of [1, 3, 50, 100, 945, 5_000]) {
      const whole = toleratedOf(`${percent}%`, members) ?? -1;
      assert.is(whole, (percent * members - ((percent * members) % 100)) / 100);
      assert.is(toleratedOf(`${percent / 100}%`, members * 100), whole);
    }
  }
});

test('only some members are planned, as those that an earlier run did not reach; waves without them are left out', async () => {
  const options = { environment: 'production', env: {}, now: NOW, image: 'sha256:1' };

  const { waves } = await planFleet(fleetOf(HUNDRED), {
    ...options,
    only: ['shop-050', 'shop-051', 'shop-001'],
  });

  assert.equal(
    waves.map(
      ({ name, members }) =>
        `${name}: ${members
          .map(({ app }) => app)
          .toSorted()
          .join(' ')}`,
    ),
    ['ours: shop-001', 'canaries: shop-050 shop-051'],
  );
  assert.is(await codeOf(planFleet(fleetOf(HUNDRED), { ...options, only: ['nobody'] })), 'FLEET_MEMBERS');
});

test('five thousand members are planned, each in one wave', async () => {
  const many = shops(5_000, (n) => ({ region: REGIONS[n % 3] ?? 'fra', tier: n < 50 ? 'internal' : 'free' }));

  const waves = appsOf(await plan(fleetOf(many)));

  assert.equal(
    waves.map(({ length }) => length),
    [50, 6, 500, 4_444],
  );
});

test.run();
