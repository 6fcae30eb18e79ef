/** How much slower or quicker the app is than before. Reports draw it with its confidence interval. */
import type { CheckResult } from '../words/check.ts';
import { evidenceKind } from './evidence.ts';
import { maybe, number, positive, shape } from './shape.ts';

/** A ratio of times: 1.3 is 30 % slower. All are above 0. */
export interface TimeComparison {
  readonly ratio: number;
  /** The confidence interval of the ratio. */
  readonly low: number;
  readonly high: number;
  /** The typical times themselves, in ms, where the check knows them. */
  readonly beforeMs?: number | undefined;
  readonly afterMs?: number | undefined;
  /** The slowdown that is accepted, where the check has such a limit: 0.1 is 10 %. */
  readonly tolerance?: number | undefined;
  /** The slowdown that must be detected, where the check has such a limit. */
  readonly notice?: number | undefined;
}

const kind = evidenceKind<TimeComparison>(
  'comparison',
  shape<TimeComparison>({
    ratio: positive,
    low: positive,
    high: positive,
    beforeMs: maybe(number),
    afterMs: maybe(number),
    tolerance: maybe(number),
    notice: maybe(number),
  }),
);

/**
 * The evidence that carries a comparison.
 *
 * @example
 * const evidence = comparisonEvidence({ ratio: 1.2, low: 0.9, high: 1.6, tolerance: 0.1 });
 */
export function comparisonEvidence(comparison: TimeComparison): CheckResult['evidence'] {
  return kind.make(comparison);
}

/** The comparison that a check made; undefined when it made none. */
export function comparisonOf(check: Pick<CheckResult, 'evidence'>): TimeComparison | undefined {
  return kind.read(check);
}
