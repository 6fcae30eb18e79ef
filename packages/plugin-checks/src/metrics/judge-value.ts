/** Judges the values of a metric: the limits, and the ratio to the time before. */
import { comparisonEvidence } from '@paintbox/deploy-core/release';
import { differenceRadius } from '../statistics/always-valid.ts';
import { mean } from '../statistics/percentiles.ts';
import { judgeRatio } from '../statistics/ratio.ts';
import type { RatioVerdict } from '../statistics/ratio.ts';
import type { MetricSettings } from './metric-options.ts';
import { ERROR, limitPart } from './part.ts';
import type { Part } from './part.ts';
import { withUnit } from './unit.ts';

/** The answers. @param before undefined when nothing usable is known of the time before */
export function judgeValue(
  after: readonly number[],
  before: readonly number[] | undefined,
  settings: MetricSettings,
): readonly Part[] {
  const { compare, unit } = settings;
  const independent = independence([after, ...(before === undefined ? [] : [before])]);
  const radius = differenceRadius(
    { before: undefined, after: counted(after, independent), spread: spreadOf([after]) },
    ERROR,
  );
  const middle = mean(after);
  const range = { low: middle - radius, middle, high: middle + radius };
  const limits = limitPart(range, settings, (value) => withUnit(value, unit));
  if (compare === undefined || before === undefined) return limits;
  return [...limits, ...ratioPart(after, before, independent, compare)];
}

function ratioPart(
  after: readonly number[],
  before: readonly number[],
  independent: number,
  { better, tolerance, notice }: NonNullable<MetricSettings['compare']>,
): readonly Part[] {
  const was = mean(before);
  // Ratios of what may be 0 or less are taken from the means.
  const isLog = [...after, ...before].every((value) => value > 0);
  if (!isLog && was <= 0) return [{ verdict: 'warn', message: 'it was 0 before, so there is no ratio' }];
  const scaled = (value: number): number => (isLog ? Math.log(value) : value / was);
  const [b, a] = [before.map(scaled), after.map(scaled)];
  // After a release there is often more noise than before: caches fill, machines start.
  const spread = Math.max(spreadOf([b, a]), spreadOf([a]));
  const radius = differenceRadius(
    { before: counted(b, independent), after: counted(a, independent), spread },
    ERROR,
  );
  const difference = mean(a) - mean(b);
  const ratioAt = (shift: number): number =>
    isLog ? Math.exp(shift) : Math.max(Number.MIN_VALUE, 1 + shift);
  const seen = {
    ratio: ratioAt(difference),
    low: ratioAt(difference - radius),
    high: ratioAt(difference + radius),
  };
  // Where more is better, it is worse by as much as it was more before.
  const worse = better === 'low' ? seen : { ratio: 1 / seen.ratio, low: 1 / seen.high, high: 1 / seen.low };
  const shown = `${times(seen.ratio)} of before (99.5 %: ${times(seen.low)} to ${times(seen.high)})`;
  const evidence = Number.isFinite(worse.high)
    ? comparisonEvidence({ ratio: worse.ratio, low: worse.low, high: worse.high, tolerance, notice })
    : {};
  return [{ ...told(judgeRatio(worse, { tolerance, notice }), shown, notice), evidence }];
}

function told(verdict: RatioVerdict, shown: string, notice: number): Part {
  switch (verdict) {
    case 'slower':
      return { verdict: 'fail', message: `certainly worse: ${shown}` };
    case 'open':
      return {
        verdict: 'warn',
        message: `a change of ${percent(notice)} for the worse cannot be ruled out: ${shown}`,
      };
    case 'not slower':
      return { verdict: 'pass', message: shown };
    default:
      return verdict satisfies never;
  }
}

/**
 * The share of values that count as independent ones. Neighbours are alike when the background swells slowly: with a correlation of r from one value to the
 * next, n values say as much as n(1-r)/(1+r).
 */
function independence(parts: readonly (readonly number[])[]): number {
  let [products, squares, count] = [0, 0, 0];
  for (const values of parts) {
    const rests = values.map((value) => value - mean(values));
    count += values.length;
    rests.forEach((rest, at) => {
      squares += rest ** 2;
      products += rest * (rests[at + 1] ?? 0);
    });
  }
  // A few values seem correlated by chance, so they have to show more of it.
  const seen = squares === 0 ? 0 : (products / squares) * (count / (count + FEW));
  const correlation = Math.min(0.9, Math.max(0, seen));
  return (1 - correlation) / (1 + correlation);
}

const FEW = 10;

function counted(values: readonly number[], independent: number): number {
  return Math.max(1, values.length * independent);
}

/** The standard deviation around the mean of each part. */
function spreadOf(parts: readonly (readonly number[])[]): number {
  let [squares, freedom] = [0, 0];
  for (const values of parts) {
    const middle = mean(values);
    squares += values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    freedom += values.length - 1;
  }
  return Math.sqrt(squares / Math.max(1, freedom));
}

function times(value: number): string {
  return Number.isFinite(value) ? `${value.toFixed(2)}×` : 'anything';
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
