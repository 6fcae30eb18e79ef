/** Where a run of a fleet stands, or how it ended, in a sentence. */
import type { FleetRecord } from '@paintbox/deploy-core/fleet';
import { durationText, elapsedText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import { oneLine } from '../printable.ts';

const ENDS: Readonly<Record<Exclude<FleetRecord['status'], 'running'>, string>> = {
  succeeded: 'succeeded',
  failed: 'failed; nothing is changed',
  'rolled-back': 'failed; taken back, and that is verified',
  'needs-attention': 'needs a person',
  inconclusive: 'inconclusive: too little evidence; nothing more was handed out',
  cancelled: 'cancelled',
  locked: 'not started: another coordinator has the fleet',
};

/** In at most three words, for titles. */
export function fleetEndWords({
  status,
  paused,
  held,
  takesBack,
}: Pick<FleetRecord, 'status' | 'paused' | 'held' | 'takesBack'>): string {
  if (status === 'running') return runningWords(paused, held || takesBack !== undefined);
  if (status === 'succeeded' && takesBack !== undefined) return 'taken back';
  return {
    ...ENDS,
    failed: 'failed',
    'rolled-back': 'taken back',
    inconclusive: 'inconclusive',
    locked: 'not started',
  }[status];
}

/** How it ended and why, without colours. Of a run under way nothing is said that changes with the time. */
export function fleetSentence(record: FleetRecord): string {
  const { status, because, fleet, exitCode } = record;
  const why = because === '' ? '' : `: ${oneLine(because)}`;
  if (status === 'running') return `${fleet} is ${fleetEndWords(record)}${why}`;
  return `${fleet} ${endOf(status, record)}${why} (exit code ${exitCode})`;
}

/** The whole line: `shops succeeded: every wave is good  12 min 5 s, exit 0`. */
export function fleetEnd(record: FleetRecord, nowMs: number, paint: Paint): string {
  const { status, startedAt, endedAt, exitCode } = record;
  const why = record.because === '' ? '' : `: ${oneLine(record.because)}`;
  const tookMs = (endedAt === undefined ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt);
  if (status === 'running') {
    return `${paint.yellow(`${oneLine(record.fleet)} is ${fleetEndWords(record)}`)}${why}  ${paint.dim(elapsedText(tookMs))}`;
  }
  const colour =
    status === 'succeeded'
      ? paint.green
      : status === 'cancelled' || status === 'inconclusive'
        ? paint.yellow
        : paint.red;
  return `${colour(`${oneLine(record.fleet)} ${endOf(status, record)}`)}${why}  ${paint.dim(`${durationText(tookMs)}, exit ${exitCode}`)}`;
}

function endOf(status: keyof typeof ENDS, { takesBack }: FleetRecord): string {
  return status === 'succeeded' && takesBack !== undefined
    ? 'is taken back, and that is verified'
    : ENDS[status];
}

function runningWords(paused: boolean, back: boolean): string {
  if (back) return 'taking back';
  return paused ? 'paused' : 'under way';
}
