/** Times that a check measured. Reports draw them as a histogram and a table of percentiles. */
import type { CheckResult } from '../words/check.ts';
import { evidenceKind } from './evidence.ts';
import { listOf, maybe, nullable, number, shape, text } from './shape.ts';

/** A percentile of measured times. */
export interface MeasuredPercentile {
  /** `p95`. */
  readonly name: string;
  readonly ms: number;
  /** The confidence interval of the percentile, where the check gives one. Null is a bound for which there are too few samples. */
  readonly within?: { readonly lowMs: number | null; readonly highMs: number | null } | undefined;
}

/** What was measured. */
export interface MeasuredTimes {
  /** Every time that was measured, in ms; empty where only percentiles are known. */
  readonly samplesMs: readonly number[];
  readonly percentiles: readonly MeasuredPercentile[];
}

const kind = evidenceKind<MeasuredTimes>(
  'times',
  shape<MeasuredTimes>({
    samplesMs: listOf(number),
    percentiles: listOf(
      shape<MeasuredPercentile>({
        name: text,
        ms: number,
        within: maybe(
          shape<Exclude<MeasuredPercentile['within'], undefined>>({
            lowMs: nullable(number),
            highMs: nullable(number),
          }),
        ),
      }),
    ),
  }),
);

/**
 * The evidence that carries measured times.
 *
 * @example
 * const evidence = { asked: 3, ...timesEvidence({ samplesMs: [12, 14, 31], percentiles: [{ name: 'p50', ms: 14 }] }) };
 */
export function timesEvidence(times: MeasuredTimes): CheckResult['evidence'] {
  return kind.make(times);
}

/** The times that a check measured; undefined when it measured none. */
export function timesOf(check: Pick<CheckResult, 'evidence'>): MeasuredTimes | undefined {
  const times = kind.read(check);
  return times === undefined || times.samplesMs.length + times.percentiles.length === 0 ? undefined : times;
}
