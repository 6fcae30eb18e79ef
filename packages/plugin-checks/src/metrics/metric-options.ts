/** The options of a metric, and their resolved form. */
import type { MetricSource } from './metric-source.ts';
import { checksOptions } from '../errors.ts';
import { atLeastZero, whole } from '../suite/option-problems.ts';
import { inUnit, isUnit, UNIT_NAMES } from './unit.ts';

/** What is measured, and what is too much. At least one of `max`, `min` and `compare` judges. */
export interface MetricOptions {
  /** `metric` or `metric.what`: `metric.latency`. */
  readonly id: 'metric' | `metric.${string}`;
  /** The question it answers. Default: made of the id. */
  readonly describe?: string | undefined;
  /** The values, one for each step; for a share, the number of bad events in each step. */
  readonly source: MetricSource;
  /** The number of all events in each step, such as requests. A share needs it. Default: traffic is not looked at. */
  readonly traffic?: MetricSource | undefined;
  /** `value`: what the source says. `share`: what the source counts, of the traffic. Default `value`. */
  readonly kind?: 'value' | 'share' | undefined;
  /** The unit of the values: `ms`, `s`, `MB`, `/s`, … Default: none. */
  readonly unit?: string | undefined;
  /** More is a failure: `'300 ms'`, `'1 %'`, or a number in the unit of the values. Default: no limit. */
  readonly max?: string | number | undefined;
  /** Less is a failure. Default: no limit. */
  readonly min?: string | number | undefined;
  /** The comparison with the time before the release; `false` for none. */
  readonly compare?: MetricComparison | false | undefined;
  /** Fewer usable values than this are inconclusive. Default 5. */
  readonly leastSamples?: number | undefined;
  /** Fewer events in the traffic than this are inconclusive. Default 100. */
  readonly leastTraffic?: number | undefined;
  /** Time between values, in ms. Default 30,000. */
  readonly stepMs?: number | undefined;
  /** Where nothing was just released, in `monitor` or `validate`: how far back the check looks, in ms. Default 300,000. */
  readonly windowMs?: number | undefined;
  /** How long the source needs until a value is final, in ms: newer ones are not read. Default 0. */
  readonly lagMs?: number | undefined;
  /** How long a new release is not measured at its start, in ms, while its caches fill. Default 0. */
  readonly warmUpMs?: number | undefined;
  /** How long the suite waits for enough values of a new release, in ms. `watch` does not wait, because it looks again. Default 180,000. */
  readonly waitMs?: number | undefined;
  /** The environments that have this metric; elsewhere, as on a local run, it is skipped. Default: all. */
  readonly environments?: readonly string[] | undefined;
  /** Whether a failure fails the suite or takes the release back. Default true. */
  readonly critical?: boolean | undefined;
  /** Shown, but never counted. Default false. */
  readonly shadow?: boolean | undefined;
}

/** How a metric is compared with the time before the release. */
export interface MetricComparison {
  /** `low` when less is better, as for latencies; `high` as for finished orders. Default `low`. */
  readonly better?: 'low' | 'high' | undefined;
  /** What is accepted: of a value 0.1, 10 %; of a share 0.002, a fifth of a percentage point. One that is certainly worse is a failure. */
  readonly tolerance?: number | undefined;
  /** What must be ruled out; while it cannot, the check warns. Default 0.3 for a value, 0.02 for a share. */
  readonly notice?: number | undefined;
  /** How much of the time before the release is compared with, in ms. Default 3,600,000. */
  readonly beforeMs?: number | undefined;
  /** Where nothing was just released: how much earlier the time is that is compared with, in ms. Default 86,400,000, the day before. */
  readonly earlierMs?: number | undefined;
}

