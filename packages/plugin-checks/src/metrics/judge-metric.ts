/** Judges a metric by what was read of it: whether it is enough, then the limits and the comparison with before. */
import { beforeAfterEvidence } from '@paintbox/deploy-core/release';
import type { Finding } from '../suite/result.ts';
import { judgeShareOf } from './judge-share.ts';
import { judgeValue } from './judge-value.ts';
import { mean } from '../statistics/percentiles.ts';
import type { MetricSettings } from './metric-options.ts';
import type { Part } from './part.ts';
import type { Series } from './series.ts';

/** What is found, and whether it can change. */
export interface MetricAnswer {
  readonly finding: Finding;
  /** True when there is too little only because the release is new. */
  readonly isEarly: boolean;
}

/** Judges what was read. Too little is inconclusive. */
export function judgeMetric(
  settings: MetricSettings,
  after: Series,
  before: Series | undefined,
): MetricAnswer {
  const evidence = { unit: settings.unit, after: summary(after), ...(before && { before: summary(before) }) };
  const few = tooLittle(settings, after);
  if (few !== undefined) {
    return { finding: { verdict: 'inconclusive', message: few, evidence, hint: HINT }, isEarly: true };
  }
  const lacking = before === undefined ? undefined : tooLittle(settings, before);
  const known = lacking === undefined ? before : undefined;
  const parts =
    settings.kind === 'share'
      ? judgeShareOf(after.counts, known?.counts, settings)
      : judgeValue(after.values, known?.values, settings);
  const notCompared = lacking === undefined ? [] : [`not compared with before: ${lacking}`];
  const [first] = parts;
  if (first === undefined) {
    const message = notCompared.join('');
    return { finding: { verdict: 'inconclusive', message, evidence, hint: HINT_BEFORE }, isEarly: false };
  }
  const verdict = worst(parts);
  const message = [...telling(parts, verdict), ...notCompared].join('; ');
  const found = Object.fromEntries(parts.flatMap((part) => Object.entries(part.evidence ?? {})));
  return {
    finding: {
      verdict,
      message,
      evidence: { ...evidence, ...found, ...figure(settings, after, known) },
      hint: hintFor(verdict),
    },
    isEarly: false,
  };
}

/** The mean of both times; of a share, in percent of all events. */
function figure(
  { kind, unit }: MetricSettings,
  after: Series,
  before: Series | undefined,
): Readonly<Record<string, unknown>> {
  const of = kind === 'share' ? percentOf : ({ values }: Series): number => mean(values);
  const sides = { before: before && of(before), after: of(after) };
  return beforeAfterEvidence({ ...sides, unit: kind === 'share' ? '%' : unit });
}

function percentOf({ counts }: Series): number {
  const [hits, tries] = [counts.map((one) => one.hits), counts.map((one) => one.tries)].map((list) =>
    list.reduce((sum, one) => sum + one, 0),
  );
  return (100 * (hits ?? 0)) / (tries ?? 1);
}

function tooLittle({ leastSamples, leastTraffic }: MetricSettings, series: Series): string | undefined {
  const { values, missing, traffic } = series;
  if (values.length < leastSamples) {
    return `${values.length} usable values, ${leastSamples} are needed${missing > 0 ? ` (${missing} missing or not a number)` : ''}`;
  }
  if (missing > values.length)
    return `${missing} of ${missing + values.length} values are missing or not a number`;
  return traffic !== undefined && traffic < leastTraffic
    ? `${Math.round(traffic)} events, ${leastTraffic} are needed`
    : undefined;
}

function worst(parts: readonly Part[]): Part['verdict'] {
  const order: readonly Part['verdict'][] = ['fail', 'warn', 'pass'];
  return order.find((verdict) => parts.some((part) => part.verdict === verdict)) ?? 'pass';
}

/** What decided; the other answers are in the evidence. */
function telling(parts: readonly Part[], verdict: Part['verdict']): readonly string[] {
  return parts.filter((part) => part.verdict === verdict).map(({ message }) => message);
}

function summary({ values, traffic, missing }: Series): Readonly<Record<string, unknown>> {
  return {
    samples: values.length,
    missing,
    mean: values.length === 0 ? null : mean(values),
    ...(traffic === undefined ? {} : { traffic }),
  };
}

const HINT =
  'is the app measured, and does it get traffic? Look at the query in your monitoring; or set leastSamples, leastTraffic';
const HINT_BEFORE = 'set max or min, so that the metric can be judged without a time before';

function hintFor(verdict: Part['verdict']): string | undefined {
  return verdict === 'pass'
    ? undefined
    : 'look at this metric in your monitoring, from before the release until now';
}
