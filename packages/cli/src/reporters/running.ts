/** The words for a run that is under way. */
import type { RunningRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';

const DOING = { run: 'stage', undo: 'taking back', verify: 'verifying with' } as const;

/** `running, stage fly.boot for 23 s`. */
export function doingNow({ activity }: RunningRecord, nowMs: number = Date.now()): string {
  const parts = activity.map(
    ({ stage, doing, since }) =>
      `${DOING[doing]} ${stage} for ${durationText(Math.max(0, nowMs - Date.parse(since)))}`,
  );
  return parts.length === 0 ? 'running, between two stages' : `running, ${parts.join(', ')}`;
}
