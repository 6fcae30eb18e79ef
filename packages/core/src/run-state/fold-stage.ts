/** What an event means for the stage it names. */
import type { RunEvent } from '../words/event.ts';
import type { StageState } from './run-state.ts';

/** A stage without any event. */
export function waitingStage(name: string): StageState {
  return {
    name,
    status: 'waiting',
    attempts: 0,
    startedAt: null,
    durationMs: 0,
    error: undefined,
    outputs: undefined,
    activity: undefined,
    undo: undefined,
    verified: undefined,
    spans: {},
  };
}

/** The stage after one of its own events; the same object when the event does not change it. */
export function stageAfter(stage: StageState, event: RunEvent): StageState {
  switch (event.type) {
    case 'stage.started':
      return {
        ...stage,
        status: 'running',
        attempts: stage.attempts + 1,
        startedAt: stage.startedAt ?? event.ts,
        activity: { doing: 'run', since: event.ts },
      };
    case 'stage.succeeded':
      return ended(stage, { status: 'succeeded', durationMs: event.durationMs, outputs: event.outputs });
    case 'stage.skipped':
      return ended(stage, { status: 'skipped' });
    case 'stage.failed':
      return ended(stage, { status: 'failed', durationMs: event.durationMs, error: event.error });
    case 'stage.cancelled':
      return ended(stage, {
        status: 'cancelled',
        durationMs: event.durationMs,
        error: event.error ?? stage.error,
      });
    case 'undo.started':
      return {
        ...stage,
        activity: { doing: 'undo', since: event.ts },
        spans: {
          undo: { startedAt: event.ts, durationMs: 0, ...(event.beside === true ? { beside: true } : {}) },
        },
      };
    case 'undo.succeeded':
      return ended(stage, {
        status: 'undone',
        undo: event.proven ? 'proven' : 'unproven',
        spans: spansUntil(stage, event.ts),
      });
    case 'undo.failed':
      return ended(stage, {
        status: 'undo-failed',
        undo: 'failed',
        error: event.error,
        spans: spansUntil(stage, event.ts),
      });
    case 'verify.started':
      return {
        ...stage,
        activity: { doing: 'verify', since: event.ts },
        verified: undefined,
        spans: { ...stage.spans, verification: { startedAt: event.ts, durationMs: 0 } },
      };
    case 'verify.succeeded':
      return ended(stage, { verified: 'passed', spans: spansUntil(stage, event.ts) });
    case 'verify.failed':
      return ended(stage, { verified: 'failed', spans: spansUntil(stage, event.ts) });
    default:
      return stage;
  }
}

/** Ends the activity of all stages, because their process `died` and another one continues the run, or because the run has `ended`. */
export function closeStages(stages: Map<string, StageState>, why: 'died' | 'ended'): void {
  for (const [name, stage] of stages) {
    // Verification that a dead process did after its undo is done again.
    if (why === 'died')
      stages.set(name, ended(stage, { ...cutOff(stage), undo: undefined, verified: undefined }));
    else if (stage.activity !== undefined) stages.set(name, ended(stage, cutOff(stage)));
    else if (stage.status === 'waiting') stages.set(name, ended(stage, { status: 'skipped' }));
  }
}

/** The status of a stage whose process is gone. */
export function cutOff({ activity }: StageState): Partial<StageState> {
  switch (activity?.doing) {
    case 'run':
      return { status: 'cancelled' };
    case 'undo':
      return { status: 'undo-failed' };
    default:
      return {};
  }
}

/** The spans of a stage whose undo or verification ends at this time. */
function spansUntil({ spans, activity }: StageState, ts: string): StageState['spans'] {
  const part = activity?.doing === 'undo' ? 'undo' : 'verification';
  const span = spans[part];
  if (span === undefined) return spans;
  return { ...spans, [part]: { ...span, durationMs: Date.parse(ts) - Date.parse(span.startedAt) } };
}

function ended(stage: StageState, change: Partial<StageState>): StageState {
  return { ...stage, ...change, activity: undefined };
}
