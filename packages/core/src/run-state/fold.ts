/** Folds events into the state of a run, one at a time. Only this file knows what an event means for the state. */
import type { CheckResult } from '../words/check.ts';
import type { EventOf, RunEvent } from '../words/event.ts';
import type { OutputDocument } from '../words/output.ts';
import { closeStages, stageAfter, waitingStage } from './fold-stage.ts';
import { effectKey } from './effect-key.ts';
import type { EffectState, RunState, StageState, Turn } from './run-state.ts';

/** A state that is updated event by event. */
export interface Fold {
  /** The state after the last event. The same object is changed by the next one. */
  readonly state: RunState;
  /** Applies the next event to the state. */
  readonly see: (event: RunEvent) => void;
}

/** The same state, but writable, for the fold. */
interface Draft {
  started: RunState['started'];
  resumed: boolean;
  readonly stages: Map<string, StageState>;
  readonly effects: Map<string, EffectState>;
  readonly artifacts: Map<string, unknown>;
  readonly provided: Map<string, unknown>;
  readonly restored: Map<string, unknown>;
  readonly checks: Map<string, CheckResult>;
  readonly documents: (OutputDocument & { readonly stage: string })[];
  readonly throttledBy: Set<string>;
  finished: string | undefined;
  turn: Turn | undefined;
  unwinding: boolean;
  readonly kept: RunState['kept'][number][];
  verdict: RunState['verdict'];
  firstAt: string | undefined;
  lastAt: string | undefined;
}

/** The state of a run without events. */
export function createFold(): Fold {
  const state: Draft = {
    started: undefined,
    resumed: false,
    stages: new Map(),
    effects: new Map(),
    artifacts: new Map(),
    provided: new Map(),
    restored: new Map(),
    checks: new Map(),
    documents: [],
    throttledBy: new Set(),
    finished: undefined,
    turn: undefined,
    unwinding: false,
    kept: [],
    verdict: undefined,
    firstAt: undefined,
    lastAt: undefined,
  };
  return {
    state,
    see(event) {
      state.firstAt ??= event.ts;
      state.lastAt = event.ts;
      if ('stage' in event) seeStage(state, event);
      see(state, event);
    },
  };
}

function seeStage({ stages }: Draft, event: RunEvent & { readonly stage: string }): void {
  const known = stages.get(event.stage);
  const next = stageAfter(known ?? waitingStage(event.stage), event);
  if (next !== known) stages.set(event.stage, next);
}

function see(state: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'run.started':
      state.started = event;
      for (const name of event.stages) state.stages.set(name, waitingStage(name));
      break;
    case 'run.resumed':
      state.resumed = true;
      closeStages(state.stages, 'died');
      break;
    case 'stage.succeeded':
      provide(state, event.outputs);
      state.finished ??= event.finished;
      break;
    case 'stage.failed':
      state.turn ??= { error: event.error, exitCode: event.exitCode ?? 1, leave: false };
      break;
    case 'run.threw':
      state.turn ??= { error: event.error, exitCode: event.exitCode, leave: false };
      break;
    case 'run.unwinding':
      state.turn = { error: event.error, exitCode: event.exitCode, leave: event.leave };
      break;
    case 'stage.output':
      state.documents.push({ stage: event.stage, title: event.title, text: event.text });
      break;
    case 'stage.throttled':
      state.throttledBy.add(event.service);
      break;
    case 'effect.intent':
    case 'effect.outcome':
      seeEffect(state, event);
      break;
    case 'check':
      // Checks after an undo judge what was put back, not this run.
      if (!state.unwinding) state.checks.set(`${event.check.id} ${event.check.target}`, event.check);
      break;
    case 'stage.kept':
      state.kept.push({ stage: event.stage, why: event.why, changes: event.changes });
      break;
    case 'undo.started':
      state.unwinding = true;
      break;
    case 'undo.succeeded':
      takeBack(state, event);
      break;
    case 'run.ended':
      state.verdict = event;
      closeStages(state.stages, 'ended');
      break;
    default:
  }
}

function provide({ artifacts, provided }: Draft, outputs: Readonly<Record<string, unknown>>): void {
  for (const [id, value] of Object.entries(outputs)) {
    artifacts.set(id, value);
    provided.set(id, value);
  }
}

/** Removes what the stage had provided, and adds what its undo returned. */
function takeBack(state: Draft, { stage, outputs }: EventOf<'undo.succeeded'>): void {
  for (const id of Object.keys(state.stages.get(stage)?.outputs ?? {})) state.artifacts.delete(id);
  provide(state, outputs);
  for (const [id, value] of Object.entries(outputs)) state.restored.set(id, value);
}

function seeEffect({ effects }: Draft, event: EventOf<'effect.intent' | 'effect.outcome'>): void {
  const key = effectKey(event);
  const identity = { stage: event.stage, effect: event.effect, target: event.target };
  if (event.type === 'effect.intent') {
    effects.set(key, { ...identity, describe: event.describe, outcome: 'intent', value: undefined });
    return;
  }
  const describe = effects.get(key)?.describe ?? event.effect;
  effects.set(key, { ...identity, describe, outcome: event.outcome, value: event.value });
}
