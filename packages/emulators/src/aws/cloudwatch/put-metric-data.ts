// PutMetricData with single values, or with values and their counts
// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html).

import { notImplemented } from '../aws-error.ts';
import { dimensionsOf, invalid, objectsOf, textOf } from './members.ts';
import type { Members } from './members.ts';
import type { MetricStore } from './metric-store.ts';

const MOST_METRICS = 1_000;

/** Stores the values. @param nowMs the time of values without one */
export function putMetricData(input: Members, store: MetricStore, nowMs: number): undefined {
  const namespace = textOf(input, 'Namespace');
  const data = objectsOf(input, 'MetricData');
  if (data.length > MOST_METRICS) throw invalid('The parameter MetricData must have at most 1000 entries.');
  for (const datum of data) {
    if (datum['StatisticValues'] !== undefined) throw notImplemented('StatisticValues of PutMetricData');
    const at = datum['Timestamp'];
    const atMs = typeof at === 'number' ? at * 1_000 : nowMs;
    const counts = numbersOf(datum, 'Counts');
    const values =
      numbersOf(datum, 'Values') ?? [datum['Value']].filter((value) => typeof value === 'number');
    if (values.length === 0) throw invalid('The parameter MetricData.member.1.Value is required.');
    store.put(
      { namespace, name: textOf(datum, 'MetricName'), dimensions: dimensionsOf(datum) },
      values.map((value, index) => ({ atMs, value, count: counts?.[index] ?? 1 })),
    );
  }
  return undefined;
}

function numbersOf(members: Members, name: string): readonly number[] | undefined {
  const value = members[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((one): one is number => typeof one === 'number')) {
    throw invalid(`The parameter ${name} must be a list of numbers.`);
  }
  return value;
}
