/** A member of a wave, read from the record of its run. */
import { comparisonOf } from '@paintbox/deploy-core/release';
import type { CheckResult } from '@paintbox/deploy-core';
import type { RunRecord } from '@paintbox/deploy-core/run';
import type { WaveMember } from './wave.ts';

/** What is read of a record. */
export type MemberRecord = Pick<RunRecord, 'app' | 'status' | 'checks' | 'error'>;

const OUTCOMES: Readonly<Record<RunRecord['status'], WaveMember['outcome']>> = {
  succeeded: 'good',
  failed: 'bad',
  'rolled-back': 'bad',
  'needs-attention': 'bad',
  inconclusive: 'no-data',
  cancelled: 'no-data',
  locked: 'no-data',
};

/**
 * The member whose run has this record, with the checks that a judgement looks at.
 *
 * @example
 * judgeWave(records.map((record) => memberOf(record, labels[record.app] ?? {})), { tolerate: 1 });
 */
export function memberOf(record: MemberRecord, labels: WaveMember['labels'] = {}): WaveMember {
  const { app, status, checks = [], error } = record;
  return {
    app,
    labels,
    outcome: OUTCOMES[status],
    error: error === undefined ? undefined : { code: error.code, message: error.message },
    checks: telling(checks),
  };
}

/** What did not pass, what was compared with before, and one critical pass, which shows that something was decided: a wave of thousands is judged in memory. */
function telling(checks: readonly CheckResult[]): readonly CheckResult[] {
  const passed = checks.find(({ critical, verdict }) => critical && verdict === 'pass');
  return checks.filter(
    (check) =>
      check === passed ||
      comparisonOf(check) !== undefined ||
      (check.verdict !== 'pass' && check.verdict !== 'skip'),
  );
}
