/** A figure before and after the release, in its own unit. Reports list them side by side. */
import type { CheckResult } from '../words/check.ts';
import { evidenceKind } from './evidence.ts';
import { maybe, number, shape, text } from './shape.ts';

/** What was measured. */
export interface BeforeAfter {
  /** Undefined when nothing usable is known of the time before. */
  readonly before?: number | undefined;
  readonly after: number;
  /** Of both: `ms`, `s`, `MB`, `/s`, `%`; empty for a plain number. */
  readonly unit: string;
}

const kind = evidenceKind<BeforeAfter>(
  'beforeAfter',
  shape<BeforeAfter>({ before: maybe(number), after: number, unit: text }),
);

/**
 * The evidence that carries a figure.
 *
 * @example
 * const evidence = beforeAfterEvidence({ before: 0.31, after: 0.48, unit: 's' });
 */
export function beforeAfterEvidence(figure: BeforeAfter): CheckResult['evidence'] {
  return kind.make(figure);
}

/** The figure that a check measured; undefined when it measured none. */
export function beforeAfterOf(check: Pick<CheckResult, 'evidence'>): BeforeAfter | undefined {
  return kind.read(check);
}
