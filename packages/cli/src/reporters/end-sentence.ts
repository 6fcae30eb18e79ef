/** How a run ended, in a sentence and a colour. */
import type { RunRecord, RunStatus } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';

const SENTENCES: Readonly<Record<RunStatus, string>> = {
  succeeded: 'succeeded',
  failed: 'failed; nothing is changed',
  'rolled-back': 'failed; rolled back, and the rollback is verified',
  'needs-attention': 'needs a person',
  inconclusive: 'inconclusive: too little evidence to pass or fail; nothing was promoted',
  cancelled: 'cancelled',
  locked: 'not started: another run holds the lock',
};

/** Statuses as people say them, for a list or a title. */
const WORDS: Readonly<Record<RunStatus, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  'rolled-back': 'rolled back',
  'needs-attention': 'needs a person',
  inconclusive: 'inconclusive',
  cancelled: 'cancelled',
  locked: 'not started',
};

/** How the run ended, in at most three words: in lists, and in the titles of reports. */
export function endWords(record: Pick<RunRecord, 'exitCode' | 'status' | 'error'>): string {
  if (record.exitCode === 2) return 'not started';
  if (record.exitCode === 7) return 'rollback needed';
  return isDeclined(record) ? 'not confirmed' : WORDS[record.status];
}

/** How the run ended, as words that follow its name. */
export function endSentence(record: RunRecord): string {
  const { exitCode, status, kept = [] } = record;
  if (exitCode === 2) return 'not started';
  if (exitCode === 7) return 'a rollback is needed';
  if (isDeclined(record)) {
    const broken = stillBroken(record);
    return broken.length === 0 ? 'not confirmed' : `not confirmed; still broken: ${broken.join(', ')}`;
  }
  // What is kept is listed below.
  return status === 'failed' && kept.length > 0 ? 'failed' : SENTENCES[status];
}

/** The whole first line: `deploy failed; nothing is changed  12.3 s, exit 1`. */
export function headLine(record: RunRecord, paint: Paint): string {
  const sentence = endColour(record, paint)(`${record.pipeline} ${endSentence(record)}`);
  return `${sentence}  ${paint.dim(`${durationText(record.durationMs)}, exit ${record.exitCode}`)}`;
}

/** Green only for success; yellow when the run itself did nothing wrong. */
export function endColour({ exitCode, status }: RunRecord, paint: Paint): (text: string) => string {
  if (status === 'succeeded') return paint.green;
  return status === 'cancelled' || exitCode === 6 ? paint.yellow : paint.red;
}

/** True for a run that ended because a person declined. */
export function isDeclined({ error }: Pick<RunRecord, 'error'>): boolean {
  return error?.code === 'DECLINED';
}

/** The critical checks that failed. Their findings are still true. */
function stillBroken({ checks = [] }: RunRecord): readonly string[] {
  return [
    ...new Set(checks.flatMap((check) => (check.critical && check.verdict === 'fail' ? [check.id] : []))),
  ];
}
