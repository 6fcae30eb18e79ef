/** Counts the checks of each stage: `14 pass, 1 warn`. */
import type { CheckResult, Verdict } from '@paintbox/deploy-core';

/** Check counts by stage. */
export interface Tally {
  add(stage: string, check: CheckResult): void;
  reset(stage: string): void;
  /** Empty when the stage had no checks. */
  text(stage: string): string;
}

const ORDER: readonly Verdict[] = ['fail', 'inconclusive', 'warn', 'pass', 'skip'];

/** A new tally. */
export function createTally(): Tally {
  const verdicts = new Map<string, readonly Verdict[]>();
  return {
    add: (stage, check) => void verdicts.set(stage, [...(verdicts.get(stage) ?? []), check.verdict]),
    reset: (stage) => void verdicts.delete(stage),
    text: (stage) => countVerdicts(verdicts.get(stage) ?? []),
  };
}

/** `1 fail, 14 pass`, worst first; empty for none. */
export function countVerdicts(verdicts: readonly Verdict[]): string {
  return ORDER.map((verdict) => ({ verdict, count: verdicts.filter((one) => one === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(', ');
}
