/** The state of a run: a pure function of its events. What is live, what is resumed and what is told of a run are this one fold. */
import type { CheckResult } from '../words/check.ts';
import type { ErrorRecord } from '../words/error.ts';
import type { EventOf, RunEvent } from '../words/event.ts';
import type { ExitCode } from '../words/exit-code.ts';
import type { OutputDocument } from '../words/output.ts';
import type { KeptChanges, StageStatus } from '../words/record.ts';
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
  /** What it is doing, and since when (ISO 8601); undefined when nothing. */
  readonly activity: StageActivity | undefined;
  /** What came of taking its change back; undefined when that was not tried. */
  readonly undo: 'failed' | 'proven' | 'unproven' | undefined;
  /** What it said of what was put back; undefined when it was not asked. */
  readonly verified: 'passed' | 'failed' | undefined;
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
  /** `intent`: announced, and nobody has said what came of it. */
  readonly outcome: 'intent' | 'done' | 'not-done' | 'unknown';
  /** What it returned; undefined unless it is done. */
  readonly value: unknown;
}

/** Why a run turned to taking back what it had changed. */
export interface Turn {
  readonly error: ErrorRecord;
  readonly exitCode: ExitCode;
  /** True when the changes are left as they are, because the caller said so. */
  readonly leave: boolean;
}

/** Everything that is known of a run. */
export interface RunState {
  /** The first word of the run; undefined when it was killed before. */
  readonly started: EventOf<'run.started'> | undefined;
  /** True when another process took the run up. */
  readonly resumed: boolean;
  /** By name, in the order of the pipeline. */
  readonly stages: ReadonlyMap<string, StageState>;
  /** By identity, in the order they were announced. */
  readonly effects: ReadonlyMap<string, EffectState>;
  /** What is true now, by artifact id: what an undo took away is not in it. */
  readonly artifacts: ReadonlyMap<string, unknown>;
  /** The latest value of each artifact, also of those that were taken back. */
  readonly provided: ReadonlyMap<string, unknown>;
  /** What undos put back, by artifact id. */
  readonly restored: ReadonlyMap<string, unknown>;
  /** The latest answer of each check that judged the run itself, not what was put back. */
  readonly checks: ReadonlyMap<string, CheckResult>;
  /** Documents that stages handed out. */
  readonly documents: readonly (OutputDocument & { readonly stage: string })[];
  /** Why the run ended before its last stage, when a stage said so. */
  readonly finished: string | undefined;
  /** The first failure; undefined while all is well. */
  readonly turn: Turn | undefined;
  /** True once something is being taken back. */
  readonly unwinding: boolean;
  /** What irreversible stages of a failed run keep. */
  readonly kept: readonly KeptChanges[];
  /** The last word of the run; undefined while it has none. */
  readonly verdict: EventOf<'run.ended'> | undefined;
  /** When the first and the last event happened, ISO 8601. */
  readonly firstAt: string | undefined;
  readonly lastAt: string | undefined;
}

/**
 * The state that some events of one run lead to.
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
