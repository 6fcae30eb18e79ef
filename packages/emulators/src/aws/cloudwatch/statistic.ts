// The statistics of CloudWatch over the values of one period.

import type { MetricValue } from './metric-store.ts';

/** The value of a statistic (`Sum`, `p95`, …) over at least one value; undefined when there is no such statistic here. */
export function statistic(name: string, values: readonly MetricValue[]): number | undefined {
  const percentile = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  if (percentile !== undefined) return percentileOf(values, Number(percentile) / 100);
  const count = total(values, () => 1);
  const sum = total(values, ({ value }) => value);
  switch (name) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return Math.min(...values.map(({ value }) => value));
    case 'Maximum':
      return Math.max(...values.map(({ value }) => value));
    default:
      return undefined;
  }
}

function total(values: readonly MetricValue[], of: (value: MetricValue) => number): number {
  return values.reduce((sum, value) => sum + of(value) * value.count, 0);
}

function percentileOf(values: readonly MetricValue[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  let left = share * total(values, () => 1);
  for (const { value, count } of sorted) {
    left -= count;
    if (left <= 0) return value;
  }
  return sorted.at(-1)?.value;
}
