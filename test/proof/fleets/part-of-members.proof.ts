/**
 * What the waves of docs/fleets.md are worth, over made-up fleets that are the same each time: how often they find a defect on one member in ten before the last wave, and how
 * often they stop a good release. Beside them the same without tolerance, and with a share of the fleet instead of a number. Prints a table; asserts what the page says.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defineFleet, wave } from '@paintbox/deploy-core/fleet';
import type { Fleet, JudgedMember } from '@paintbox/deploy-core/fleet';
import { judgeWave, memberOf } from '@paintbox/deploy-plugin-checks';
import { deploy } from '../../../packages/core/test/fleet/pipelines.ts';
import { CALM, membersOf } from '../../../packages/plugin-checks/test/judgement/made-waves.ts';
import { seeded } from '../../seeded.ts';
import { runStandIns } from './stand-in-fleet.ts';

const SEEDS = 400;
/** Members of the team's own. */
const OURS = 5;
/** A member fails for a reason of its own, one of eight, once in 500 releases; its figures are noisy. */
const USUAL = CALM;

/** How the waves are cut. */
interface Waves {
  readonly name: string;
  readonly early: { readonly count: number } | { readonly share: number };
  /** How many bad members a wave of so many may have. */
  readonly tolerate: (members: number) => number;
}

const DOCUMENTED: Waves = {
  name: '50, one in fifty tolerated',
  early: { count: 50 },
  tolerate: (members) => Math.ceil(members / 50),
};
const NONE_TOLERATED: Waves = { name: '50, none tolerated', early: { count: 50 }, tolerate: () => 0 };
const BY_SHARE: Waves = { name: '5 %, none tolerated', early: { share: 0.05 }, tolerate: () => 0 };

/** What became of the fleets. */
interface Ends {
  /** Shares of all fleets. */
  readonly inTime: number;
  readonly stopped: number;
  /** Members that were given the release, of one fleet, on average. */
  readonly touched: number;
}

function fleetOf(members: ReadonlyMap<string, JudgedMember>, { early, tolerate }: Waves): Fleet {
  const size = 'count' in early ? early.count : Math.floor(early.share * members.size);
  return defineFleet('shops', {
    members: [...members.values()].map(({ app, labels }, index) => ({
      app,
      labels: { ...labels, tier: index < OURS ? 'internal' : (labels['plan'] ?? '') },
      url: `https://${app}.example.com`,
    })),
    pipeline: deploy,
    waves: [
      wave('ours', { where: { tier: 'internal' }, bake: '30m', tolerate: tolerate(OURS) }),
      wave('early', { count: size, spread: ['region', 'tier'], bake: '1h', tolerate: tolerate(size) }),
      wave('rest', { tolerate: tolerate(members.size - OURS - size) }),
    ],
    judge: judgeWave,
    evidence: (record, labels) => ({
      ...memberOf(record, labels),
      figures: members.get(record.app)?.figures,
    }),
  });
}

async function play(waves: Waves, size: number, broken: number): Promise<Ends> {
  let [inTime, stopped, touched] = [0, 0, 0];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const made = membersOf({ ...USUAL, members: size, broken }, seeded(seed));
    const members = new Map(made.map((member) => [member.app, member]));
    const { state, plan } = await runStandIns(fleetOf(members, waves), members, seed);
    assert.is(state.ended?.exitCode, state.stopped === undefined ? 0 : 3);
    if (state.stopped !== undefined) stopped += 1;
    if (state.stopped !== undefined && state.stopped.wave !== plan.waves.at(-1)?.name) inTime += 1;
    touched += [...state.members.values()].filter(({ release }) => release !== undefined).length;
  }
  return { inTime: inTime / SEEDS, stopped: stopped / SEEDS, touched: touched / SEEDS };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`.padStart(7);
}

for (const [waves, sizes] of [
  [DOCUMENTED, [100, 200, 1_000]],
  [NONE_TOLERATED, [200]],
  [BY_SHARE, [200]],
] as const) {
  for (const size of sizes) {
    test(`${waves.name}, ${size} members: a defect on one in ten, and a good release`, async () => {
      const broken = await play(waves, size, 0.1);
      const good = await play(waves, size, 0);

      process.stdout.write(
        `${waves.name.padEnd(27)} ${String(size).padStart(5)} members, ${SEEDS} fleets of each kind: defect found before the last wave ${percent(broken.inTime)}, ${broken.touched.toFixed(0)} members given it; good release stopped ${percent(good.stopped)}\n`,
      );
      if (waves !== DOCUMENTED) return;
      assert.ok(broken.inTime >= 0.95, percent(broken.inTime));
      assert.ok(good.stopped <= 0.02, percent(good.stopped));
    });
  }
}

test.run();
