/** A member of a wave, read from the record of its run. */
import { comparisonOf } from '@paintbox/deploy-core/release';
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
 * The member whose run has this record. Each comparison with the time before that a check made, such as `compare` or a metric, is a figure by the id of the check.
 *
 * @example
 * judgeWave(records.map((record) => memberOf(record, labels[record.app] ?? {})), { tolerate: 1 });
 */
export function memberOf(record: MemberRecord, labels: WaveMember['labels'] = {}): WaveMember {
  const { app, status, checks = [], error } = record;
  const hasFailed = checks.some(({ critical, verdict }) => critical && verdict === 'fail');
  const figures = checks.flatMap((check) => {
    const comparison = comparisonOf(check);
    return comparison === undefined ? [] : [[check.id, { before: 1, after: comparison.ratio }] as const];
  });
  return {
    app,
    labels,
    outcome: OUTCOMES[status],
    // A failed check says it more exactly.
    error: error === undefined || hasFailed ? undefined : { code: error.code, message: error.message },
    checks,
    figures: Object.fromEntries(figures),
  };
}
