/** Whether what a failed run changed was ever live, and for how long: known from what was taken back. */
import type { RunRecord, StageRecord } from '@paintbox/deploy-core/run';
import { durationText } from '../arguments/duration.ts';

/** Part of a run, in ms of the day. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** From the beginning of the first change that users can meet until the last one was taken back, or the run ended; undefined when there was none. */
export function liveSpan({ stages, endedAt }: RunRecord): Span | undefined {
  const serving = stages.filter(({ undo, startedAt }) => undo && undo.beside !== true && startedAt !== null);
  if (serving.length === 0) return undefined;
  return {
    fromMs: Math.min(...serving.map(({ startedAt }) => Date.parse(startedAt ?? ''))),
    toMs: Math.max(
      ...serving.map(({ undo, status }) =>
        status === 'undo-failed' ? Date.parse(endedAt) : spanOf(undo).toMs,
      ),
    ),
  };
}

/** The same as a sentence; undefined when nothing was taken back. */
export function liveSentence(record: RunRecord): string | undefined {
  if (!record.stages.some(({ undo }) => undo)) return undefined;
  const span = liveSpan(record);
  const stands = record.stages.filter(({ status }) => status === 'undo-failed').map(({ name }) => name);
  if (stands.length > 0) return `what ${stands.join(', ')} changed may still stand`;
  return span === undefined
    ? 'what this run made was never live: it stood beside what serves, and was taken back'
    : `what this run changed was live for at most ${durationText(span.toMs - span.fromMs)}`;
}

/** The span of an undo or a verification. */
export function spanOf(part: StageRecord['verification']): Span {
  const fromMs = Date.parse(part?.startedAt ?? '');
  return { fromMs, toMs: fromMs + (part?.durationMs ?? 0) };
}
