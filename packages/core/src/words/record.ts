/** The record of a run: the one JSON document that `--json` prints and every report is made from. */
import type { Image, Release } from '../artifacts/release.ts';
import type { CheckResult } from './check.ts';
import type { ErrorRecord } from './error.ts';
import type { ExitCode, RunStatus } from './exit-code.ts';
import type { OutputDocument } from './output.ts';
import type { RunSource } from './source.ts';

/** How a stage ended; `waiting` and `running` only while its run is under way. */
export type StageStatus =
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'undone'
  | 'undo-failed'
  | 'cancelled'
  | 'waiting'
  | 'running';

/** One stage of a record. */
export interface StageRecord {
  readonly name: string;
  readonly status: StageStatus;
  readonly attempts: number;
  /** ISO 8601; null for a stage that never started. */
  readonly startedAt: string | null;
  readonly durationMs: number;
  readonly error?: ErrorRecord;
  /** When its change was taken back. `beside` when the change stood beside what serves, so that no user has met it. */
  readonly undo?: StageSpan & { readonly beside?: true };
  /** When it ran again on what was put back. */
  readonly verification?: StageSpan;
}

/** A part of a run, from when and for how long. */
export interface StageSpan {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** How a run kept to its approved plan. */
export interface PlanOutcome {
  readonly hash: string;
  /** Planned changes that were never tried. */
  readonly neverCame: readonly {
    readonly stage: string;
    readonly effect: string;
    readonly target?: string;
  }[];
  /** Stages whose changes the plan could not foresee. The plan does not limit them. */
  readonly notForeseen: readonly string[];
}

/** What a stage keeps although its run failed. */
export interface KeptChanges {
  readonly stage: string;
  /** The stage's reason for keeping it. */
  readonly why: string;
  /** The changes, in the words of its effects. */
  readonly changes: readonly string[];
}

/** The record of a run. */
export interface RunRecord {
  readonly schema: 'paintbox.run/1';
  readonly runId: string;
  readonly pipeline: string;
  readonly environment: string;
  readonly app: string;
  readonly status: RunStatus;
  readonly url: string;
  /** A note to show with all results: that they come from emulators, for example. */
  readonly note?: string;
  /** Who began it, on which commit, in which CI job. */
  readonly source?: RunSource;
  readonly exitCode: ExitCode;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly stages: readonly StageRecord[];
  /** The image that was built, or given for the release. */
  readonly image?: Image;
  readonly release?: Release;
  readonly previous?: Release;
  /** The release of this run that had traffic and was taken back. */
  readonly takenBack?: Release;
  readonly rollback?: { readonly target: string; readonly reason: string; readonly verified: boolean };
  readonly checks?: readonly CheckResult[];
  /** Documents that stages handed out, in order. */
  readonly outputs?: readonly (OutputDocument & { readonly stage: string })[];
  /** What irreversible stages made and keep, although the run failed. */
  readonly kept?: readonly KeptChanges[];
  /** How the run kept to its approved plan, when it had one. */
  readonly plan?: PlanOutcome;
  /** The error of a run that did not succeed. */
  readonly error?: ErrorRecord;
}

/** The record of a run under way: it has no end and no exit code yet. */
export interface RunningRecord extends Omit<RunRecord, 'status' | 'exitCode' | 'endedAt'> {
  readonly status: 'running';
  /** What its stages are doing, and since when (ISO 8601); empty between two stages. */
  readonly activity: readonly {
    readonly stage: string;
    readonly doing: 'run' | 'undo' | 'verify';
    readonly since: string;
  }[];
}
