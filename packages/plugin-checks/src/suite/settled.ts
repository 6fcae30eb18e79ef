/** Results that stand for all looks so far, so that no further look has to confirm them. */
import type { CheckResult } from '@paintbox/deploy-core';

/** The evidence of such a result. */
export const settledEvidence: CheckResult['evidence'] = { settled: true };

/** Whether a result stands for all looks so far. */
export function isSettled({ evidence }: Pick<CheckResult, 'evidence'>): boolean {
  return evidence['settled'] === true;
}
