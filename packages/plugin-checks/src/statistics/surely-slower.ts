/** Whether answers are so much slower than those of before that a few of them are enough. */
import { percentile } from './percentiles.ts';
import { judgeSeries } from './share-test.ts';

/** Of the answers before, at most 5 of 100 take longer than the upper bound of their 95th percentile. */
const SHARE_OVER = { accepted: 0.1, refused: 0.9, falseAlarm: 0.0005 };

/** What nearly none of the answers before took, and the tolerance beyond it; undefined where there are too few to say. */
export function nearlyNone(before: readonly number[], tolerance: number): number | undefined {
  const sorted = before.toSorted((a, b) => a - b);
  const bound = sorted.length === 0 ? null : percentile(sorted, 0.95).highMs;
  return bound === null ? undefined : bound * (1 + tolerance);
}

/** True when the answers after are certainly slower: asked after each of them. */
export function isSurelySlower(after: readonly number[], limitMs: number | undefined): boolean {
  if (limitMs === undefined) return false;
  return (
    judgeSeries(
      after.map((ms) => ms > limitMs),
      SHARE_OVER,
    ) === 'too high'
  );
}
