/**
 * How often a watch of five minutes takes a good release back, and how often and how soon it finds a bad one: over made-up releases that are the same each
 * time, by its own looks and by metrics of real traffic. With `PAINTBOX_PROOF=all` more of them, and the whole table.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeMetric } from '../../src/metrics/judge-metric.ts';
import { resolveMetric } from '../../src/metrics/metric-options.ts';
import type { Series } from '../../src/metrics/series.ts';
import { judgeErrors, judgeSlowness } from '../../src/monitor/own-looks.ts';
import type { Tried } from '../../src/statistics/share-test.ts';
import { seeded } from '../../../../test/seeded.ts';

const isProof = process.env['PAINTBOX_PROOF'] !== undefined;
const RELEASES = isProof ? 4_000 : 300;
const SEED = 8;
const LOOKS = 10;
const LOOK_S = 30;
/** Of three endpoints. */
const ANSWERS_OF_A_LOOK = 60;
const STEPS_BEFORE = 120;

/** What the background does to the typical time of each half minute. */
interface Background {
  readonly name: string;
  /** Spread from one half minute to the next, on the log scale, and how much of it stays. */
  readonly spread: number;
  readonly stays: number;
  /** How much slower everything is after an hour. */
  readonly drift: number;
  /** Errors come in clumps of so many. */
  readonly clump: number;
  /** How much slower the first half minutes of any release are, while its caches fill. */
  readonly warmUp: readonly number[];
  /** Half minutes that metrics leave out at the start. */
  readonly leftOut: number;
}

const BACKGROUNDS: readonly Background[] = [
  { name: 'calm', spread: 0.02, stays: 0.3, drift: 0, clump: 1, warmUp: [], leftOut: 0 },
  { name: 'usual', spread: 0.04, stays: 0.3, drift: 0, clump: 1, warmUp: [], leftOut: 0 },
  { name: 'rough', spread: 0.12, stays: 0.5, drift: 0, clump: 4, warmUp: [], leftOut: 0 },
  { name: 'drifting', spread: 0.04, stays: 0.3, drift: 0.2, clump: 4, warmUp: [], leftOut: 0 },
  { name: 'warming', spread: 0.04, stays: 0.3, drift: 0, clump: 1, warmUp: [2, 1.6, 1.3], leftOut: 0 },
  { name: 'left out', spread: 0.04, stays: 0.3, drift: 0, clump: 1, warmUp: [2, 1.6, 1.3], leftOut: 3 },
];

/** What a release does. */
interface Effect {
  readonly slower: number;
  readonly errors: number;
}

const GOOD: Effect = { slower: 1, errors: 0.001 };
const SLOW: Effect = { slower: 1.3, errors: 0.001 };
const TWICE: Effect = { slower: 2, errors: 0.001 };
const FAILING: Effect = { slower: 1, errors: 0.02 };

const source = () => Promise.resolve([]);
const LATENCY = resolveMetric({ id: 'metric.latency', source });
const ERRORS = resolveMetric({ id: 'metric.errors', source, traffic: source, kind: 'share' });

interface Watched {
  /** Seconds until it was taken back; undefined when it was not. */
  readonly foundS: number | undefined;
}

