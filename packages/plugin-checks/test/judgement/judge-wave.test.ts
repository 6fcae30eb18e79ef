import { isDeployError } from '@paintbox/deploy-core';
import type { WaveJudge } from '@paintbox/deploy-core/fleet';
import { comparisonEvidence, roundsEvidence } from '@paintbox/deploy-core/release';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { memberOf } from '../../src/judgement/member-of.ts';
import { judgeWave } from '../../src/judgement/judge-wave.ts';
import type { WaveMember } from '../../src/judgement/wave.ts';
import { seeded } from '../../../../test/seeded.ts';
import { CALM, check, member, membersOf } from './made-waves.ts';

const healthy = (count: number, more: Partial<WaveMember> = {}): readonly WaveMember[] =>
  Array.from({ length: count }, (_, at) => member(`good${at}`, [], more));

test('a wave without a bad member is good, and says what it excludes', () => {
  const { verdict, because, share } = judgeWave(healthy(59));

  assert.is(verdict, 'good');
  assert.equal(because, [
    '59 of 59 members are good; with 95 % confidence at most 5 % of all members are hit',
  ]);
  // The table of the design: 59 members without a bad one exclude a defect of 5 %.
  assert.ok(share.highest < 0.05 && judgeWave(healthy(58)).share.highest > 0.05);
});

test('more bad members than are tolerated make it bad, each for a reason of its own', () => {
  const bad = [member('a', ['the disk is full']), member('b', ['no licence'])];

  assert.is(judgeWave([...healthy(20), ...bad], { tolerate: 2 }).verdict, 'good');
  assert.is(judgeWave([...healthy(20), ...bad], { tolerate: 1 }).verdict, 'bad');
  assert.match(
    judgeWave([...healthy(20), ...bad], { tolerate: 1 }).because[0] ?? '',
    /2 of 22 members are bad, 1 is tolerated: a, b/,
  );
});

test('the same failure on two members makes it bad, whatever hosts, ids and numbers it names', () => {
  const bad = [
    member('a', ['https://a.fly.dev/x gave status after 1230 ms on 3d8d7930b21189']),
    member('b', ['https://b.example.org:8443/y gave status after 45 ms on 91852e6b703108']),
  ];
  const { verdict, common } = judgeWave([...healthy(40), ...bad], { tolerate: 5 });

  assert.is(verdict, 'bad');
  assert.equal(
    common.map(({ members, isSystematic }) => ({ members, isSystematic })),
    [{ members: ['a', 'b'], isSystematic: true }],
  );
});

test('the same failure is the same when it names the app of each member', () => {
  const bad = ['acme', 'bolt'].map((app) => member(app, [`${app} has no key that is served`]));

  const { verdict, common } = judgeWave([...healthy(40), ...bad], { tolerate: 5 });

  assert.is(verdict, 'bad');
  assert.equal(
    common.map(({ members, fingerprint }) => ({ members, app: fingerprint.includes('<app> has no key') })),
    [{ members: ['acme', 'bolt'], app: true }],
  );
});

test('another status is another failure', () => {
  const bad = [500, 503].map((status) =>
    member(`s${status}`, ['x'], {
      checks: [{ ...check('a', 'fail', 'health is bad'), evidence: { status } }],
    }),
  );

  assert.is(judgeWave([...healthy(40), ...bad], { tolerate: 5 }).verdict, 'good');
});

test('a failure that members had before the release is not of the release', () => {
  const old = ['a', 'b'].map((app) =>
    member(app, ['x'], { checks: [check(app, 'fail', 'old')], before: [check(app, 'fail', 'old')] }),
  );

  assert.is(judgeWave([...healthy(40), ...old], { tolerate: 5 }).verdict, 'good');
});

test('errors of runs are failures too', () => {
  const bad = ['a', 'b'].map((app) =>
    member(app, ['x'], {
      checks: [],
      error: { code: 'FLY_GREEN_UNHEALTHY', message: `no machine of ${app}.fly.dev started` },
    }),
  );

  assert.match(
    judgeWave([...healthy(40), ...bad], { tolerate: 5 }).because[0] ?? '',
    /FLY_GREEN_UNHEALTHY: no machine of <host> started/,
  );
});

test('in a large wave two of a kind happen by chance, and six do not', () => {
  const some = (count: number): readonly WaveMember[] =>
    Array.from({ length: count }, (_, at) => member(`bad${at}`, ['the disk is full']));

  assert.is(judgeWave([...healthy(943), ...some(2)], { tolerate: 20 }).verdict, 'good');
  assert.is(judgeWave([...healthy(939), ...some(6)], { tolerate: 20 }).verdict, 'bad');
});

