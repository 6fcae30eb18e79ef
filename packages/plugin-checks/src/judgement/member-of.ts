/** A member of a wave, read from the record of its run. */
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
 * The member whose run has this record.
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
    checks,
  };
}