/** Watches one release. @param perSecond requests of real users; 0 for own looks alone */
function watch(background: Background, effect: Effect, perSecond: number, random: () => number): Watched {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let level = background.spread * normal();
  let step = 0;
  const next = (slower: number): number => {
    step += 1;
    level = background.stays * level + Math.sqrt(1 - background.stays ** 2) * background.spread * normal();
    return 100 * slower * Math.exp(level) * (1 + (background.drift * step) / STEPS_BEFORE);
  };
  const events = perSecond * LOOK_S;
  const ofUsers = (time: number): number => time * (1 + (0.5 / Math.sqrt(Math.max(1, events))) * normal());
  const failed = (tries: number, share: number): number =>
    Math.min(tries, background.clump * poisson((tries * share) / background.clump, random));

  const latency: number[] = [];
  const errors: Tried[] = [];
  for (let at = 0; at < STEPS_BEFORE; at += 1) {
    latency.push(ofUsers(next(1)));
    errors.push({ hits: failed(events, GOOD.errors), tries: events });
  }
  const beforeMs = next(1);
  const looksMs: number[] = [];
  const asked: Tried[] = [];
  const after = { latency: [] as number[], errors: [] as Tried[] };
  for (let look = 1; look <= LOOKS; look += 1) {
    const time = next(effect.slower * (background.warmUp[look - 1] ?? 1));
    after.latency.push(ofUsers(time));
    after.errors.push({ hits: failed(events, effect.errors), tries: events });
    looksMs.push(time * (1 + 0.06 * normal()));
    asked.push({ hits: failed(ANSWERS_OF_A_LOOK, effect.errors), tries: ANSWERS_OF_A_LOOK });
    const isBad =
      judgeErrors(asked) === 'too high' ||
      judgeSlowness(beforeMs, looksMs, 0.1).isSlower ||
      (perSecond > 0 &&
        [
          judgeMetric(LATENCY, series(after.latency.slice(background.leftOut)), series(latency)),
          judgeMetric(ERRORS, shares(after.errors), shares(errors)),
        ].some(({ finding }) => finding.verdict === 'fail'));
    if (isBad) return { foundS: look * LOOK_S };
  }
  return { foundS: undefined };
}

function series(values: readonly number[]): Series {
  return { values, counts: [], traffic: undefined, missing: 0 };
}

function shares(counts: readonly Tried[]): Series {
  const values = counts.map(({ hits, tries }) => hits / tries);
  return { values, counts, traffic: counts.reduce((sum, { tries }) => sum + tries, 0), missing: 0 };
}

function poisson(mean: number, random: () => number): number {
  if (mean > 60) return Math.round(mean);
  let count = 0;
  for (let left = random(); left > Math.exp(-mean); left *= random()) count += 1;
  return count;
}

interface Row {
  readonly takenBack: number;
  readonly slow: number;
  readonly failing: number;
}

function row(background: Background, perSecond: number, releases = RELEASES): Row {
  const random = seeded(SEED);
  const tried = (effect: Effect): readonly number[] =>
    Array.from({ length: releases }, () => watch(background, effect, perSecond, random).foundS)
      .filter((seconds) => seconds !== undefined)
      .toSorted((a, b) => a - b);
  const [good, slow, twice, failing] = [tried(GOOD), tried(SLOW), tried(TWICE), tried(FAILING)];
  const share = (found: readonly number[]): string =>
    `${((found.length / releases) * 100).toFixed(1)} %`.padStart(7);
  const soon = (found: readonly number[]): string =>
    `${found[Math.floor(found.length / 2)] ?? '–'} s`.padStart(6);
  const evidence = perSecond === 0 ? 'own looks alone' : `with ${perSecond}/s of users`;
  process.stdout.write(
    `${background.name.padEnd(9)} ${evidence.padEnd(18)} good taken back ${share(good)}; +30 % found ${share(slow)}, half within ${soon(slow)}; ×2 found ${share(twice)}; 2 % errors found ${share(failing)}, half within ${soon(failing)} (${releases} releases each, seed ${SEED})\n`,
  );
  return {
    takenBack: good.length / releases,
    slow: slow.length / releases,
    failing: failing.length / releases,
  };
}

test('a good release is taken back at most once in a hundred, in any background', () => {
  for (const background of BACKGROUNDS) {
    for (const perSecond of isProof ? [0, 2, 10, 50] : [0, 10]) {
      const { takenBack } = row(background, perSecond);
      assert.ok(takenBack <= 0.01, `${background.name} ${perSecond}: ${takenBack}`);
    }
  }
});

test('with the metrics of real users, +30 % and 2 % errors are found in at least 95 % within the window', () => {
  for (const background of BACKGROUNDS.filter(({ name }) => name === 'calm' || name === 'usual')) {
    const { slow, failing } = row(background, 10);
    assert.ok(slow >= 0.95, `${background.name}: ${slow}`);
    assert.ok(failing >= 0.95, `${background.name}: ${failing}`);
  }
});

test.run();