test('members without data never make a wave good, nor a run without a check that decided', () => {
  assert.is(judgeWave([]).verdict, 'inconclusive');
  assert.is(judgeWave([...healthy(9), member('x', [], { outcome: 'no-data' })]).verdict, 'inconclusive');
  assert.is(
    judgeWave([...healthy(9), member('x', [], { outcome: 'no-data' })], { tolerate: 1 }).verdict,
    'good',
  );
  assert.is(judgeWave(healthy(9, { checks: [] })).verdict, 'inconclusive');
  assert.is(judgeWave(healthy(9, { checks: [check('x', 'skip', 'left out')] })).verdict, 'inconclusive');
});

test('a share that must be excluded needs enough members', () => {
  assert.is(judgeWave(healthy(28), { exclude: 0.1 }).verdict, 'inconclusive');
  assert.is(judgeWave(healthy(29), { exclude: 0.1 }).verdict, 'good');
});

test('a rise that no member shows by itself is found over all of them, and named', () => {
  const slower = Array.from({ length: 20 }, (_, at) =>
    member(`m${at}`, [], {
      figures: { latency: { before: 100 + at, after: (100 + at) * (at < 16 ? 1.05 : 0.99) } },
    }),
  );
  const { verdict, because, shifts } = judgeWave(slower);

  assert.is(verdict, 'bad');
  assert.match(because[0] ?? '', /^latency rose on 16 of 20 members, by 5 % in the middle/);
  assert.ok((shifts[0]?.chance ?? 1) < 0.01);
  assert.is(judgeWave(slower, { notice: 0.1 }).verdict, 'good', 'smaller than what is noticed');
  assert.is(judgeWave(slower, { wave: 40 }).verdict, 'good', 'later waves need stronger evidence');
});

test('a share of errors that was zero may rise, and values that are no numbers say nothing', () => {
  const before = 0;
  const risen = Array.from({ length: 12 }, (_, at) =>
    member(`m${at}`, [], { figures: { errors: { before, after: 0.01 + at / 1_000 } } }),
  );
  const blind = healthy(12, { figures: { errors: { before, after: Number.NaN } } });

  assert.match(
    judgeWave(risen).because[0] ?? '',
    /errors rose on 12 of 12 members, by an amount where there was nothing before/,
  );
  assert.is(judgeWave(blind).verdict, 'good');
  assert.is(judgeWave(blind).shifts[0]?.members, 0);
});

test('a label that separates bad from good is named', () => {
  const inFrankfurt = Array.from({ length: 6 }, (_, at) =>
    member(`f${at}`, at < 5 ? [`odd ${'abcde'[at]}`] : [], { labels: { region: 'fra', plan: 'free' } }),
  );
  const elsewhere = healthy(30, { labels: { region: 'iad', plan: 'free' } });
  const { because, separating } = judgeWave([...inFrankfurt, ...elsewhere]);

  assert.equal(
    separating.map(({ label, value, bad, of }) => [label, value, bad, of]),
    [['region', 'fra', 5, 6]],
  );
  assert.match(
    because.at(-1) ?? '',
    /region fra separates bad from good: 5 of its 6 members are bad, and 0 of all others/,
  );
});

test('a look after the run that fails makes its member bad', () => {
  const late = member('late', [], { checks: [check('late', 'pass', 'well'), check('late', 'fail', 'gone')] });

  assert.equal(judgeWave([...healthy(9), late]).bad, ['late']);
  assert.equal(judgeWave([...healthy(9), { ...late, outcome: 'no-data' }]).bad, ['late']);
});

test('whatever figures a member has, the judgement survives JSON', () => {
  const random = seeded(7);
  const odd = [0, -1, Number.NaN, Infinity, 1e308, -1e308, 5e-324, 0.5, 100];
  const pick = (): number => odd[Math.floor(random() * odd.length)] ?? 0;
  for (let round = 0; round < 200; round += 1) {
    const [before, after, steady] = [pick(), pick(), random()];
    const figure = () => (random() < steady ? { before, after } : { before: pick(), after: pick() });
    const wave = Array.from({ length: 30 }, (_, at) => member(`m${at}`, [], { figures: { x: figure() } }));

    const judgement = judgeWave(wave);

    assert.equal(JSON.parse(JSON.stringify(judgement)), judgement);
  }
});

