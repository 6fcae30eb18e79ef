/**
 * How often the judgement of a wave is wrong, over made-up waves that are the same each time: healthy releases that are stopped, and broken ones that are
 * found. With `PAINTBOX_PROOF=all` 10,000 waves of each kind, and a table.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeWave } from '../../src/judgement/judge-wave.ts';
import { seeded } from '../../../../test/seeded.ts';
import { CALM, membersOf } from './made-waves.ts';
import type { Wave } from './made-waves.ts';

const isProof = process.env['PAINTBOX_PROOF'] !== undefined;
const WAVES = isProof ? 10_000 : 300;
const SEED = 14;
/** One bad member in fifty is tolerated. */
const tolerated = ({ members }: Wave): number => Math.ceil(members / 50);

/** The share of waves that are judged bad. */
function stopped(name: string, wave: Wave, waves = WAVES): number {
  const random = seeded(SEED);
  let bad = 0;
  for (let at = 0; at < waves; at += 1) {
    if (judgeWave(membersOf(wave, random), { tolerate: tolerated(wave) }).verdict === 'bad') bad += 1;
  }
  const { members, answers, background } = wave;
  process.stdout.write(
    `${name.padEnd(34)} ${String(members).padStart(4)} members, answers ±${answers}, background ±${background}, seed ${SEED}: ${((bad / waves) * 100).toFixed(2)} % of ${waves} waves stopped\n`,
  );
  return bad / waves;
}

test('a good release is stopped in at most 2 % of waves', () => {
  for (const members of isProof ? [5, 20, 50, 100] : [50]) {
    const share = stopped('a good release', { ...CALM, members }, members === 50 ? WAVES : WAVES / 5);
    assert.ok(share <= 0.02, String(share));
  }
  const rough = stopped('a good release, rough', { ...CALM, background: 0.3 }, WAVES / 5);
  assert.ok(rough <= 0.02, String(rough));
});

test('a slowdown of 5 % over 50 members is found in at least 90 % of waves', () => {
  const share = stopped('5 % slower everywhere', { ...CALM, slowdown: 0.05 });
  assert.ok(share >= 0.9, String(share));
  if (!isProof) return;
  stopped('5 % slower everywhere', { ...CALM, slowdown: 0.05, members: 100 }, WAVES / 5);
  stopped('5 % slower everywhere, rough', { ...CALM, slowdown: 0.05, background: 0.1 }, WAVES / 5);
  stopped('10 % slower everywhere, rough', { ...CALM, slowdown: 0.1, background: 0.1 }, WAVES / 5);
});

test('a defect on one member in ten is found in at least 95 % of waves of 50', () => {
  const share = stopped('a defect on 10 % of members', { ...CALM, broken: 0.1 }, WAVES / 5);
  assert.ok(share >= 0.95, String(share));
});

test.run();
