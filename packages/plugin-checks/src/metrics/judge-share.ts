/** Judges a share of events, such as errors of all requests: the limits, and the rise since before. */
import { shareBounds } from '../statistics/always-valid.ts';
import { highestShare } from '../statistics/exact-share.ts';
import type { Tried } from '../statistics/share-test.ts';
import type { MetricSettings } from './metric-options.ts';
import { ERROR, limitPart } from './part.ts';
import type { Part } from './part.ts';

/** The answers. @param before undefined when nothing usable is known of the time before */
export function judgeShareOf(
  after: readonly Tried[],
  before: readonly Tried[] | undefined,
  settings: MetricSettings,
): readonly Part[] {
  const { compare } = settings;
  const clumps = clumping([after, ...(before === undefined ? [] : [before])]);
  const now = thinned(total(after), clumps);
  const range = { ...shareBounds(now.hits, now.tries, ERROR), middle: now.hits / now.tries };
  const limits = limitPart(range, settings, percent);
  if (compare === undefined || before === undefined) return limits;
  return [...limits, risePart(now, thinned(total(before), clumps), compare)];
}

function risePart(
  now: Tried,
  was: Tried,
  { better, tolerance, notice }: NonNullable<MetricSettings['compare']>,
): Part {
  const [after, before] = better === 'low' ? [now, was] : [opposite(now), opposite(was)];
  const { low, high } = shareBounds(after.hits, after.tries, ERROR);
  const most = highestShare(before.hits, before.tries, ERROR);
  const shown = `${percent(now.hits / now.tries)}, before ${percent(was.hits / was.tries)}`;
  const evidence = { share: { low, high, highestBefore: most } };
  if (low > most + tolerance) return { verdict: 'fail', message: `certainly worse: ${shown}`, evidence };
  return high < before.hits / before.tries + notice
    ? { verdict: 'pass', message: shown, evidence }
    : { verdict: 'warn', message: `${percent(notice)} more cannot be ruled out: ${shown}`, evidence };
}

/**
 * How much more the steps differ than single independent events would: errors come in clumps. A clump of five counts as one event (the dispersion of quasi-likelihood,
 * McCullagh and Nelder 1989, §4.5).
 */
function clumping(parts: readonly (readonly Tried[])[]): number {
  let [sum, freedom] = [0, 0];
  for (const counts of parts) {
    const { hits, tries } = total(counts);
    const share = hits / tries;
    if (!(share > 0 && share < 1)) continue;
    for (const one of counts) sum += (one.hits - one.tries * share) ** 2 / (one.tries * share * (1 - share));
    freedom += counts.length - 1;
  }
  return freedom > 0 ? Math.max(1, sum / freedom) : 1;
}

function thinned({ hits, tries }: Tried, clumps: number): Tried {
  return { hits: hits / clumps, tries: tries / clumps };
}

function total(counts: readonly Tried[]): Tried {
  return counts.reduce((sum, one) => ({ hits: sum.hits + one.hits, tries: sum.tries + one.tries }), {
    hits: 0,
    tries: 0,
  });
}

function opposite({ hits, tries }: Tried): Tried {
  return { hits: tries - hits, tries };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