/** The options with every default filled in, and limits in the unit of the values. */
export interface MetricSettings {
  readonly id: string;
  readonly source: MetricSource;
  readonly traffic: MetricSource | undefined;
  readonly kind: 'value' | 'share';
  readonly unit: string;
  readonly max: number | undefined;
  readonly min: number | undefined;
  readonly compare:
    | { readonly [K in keyof MetricComparison]-?: NonNullable<MetricComparison[K]> }
    | undefined;
  readonly leastSamples: number;
  readonly leastTraffic: number;
  readonly stepMs: number;
  readonly windowMs: number;
  readonly lagMs: number;
  readonly warmUpMs: number;
  readonly waitMs: number;
  readonly environments: readonly string[] | undefined;
}

/**
 * Resolves the options.
 *
 * @throws DeployError `CHECKS_OPTIONS` listing every problem
 */
export function resolveMetric(options: MetricOptions): MetricSettings {
  const { id, source, traffic, kind = 'value', unit = '', compare = {} } = options;
  const isShare = kind === 'share';
  const settings = {
    id,
    source,
    traffic,
    kind,
    unit,
    max: limit(options.max, unit),
    min: limit(options.min, unit),
    compare:
      compare === false
        ? undefined
        : {
            better: compare.better ?? ('low' as const),
            tolerance: compare.tolerance ?? (isShare ? 0.002 : 0.1),
            notice: compare.notice ?? (isShare ? 0.02 : 0.3),
            beforeMs: compare.beforeMs ?? 3_600_000,
            earlierMs: compare.earlierMs ?? 86_400_000,
          },
    leastSamples: options.leastSamples ?? 5,
    leastTraffic: options.leastTraffic ?? 100,
    stepMs: options.stepMs ?? 30_000,
    windowMs: options.windowMs ?? 300_000,
    lagMs: options.lagMs ?? 0,
    warmUpMs: options.warmUpMs ?? 0,
    waitMs: options.waitMs ?? 180_000,
    environments: options.environments,
  };
  const { max, min } = settings;
  const problems = problemsOf(settings).map((problem) => `${id}: ${problem}`);
  if (problems.length > 0 || typeof max === 'string' || typeof min === 'string')
    throw checksOptions(problems);
  return { ...settings, max, min };
}

type Unproven = Omit<MetricSettings, 'max' | 'min'> &
  Readonly<Record<'max' | 'min', number | string | undefined>>;

function problemsOf(settings: Unproven): readonly string[] {
  const { kind, unit, traffic, max, min, compare, stepMs, lagMs, warmUpMs, waitMs } = settings;
  return [
    ...(isUnit(unit) ? [] : [`unit is '${unit}', which is none of ${UNIT_NAMES}`]),
    ...(kind === 'share' && traffic === undefined ? ['a share needs traffic, which counts all events'] : []),
    ...(kind === 'share' && unit !== '' ? ['a share has no unit'] : []),
    ...(typeof max === 'string' ? [`max: ${max}`] : []),
    ...(typeof min === 'string' ? [`min: ${min}`] : []),
    ...(max === undefined && min === undefined && compare === undefined
      ? ['nothing judges: set max, min or compare']
      : []),
    ...(compare === undefined ? [] : comparisonProblems(compare)),
    ...whole('leastSamples', settings.leastSamples),
    ...whole('leastTraffic', settings.leastTraffic),
    ...whole('stepMs', stepMs),
    ...(settings.windowMs >= stepMs ? [] : [`windowMs is ${settings.windowMs}, less than one step`]),
    ...notNegative({ lagMs, warmUpMs, waitMs }),
  ];
}

function comparisonProblems({
  tolerance,
  notice,
  beforeMs,
  earlierMs,
}: NonNullable<MetricSettings['compare']>): readonly string[] {
  return [
    ...notNegative({ 'compare.tolerance': tolerance }),
    ...(notice > tolerance
      ? []
      : [`compare.notice is ${notice}, which is not above compare.tolerance (${tolerance})`]),
    ...whole('compare.beforeMs', beforeMs),
    ...whole('compare.earlierMs', earlierMs),
  ];
}

function notNegative(values: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => atLeastZero(name, value));
}

function limit(value: string | number | undefined, unit: string): number | string | undefined {
  return value === undefined ? undefined : inUnit(value, unit);
}
