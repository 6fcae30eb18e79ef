/** Reads a metric over a time, and keeps what can be used. */
import type { StageContext } from '@paintbox/deploy-core';
import type { MetricSource } from './metric-source.ts';
import type { Tried } from '../statistics/share-test.ts';
import type { MetricSettings } from './metric-options.ts';

/** A time, in ms since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a metric was over a time. */
export interface Series {
  /** Usable values in the order of time; for a share, the share of each step. */
  readonly values: readonly number[];
  /** Bad and all events of each step; only for a share. */
  readonly counts: readonly Tried[];
  /** All events; undefined where traffic is not looked at. */
  readonly traffic: number | undefined;
  /** Steps without a usable value. */
  readonly missing: number;
}

const NOTHING: Series = { values: [], counts: [], traffic: undefined, missing: 0 };

/** Rejects when a source does. A time of less than one step has no values. */
export async function readSeries(settings: MetricSettings, span: Span, ctx: StageContext): Promise<Series> {
  const { stepMs, source, traffic, kind } = settings;
  const steps = Math.floor((span.toMs - span.fromMs) / stepMs);
  if (steps < 1) return NOTHING;
  const range = { fromMs: span.fromMs, toMs: span.fromMs + steps * stepMs, stepMs };
  const [points, events] = await Promise.all([
    source(range, ctx),
    traffic === undefined ? undefined : traffic(range, ctx),
  ]);
  if (kind === 'share') return sharesOf(points, events ?? [], steps);
  const values = points.map(({ value }) => value).filter(isUsable);
  const total = events?.map(({ value }) => value).filter(isUsable);
  return {
    values,
    counts: [],
    traffic: total?.reduce((sum, value) => sum + value, 0),
    missing: Math.max(0, steps - values.length),
  };
}

/** Greater values are mistakes of a source, and sums of their squares are no numbers any more. */
const MOST = 1e15;
/** Less than this in a step is the rounding of a rate. */
const LEAST_EVENTS = 1e-3;

function isUsable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MOST;
}

type Points = Awaited<ReturnType<MetricSource>>;

/** Counters without a single bad event are often missing, so where there is traffic, a missing count is 0. A count that is no number is unusable. */
function sharesOf(bad: Points, all: Points, steps: number): Series {
  const hitsAt = new Map(bad.map(({ atMs, value }) => [atMs, value] as const));
  const counts = all
    .map(({ atMs, value }) => ({ hits: hitsAt.get(atMs) ?? 0, tries: value }))
    .filter(({ hits, tries }) => isUsable(hits) && isUsable(tries) && tries >= LEAST_EVENTS)
    // Rates are extrapolated, so a part may seem to be more than the whole.
    .map(({ hits, tries }) => ({ hits: Math.min(Math.max(hits, 0), tries), tries }));
  return {
    values: counts.map(({ hits, tries }) => hits / tries),
    counts,
    traffic: counts.reduce((sum, { tries }) => sum + tries, 0),
    missing: Math.max(0, steps - counts.length),
  };
}
