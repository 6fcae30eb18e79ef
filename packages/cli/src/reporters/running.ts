/** The words for a run that is under way. */
import { typed } from '@paintbox/deploy-core/run';
import type { RunningRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';
import type { Paint } from '../paint.ts';
import type { ClosingContext } from './next-commands.ts';

const DOING = { run: 'stage', undo: 'taking back', verify: 'verifying with' } as const;

/** `running, stage fly.boot for 23 s`. */
export function doingNow({ activity }: RunningRecord, nowMs: number = Date.now()): string {
  const parts = activity.map(
    ({ stage, doing, since }) =>
      `${DOING[doing]} ${stage} for ${durationText(Math.max(0, nowMs - Date.parse(since)))}`,
  );
  return parts.length === 0 ? 'running, between two stages' : `running, ${parts.join(', ')}`;
}

/** The same as the closing words, for a run under way. */
export function runningLines(
  record: RunningRecord,
  context: ClosingContext,
  paint: Paint,
): readonly string[] {
  const row = (word: string, text: string): string => `  ${paint.dim(word.padEnd(10))}${text}`;
  return [
    '',
    `${paint.yellow(`${record.pipeline} is ${doingNow(record)}`)}  ${paint.dim(`${durationText(record.durationMs)} in all`)}`,
    row('url', record.url),
    ...(context.recordedAt === undefined ? [] : [row('record', `${record.runId} in ${context.recordedAt}`)]),
    row('next', `${typed(`show ${record.runId}`, context.commandLine)}, to see how far it is`),
  ];
}
