// GetMetricData for single metrics (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html). Metric math and Metrics
// Insights are the real service's alone.

import { notImplemented } from '../aws-error.ts';
import { dimensionsOf, invalid, objectsOf, textOf, timeMsOf } from './members.ts';
import type { Members } from './members.ts';
import type { MetricStore } from './metric-store.ts';
import { statistic } from './statistic.ts';

const MOST_QUERIES = 500;
/** Periods below a minute are for metrics of high resolution. */
const SHORT_PERIODS: readonly number[] = [1, 5, 10, 20, 30];

/** The values of each query. What does not fit into one answer is read on with the token. */
export function getMetricData(input: Members, store: MetricStore): Members {
  const startMs = timeMsOf(input, 'StartTime');
  const endMs = timeMsOf(input, 'EndTime');
  if (startMs >= endMs) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const queries = objectsOf(input, 'MetricDataQueries');
  if (queries.length === 0 || queries.length > MOST_QUERIES) {
    throw invalid('The parameter MetricDataQueries must have 1 to 500 entries.');
  }
  const most = Number(input['MaxDatapoints'] ?? 100_800);
  const from = Number(input['NextToken'] ?? 0);
  // Newest first, unless it is asked for otherwise.
  const isAscending = input['ScanBy'] === 'TimestampAscending';
  let isPartial = false;
  const results = queries.map((query) => {
    const { id, label, points } = valuesOf(query, store, startMs, endMs);
    const ordered = isAscending ? points : points.toReversed();
    const page = ordered.slice(from, from + most);
    const isRest = from + most < ordered.length;
    isPartial ||= isRest;
    return {
      Id: id,
      Label: label,
      Timestamps: page.map(({ atMs }) => atMs / 1_000),
      Values: page.map(({ value }) => value),
      StatusCode: isRest ? 'PartialData' : 'Complete',
    };
  });
  return {
    MetricDataResults: results,
    Messages: [],
    ...(isPartial ? { NextToken: String(from + most) } : {}),
  };
}

interface Found {
  readonly id: string;
  readonly label: string;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

function valuesOf(query: Members, store: MetricStore, startMs: number, endMs: number): Found {
  const id = textOf(query, 'Id');
  if (!/^[a-z]\w*$/.test(id))
    throw invalid(`The value '${id}' for parameter Id is not matched with the pattern.`);
  if (query['Expression'] !== undefined) throw notImplemented('expressions of GetMetricData');
  const [stat, metric] = [part(query, 'MetricStat'), part(part(query, 'MetricStat'), 'Metric')];
  const [name, wanted] = [textOf(metric, 'MetricName'), textOf(stat, 'Stat')];
  const period = stat['Period'];
  if (typeof period !== 'number' || !(SHORT_PERIODS.includes(period) || (period > 0 && period % 60 === 0))) {
    throw invalid(
      `The parameter MetricDataQueries.member.1.MetricStat.Period must be 1, 5, 10, 20, 30, or a multiple of 60.`,
    );
  }
  const key = { namespace: textOf(metric, 'Namespace'), name, dimensions: dimensionsOf(metric) };
  const points: { readonly atMs: number; readonly value: number }[] = [];
  const stepMs = period * 1_000;
  for (let atMs = Math.floor(startMs / stepMs) * stepMs; atMs < endMs; atMs += stepMs) {
    const values = store.between(key, atMs, atMs + stepMs);
    // A period without a value has no data point.
    if (values.length === 0) continue;
    const value = statistic(wanted, values);
    if (value === undefined) throw notImplemented(`the statistic ${wanted}`);
    points.push({ atMs, value });
  }
  return { id, label: name, points };
}

function part(members: Members, name: string): Members {
  const value = members[name];
  if (typeof value !== 'object' || value === null) throw invalid(`The parameter ${name} is required.`);
  return value as Members;
}
