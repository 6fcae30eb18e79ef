/**
 * The times that a check measured, read from its evidence: `samplesMs` or `histogram: [{ toMs, count }]`, and percentiles as `p95Ms: 31` or `latencyMs: { p95: 31 }`, with
 * the interval that each may lie in as `intervals: { p95Ms: [28, null] }`; null is a bound that the samples do not reach.
 */
import type { CheckResult } from '@paintbox/deploy-core';

/** A column of a histogram: so many answers took at most `toMs` and more than the column before. */
export interface Bin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** A percentile, and the interval it lies in where the check says so. */
export interface Percentile {
  /** `p50`. */
  readonly name: string;
  readonly ms: number;
  readonly intervalMs: readonly [low: number | null, high: number | null] | undefined;
}

/** What a check measured. */
export interface Measured {
  /** Answers that were measured; 0 when only percentiles are known. */
  readonly count: number;
  /** Empty when only percentiles are known. */
  readonly bins: readonly Bin[];
  readonly percentiles: readonly Percentile[];
}

/** The times of a check; undefined when its evidence has none. */
export function measuredOf({ evidence }: CheckResult): Measured | undefined {
  const samples = numbers(evidence['samplesMs']);
  const bins = samples.length > 0 ? binsOf(samples) : givenBins(evidence['histogram']);
  const percentiles = percentilesOf(evidence);
  if (bins.length === 0 && percentiles.length === 0) return undefined;
  return { count: bins.reduce((sum, bin) => sum + bin.count, 0), bins, percentiles };
}

/** At most this many columns: more would be noise. */
const MOST_BINS = 24;

/** Columns of a round width that hold every sample. */
function binsOf(samples: readonly number[]): readonly Bin[] {
  const low = Math.min(...samples);
  const high = Math.max(...samples);
  const width = roundWidth((high - low) / MOST_BINS);
  const first = Math.floor(low / width);
  const bins = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, index) => ({
    fromMs: rounded((first + index) * width),
    toMs: rounded((first + index + 1) * width),
    count: 0,
  }));
  for (const sample of samples) {
    const bin = bins[Math.floor(sample / width) - first];
    if (bin !== undefined) bin.count += 1;
  }
  return bins;
}

/** The smallest of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … that is not below `least`. */
function roundWidth(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 0.1)));
  return [1, 2, 5, 10].map((step) => step * power).find((width) => width >= least) ?? power * 10;
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function givenBins(value: unknown): readonly Bin[] {
  if (!Array.isArray(value) || !value.every(isBin)) return [];
  return value.map((bin, index) => ({
    fromMs: value[index - 1]?.toMs ?? 0,
    toMs: bin.toMs,
    count: bin.count,
  }));
}

function isBin(value: unknown): value is { readonly toMs: number; readonly count: number } {
  if (typeof value !== 'object' || value === null || !('toMs' in value) || !('count' in value)) return false;
  return Number.isFinite(value.toMs) && Number.isFinite(value.count);
}

function percentilesOf(evidence: CheckResult['evidence']): readonly Percentile[] {
  const intervals = objectOf(evidence['intervals']);
  const named = [
    ...Object.entries(evidence).map(([key, ms]) => [/^(p\d+)Ms$/.exec(key)?.[1], ms] as const),
    ...Object.entries(objectOf(evidence['latencyMs'])).map(
      ([key, ms]) => [/^p\d+$/.exec(key)?.[0], ms] as const,
    ),
  ];
  return named.flatMap(([name, ms]) =>
    name === undefined || typeof ms !== 'number'
      ? []
      : [{ name, ms, intervalMs: intervalOf(intervals[`${name}Ms`]) }],
  );
}

function intervalOf(value: unknown): Percentile['intervalMs'] {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [low, high] = value.map((bound: unknown) => (typeof bound === 'number' ? bound : null));
  return [low ?? null, high ?? null];
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) && value.every((one): one is number => Number.isFinite(one)) ? value : [];
}
