/** A fleet's plan as a person reads it who has to approve it. */
import { defineFleet, planFleet, wave } from '@paintbox/deploy-core/fleet';
import type { FleetPlan, FleetTime } from '@paintbox/deploy-core/fleet';
import { artifact, definePipeline, json, stage, text } from '@paintbox/deploy-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { approveLines, fleetPlanLines } from '../../src/commands/fleet/plan-lines.ts';
import { createPaint } from '../../src/paint.ts';
import { wrapLines } from '../../src/wrap.ts';

const paint = createPaint(false);
const NOW = Date.parse('2026-11-30T07:00:00Z');
const given = stage({
  name: 'app.image',
  provides: { image: artifact('image', json<{ readonly digest: string }>()) },
  params: { image: text('REF', 'release this image') },
  run: () => ({ image: { digest: 'sha256:1' } }),
});

function planOf(members: number, image: string | undefined = 'shop@sha256:1'): Promise<FleetPlan> {
  const apps = Array.from({ length: members }, (_, index) => `shop-${index + 1}`);
  const fleet = defineFleet('shops', {
    members: apps.map((app) => ({ app, labels: {} })),
    pipeline: definePipeline('deploy', [given]),
    waves: [
      wave('ours', { count: 5, bake: '30m' }),
      wave('rest', { gate: 'approve', only: 'mon-fri 08-16 UTC', tolerate: 2 }),
    ],
    atOnce: 10,
    startEvery: '2s',
    skip: apps.slice(0, 9).map((app) => ({ app, until: '2026-12-02', because: 'board demo' })),
  });
  return planFleet(fleet, { environment: 'production', env: {}, now: NOW, image });
}

/** Without the names, whose order the image decides. */
const linesOf = (
  plan: FleetPlan,
  shown: Partial<Parameters<typeof fleetPlanLines>[1]> = {},
): readonly string[] =>
  fleetPlanLines(plan, { time: null, late: [], all: false, ...shown }, paint).filter(
    (line) => !/^ {5}shop-/.test(line),
  );

test('whose plan it is, who is new and who is left out, how long it takes and what a bad wave does, then each wave', async () => {
  const plan = await planOf(1_009);
  const minutes = (name: string, runs: number, closed: number, bake: number): FleetTime['waves'][number] => ({
    name,
    runsMs: runs * 60_000,
    closedMs: closed * 60_000,
    bakeMs: bake * 60_000,
  });
  const time: FleetTime = {
    usual: { medianMs: 90_000, longestMs: 130_000, members: 20 },
    waves: [minutes('ours', 7.5, 0, 30), minutes('rest', 150, 22.5, 0)],
    totalMs: 210 * 60_000,
  };

  assert.equal(linesOf(plan, { time, late: ['shop-1009'] }), [
    `shops → production  plan ${plan.hash}`,
    '  image     shop@sha256:1',
    "  members   1000 by 'deploy', in 2 waves; starts are at least 2 s apart",
    '  new       1 member since earlier runs: shop-1009',
    '  skipped   9 members until 2026-12-02, because: board demo (shop-1, shop-2, shop-3, shop-4, shop-5, shop-6, shop-7, shop-8, and 1 more (--verbose))',
    "  takes     about 3 h 30 min if begun now and nobody is bad (of it 30 min are bakes, 22 min 30 s until a window opens); a member takes 1 min 30 s, at most 2 min 10 s, as 20 of them did last time; not counted: the time until 'rest' is approved",
    '  if bad    a wave is taken back, and the waves before it are asked again',
    '',
    '  1  ours  5 members, 1 at once (strict); about 7 min 30 s of runs',
    '     at most 1 bad, whatever happens; none tolerated',
    '     if none is bad, it rules out a defect on 46 % of members or more (95 % sure)',
    '     bakes 30 min before it is judged for good',
    '  2  rest  995 members, 10 at once; about 2 h 30 min of runs',
    '     at most 12 bad, whatever happens; 2 tolerated',
    '     if none is bad, it rules out a defect on 0.4 % of members or more (95 % sure)',
    '     begins when a person approves it; is served mon-fri 08-16 UTC',
  ]);
});

test('what is not known is said: how long members take, and how long the build', async () => {
  const plan = await planOf(24, undefined);
  const lines = linesOf({ ...plan, image: null });

  assert.ok(lines.includes('  image     is built first'), lines.join('\n'));
  assert.ok(
    lines.includes(
      "  takes     not known: no good run of 'deploy' by a member was found; the bakes alone take 30 min; not counted: the build, and the time until 'rest' is approved",
    ),
    lines.join('\n'),
  );
});

test('on a narrow terminal the plan of a thousand fits on two pages, and its command is in one piece', async () => {
  const plan = await planOf(1_009);
  const lines = [...fleetPlanLines(plan, { time: null, late: [], all: false }, paint)];

  assert.ok(wrapLines(lines, 40).length <= 48, wrapLines(lines, 40).join('\n'));
  assert.ok(wrapLines(lines, 40).every((row) => row.length <= 40));
  assert.match(
    approveLines(plan, { program: 'paintbox-deploy', flags: [] }, paint).join('\n'),
    `fleet deploy shops --image shop@sha256:1 --plan ${plan.hash}`,
  );
});

test.run();
