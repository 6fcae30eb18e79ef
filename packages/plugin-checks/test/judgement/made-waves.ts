/** Waves of made-up members: what healthy and broken releases look like over many apps. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { WaveMember } from '../../src/judgement/wave.ts';
import { median } from '../../src/statistics/percentiles.ts';

/** How the members of a wave behave. */
export interface Wave {
  readonly members: number;
  /** The share of members that fail for a reason of their own, one of so many. */
  readonly ownFailures: number;
  readonly reasons: number;
  /** How much slower the release makes every answer: 0.05 is 5 %. */
  readonly slowdown: number;
  /** Spread of single answers, on the log scale. */
  readonly answers: number;
  /** Spread of what else happens to a member between before and after, on the log scale. */
  readonly background: number;
  /** The share of members that the release breaks. */
  readonly broken: number;
}

/** A good release over members that are as calm as most are. */
export const CALM: Wave = {
  members: 50,
  ownFailures: 0.002,
  reasons: 8,
  slowdown: 0,
  answers: 0.2,
  background: 0.05,
  broken: 0,
};

/** Answers that each figure is the median of. */
const ANSWERS = 100;
const REGIONS = ['ams', 'fra', 'iad', 'sjc'];

/** The members of one wave. */
export function membersOf(wave: Wave, random: () => number): readonly WaveMember[] {
  return Array.from({ length: wave.members }, (_, at) => {
    const isBroken = random() < wave.broken;
    const own = random() < wave.ownFailures ? Math.floor(random() * wave.reasons) : undefined;
    const problems = [
      ...(isBroken ? ['the release breaks it'] : []),
      ...(own === undefined ? [] : [`trouble ${'abcdefghijklmnop'[own]} of its own`]),
    ];
    const latency = { before: middle(wave, 0, random), after: middle(wave, wave.slowdown, random) };
    return member(`app${at}`, problems, {
      labels: { region: REGIONS[at % REGIONS.length] ?? '', plan: random() < 0.3 ? 'paid' : 'free' },
      figures: { latency, size: steady(random), errors: { before: share(random), after: share(random) } },
    });
  });
}

/** A member with these failures. */
export function member(app: string, problems: readonly string[], more: Partial<WaveMember> = {}): WaveMember {
  const failed = problems.map((message) => check(app, 'fail', message));
  return {
    app,
    labels: {},
    outcome: problems.length > 0 ? 'bad' : 'good',
    checks: failed.length > 0 ? failed : [check(app, 'pass', 'well')],
    ...more,
  };
}

/** A critical check of an app. */
export function check(app: string, verdict: CheckResult['verdict'], message: string): CheckResult {
  return {
    id: 'health',
    target: `https://${app}.example.com`,
    verdict,
    critical: true,
    message,
    evidence: {},
  };
}

/** The median of some answers, around a background that moved. */
function middle({ answers, background }: Wave, slowdown: number, random: () => number): number {
  const base = 50 * (1 + slowdown) * Math.exp(background * normal(random));
  return median(Array.from({ length: ANSWERS }, () => base * Math.exp(answers * normal(random))));
}

function steady(random: () => number): { readonly before: number; readonly after: number } {
  const before = 10_000 * Math.exp(normal(random));
  return { before, after: before * Math.exp(0.01 * normal(random)) };
}

/** Most apps have no errors. */
function share(random: () => number): number {
  return random() < 0.8 ? 0 : Math.floor(random() * 10) / 1_000;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
