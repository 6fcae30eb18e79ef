/** The state of a run: a pure function of its events. Live runs, resumed runs, records and messages all use this one fold. */
import type { CheckResult } from '../words/check.ts';
import type { ErrorRecord } from '../words/error.ts';
import type { EventOf, RunEvent } from '../words/event.ts';
import type { ExitCode } from '../words/exit-code.ts';
import type { OutputDocument } from '../words/output.ts';
import type { KeptChanges, StageRecord, StageStatus } from '../words/record.ts';
import { createFold } from './fold.ts';

/** One stage. */
export interface StageState {
  readonly name: string;
  readonly status: StageStatus;
  /** Tries so far. */
  readonly attempts: number;
  /** When its first try began, ISO 8601; null before. */
  readonly startedAt: string | null;
  /** Of its last ended try, in ms; 0 before. */
  readonly durationMs: number;
  /** What its last try or its undo failed with. */
  readonly error: ErrorRecord | undefined;
  /** What it provided, by artifact id; undefined until it has succeeded. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  /** What it is doing, and since when (ISO 8601); undefined when it does nothing. */
  readonly activity: StageActivity | undefined;
  /** The outcome of taking its changes back; undefined when that was not tried. */
  readonly undo: 'failed' | 'proven' | 'unproven' | undefined;
  /** The result of running it again on what was put back; undefined when it was not run again. */
  readonly verified: 'passed' | 'failed' | undefined;
  /** When it was taken back and run again; a part that has not ended is as long as is known. */
  readonly spans: Pick<StageRecord, 'undo' | 'verification'>;
}

/** What a stage is doing right now. */
export interface StageActivity {
  readonly doing: 'run' | 'undo' | 'verify';
  /** ISO 8601. */
  readonly since: string;
}

/** One effect: stage, id and target are its identity. */
export interface EffectState {
  readonly stage: string;
  readonly effect: string;
  readonly target: string | undefined;
  readonly describe: string;
  /** `intent`: announced, with no outcome yet. */
  readonly outcome: 'intent' | 'done' | 'not-done' | 'unknown';
  /** What it returned; undefined unless it is done. */
  readonly value: unknown;
}

/** Why a run began to take back its changes. */
export interface Turn {
  readonly error: ErrorRecord;
  readonly exitCode: ExitCode;
  /** True when the changes are left as they are, because the caller said so. */
  readonly leave: boolean;
}

/** Everything that is known about a run. */
export interface RunState {
  /** The first event of the run; undefined when it was killed before that. */
  readonly started: EventOf<'run.started'> | undefined;
  /** True when another process has continued the run. */
  readonly resumed: boolean;
  /** By name, in the order of the pipeline. */
  readonly stages: ReadonlyMap<string, StageState>;
  /** By identity, in the order they were announced. */
  readonly effects: ReadonlyMap<string, EffectState>;
  /** The artifacts that are true now, by id, without those that an undo took away. */
  readonly artifacts: ReadonlyMap<string, unknown>;
  /** The latest value of each artifact, including those that were taken back. */
  readonly provided: ReadonlyMap<string, unknown>;
  /** What undos put back, by artifact id. */
  readonly restored: ReadonlyMap<string, unknown>;
  /** The latest result of each check of the run itself, not of what was put back. */
  readonly checks: ReadonlyMap<string, CheckResult>;
  /** Documents that stages handed out. */
  readonly documents: readonly (OutputDocument & { readonly stage: string })[];
  /** The services that asked to call less often. */
  readonly throttledBy: ReadonlySet<string>;
  /** Why the run ended before its last stage, when a stage ended it. */
  readonly finished: string | undefined;
  /** The first failure; undefined while there is none. */
  readonly turn: Turn | undefined;
  /** True once taking back has begun. */
  readonly unwinding: boolean;
  /** What irreversible stages of a failed run keep. */
  readonly kept: readonly KeptChanges[];
  /** The verdict, the last event of the run; undefined while there is none. */
  readonly verdict: EventOf<'run.ended'> | undefined;
  /** When the first and the last event happened, ISO 8601. */
  readonly firstAt: string | undefined;
  readonly lastAt: string | undefined;
}

/**
 * Folds the events of one run into its state.
 *
 * @param events In the order they happened; a journal, or its beginning.
 * @example
 * const events: RunEvent[] = [];
 * for await (const { event } of readJournal(fileStore('.paintbox/state'), '20261123-061530-1a2b3c4d')) events.push(event);
 * const busy = [...runState(events).stages.values()].filter(({ activity }) => activity !== undefined);
 */
export function runState(events: Iterable<RunEvent>): RunState {
  const fold = createFold();
  for (const event of events) fold.see(event);
  return fold.state;
}