test('a member is read from the record of its run', () => {
  const told = { code: 'FLY_GREEN_UNHEALTHY', message: 'no machine started', hint: null, docs: null };
  const good = memberOf(
    { app: 'a', status: 'succeeded', checks: [check('a', 'pass', 'well')] },
    { region: 'fra' },
  );
  const bad = memberOf({ app: 'b', status: 'rolled-back', error: told });

  assert.equal([good.outcome, good.labels, good.checks.length], ['good', { region: 'fra' }, 1]);
  assert.equal([bad.outcome, bad.error], ['bad', { code: told.code, message: told.message }]);
  assert.is(memberOf({ app: 'd', status: 'inconclusive' }).outcome, 'no-data');
});

test('of many checks a member keeps those that a judgement looks at', () => {
  const compared = comparisonEvidence({ ratio: 1.05, low: 0.8, high: 1.3 });
  const checks = [
    { ...check('a', 'pass', 'one'), critical: false },
    check('a', 'pass', 'two'),
    check('a', 'pass', 'three'),
    { ...check('a', 'pass', 'four'), evidence: compared },
    check('a', 'skip', 'five'),
    check('a', 'inconclusive', 'six'),
    check('a', 'fail', 'seven'),
  ];

  const kept = memberOf({ app: 'a', status: 'failed', checks }).checks.map(({ message }) => message);

  assert.equal(kept, ['two', 'four', 'six', 'seven']);
});

test('the error of a run counts where no check has failed', () => {
  const error = { code: 'CHECKS_FAILED', message: '1 critical check failed' };
  const bad = ['a', 'b'].map((app, at) =>
    member(app, ['x'], { checks: [check(app, 'fail', `reason ${'xy'[at]}`)], error }),
  );

  assert.equal(judgeWave([...healthy(40), ...bad], { tolerate: 5 }).common, []);
});

test('what the checks compared with before are figures, in a fleet as it is', () => {
  const judge: WaveJudge = judgeWave;
  const members = Array.from({ length: 30 }, (_, at) => {
    const evidence = comparisonEvidence({ ratio: 1.05 + at / 1_000, low: 0.8, high: 1.3 });
    return member(`m${at}`, [], {
      checks: [
        check(`m${at}`, 'pass', 'well'),
        { ...check(`m${at}`, 'pass', 'as quick'), id: 'compare', evidence },
      ],
    });
  });

  const { verdict, because } = judge(members, { tolerate: 0, wave: 1 });

  assert.is(verdict, 'bad');
  assert.match(because[0] ?? '', /^compare rose on 30 of 30 members, by 6/);
});

test('the health that a watch sums up is not a failure of its own', () => {
  const sum = (app: string) => ({
    ...check(app, 'fail', 'unhealthy, was healthy; 1 change in 3 looks'),
    id: 'watch',
    evidence: roundsEvidence([{ at: '2026-01-01T00:00:00Z', verdict: 'fail' }]),
  });
  const bad = ['a', 'b'].map((app, at) =>
    member(app, ['x'], { checks: [check(app, 'fail', `reason ${'xy'[at]}`), sum(app)] }),
  );

  assert.equal(judgeWave([...healthy(40), ...bad], { tolerate: 5 }).common, []);
});

test('the order of members, and what labels are called, change nothing', () => {
  const random = seeded(5);
  for (let round = 0; round < 40; round += 1) {
    const wave = { ...CALM, members: 30, ownFailures: 0.1, slowdown: random() * 0.1, broken: random() * 0.1 };
    const members = membersOf(wave, random);
    const shuffled = members.toSorted(() => random() - 0.5);

    const { verdict, bad } = judgeWave(members, { tolerate: 3 });
    const again = judgeWave(shuffled, { tolerate: 3 });

    assert.is(again.verdict, verdict);
    assert.equal(again.bad.toSorted(), bad.toSorted());
  }
});

test('one more bad member never makes a wave better', () => {
  const random = seeded(6);
  const order = ['good', 'inconclusive', 'bad'];
  for (let round = 0; round < 40; round += 1) {
    const members = membersOf({ ...CALM, members: 25, ownFailures: 0.05 }, random);
    const worse = members.map((one, at) =>
      at === round % 25 ? { ...member(one.app, ['gone']), figures: one.figures } : one,
    );

    const [before, after] = [members, worse].map((wave) =>
      order.indexOf(judgeWave(wave, { tolerate: 2 }).verdict),
    );

    assert.ok((after ?? 0) >= (before ?? 0), `round ${round}`);
  }
});

test('options that make no sense are refused all at once', () => {
  try {
    judgeWave([], { tolerate: -1, exclude: 1, wave: 0, usual: 0, notice: Number.NaN });
    assert.unreachable();
  } catch (error) {
    assert.ok(isDeployError(error) && error.code === 'CHECKS_OPTIONS');
    assert.is(error.problems.length, 5);
  }
});

test.run();
