/** The looks at a watched app, one by one. Reports draw them as a row of bars. */
import type { CheckResult, Verdict } from '../words/check.ts';
import { verdict } from './check-report.ts';
import { evidenceKind } from './evidence.ts';
import { listOf, shape, text } from './shape.ts';

/** One look. */
export interface Round {
  /** ISO 8601. */
  readonly at: string;
  readonly verdict: Verdict;
}

const kind = evidenceKind<readonly Round[]>('rounds', listOf(shape<Round>({ at: text, verdict })));

/**
 * The evidence that carries the rounds, oldest first.
 *
 * @example
 * const evidence = roundsEvidence([{ at: '2026-03-01T10:00:00.000Z', verdict: 'pass' }]);
 */
export function roundsEvidence(rounds: readonly Round[]): CheckResult['evidence'] {
  return kind.make(rounds);
}

/** The looks of a check, oldest first; empty for a check that did not watch. */
export function roundsOf(check: Pick<CheckResult, 'evidence'>): readonly Round[] {
  return kind.read(check) ?? [];
}
