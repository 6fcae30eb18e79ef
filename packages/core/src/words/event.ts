/** Run events: the only output of the engine. The journal keeps them, listeners get them, every report is a projection of them. */
import type { ProcessIdentity } from '../lock/process-identity.ts';
import type { CheckResult } from './check.ts';
import type { ErrorRecord } from './error.ts';
import type { ExitCode, RunStatus } from './exit-code.ts';
import type { OutputDocument } from './output.ts';
import type { PlanOutcome } from './record.ts';
import type { RunSource } from './source.ts';

/** What every event carries. */
export interface EventHead {
  /** ISO 8601, UTC. */
  readonly ts: string;
  readonly runId: string;
  /** Counts from 1 without gaps. */
  readonly seq: number;
}

/** An event without its head. */
export type EventBody =
  | {
      readonly type: 'run.started';
      readonly pipeline: string;
      readonly pipelineHash: string;
      readonly environment: string;
      readonly app: string;
      readonly url: string;
      /** A note that is shown with all results of this environment. */
      readonly note?: string;
      /** Who began it, on which commit, in which CI job. */
      readonly source?: RunSource;
      /** The hand-out of a fleet that the run is for: the fleet's run and a number. Absent for a run by itself. */
      readonly handOut?: string;
      readonly stages: readonly string[];
      readonly params: Readonly<Record<string, string | boolean>>;
      /** The lock's fencing token; null for a run that changes nothing. */
      readonly token: number | null;
      readonly version: string;
      /** The process that began the run. It shows whether a run is under way or was killed. Absent in the first journals. */
      readonly process?: ProcessIdentity;
      /** The format of the journal; absent in the first ones, which have format 1. */
      readonly journal?: number;
    }
  | { readonly type: 'run.resumed'; readonly token: number | null; readonly goal: 'finish' | 'undo' }
  | {
      readonly type: 'stage.started';
      readonly stage: string;
      readonly attempt: number;
      readonly describe: string;
    }
  | { readonly type: 'stage.progress'; readonly stage: string; readonly message: string }
  | {
      /** A service asked to call less often, and the stage waits because of it. */
      readonly type: 'stage.throttled';
      readonly stage: string;
      readonly service: string;
    }
  | {
      readonly type: 'stage.log';
      readonly stage: string;
      readonly level: 'debug' | 'info' | 'warn';
      readonly message: string;
    }
  | ({ readonly type: 'stage.output'; readonly stage: string } & OutputDocument)
  | {
      readonly type: 'stage.retrying';
      readonly stage: string;
      readonly attempt: number;
      readonly error: ErrorRecord;
    }
  | {
      readonly type: 'stage.succeeded';
      readonly stage: string;
      readonly durationMs: number;
      /** By artifact id. */
      readonly outputs: Readonly<Record<string, unknown>>;
      /** Why the run ends here, when the stage ended it. */
      readonly finished?: string;
    }
  | { readonly type: 'stage.skipped'; readonly stage: string; readonly reason: string }
  | {
      readonly type: 'stage.failed';
      readonly stage: string;
      readonly durationMs: number;
      readonly error: ErrorRecord;
      /** The exit code that the error asks for; absent in the first journals. */
      readonly exitCode?: ExitCode;
    }
  | {
      readonly type: 'stage.cancelled';
      readonly stage: string;
      readonly durationMs: number;
      /** Why, when the stage itself cancelled the run: a person declined. */
      readonly error?: ErrorRecord;
    }
  | {
      readonly type: 'effect.intent';
      readonly stage: string;
      readonly effect: string;
      /** What is changed, where the effect names it. */
      readonly target?: string;
      readonly describe: string;
    }
  | {
      readonly type: 'effect.outcome';
      readonly stage: string;
      readonly effect: string;
      readonly target?: string;
      readonly outcome: 'done' | 'not-done' | 'unknown';
      readonly value?: unknown;
      readonly error?: ErrorRecord;
    }
  | { readonly type: 'check'; readonly stage: string; readonly check: CheckResult }
  | {
      /** The run failed; its changes are taken back next. */
      readonly type: 'run.unwinding';
      readonly error: ErrorRecord;
      /** The exit code that the error asks for. */
      readonly exitCode: ExitCode;
      /** True when the changes are left as they are, because the caller said so. */
      readonly leave: boolean;
    }
  | {
      /** An uncaught error that belongs to no stage, effect or listener. */
      readonly type: 'run.threw';
      readonly error: ErrorRecord;
      /** The exit code that the error asks for. */
      readonly exitCode: ExitCode;
    }
  | {
      /** A stage that cannot be undone keeps what it made, although the run failed. */
      readonly type: 'stage.kept';
      readonly stage: string;
      readonly why: string;
      /** Its changes, as the effects describe them. */
      readonly changes: readonly string[];
    }
  | {
      readonly type: 'undo.started';
      readonly stage: string;
      /** True when the change stood beside what serves. */
      readonly beside?: true;
    }
  | {
      readonly type: 'undo.succeeded';
      readonly stage: string;
      readonly outputs: Readonly<Record<string, unknown>>;
      /** True when observing the world showed that the change is gone. */
      readonly proven: boolean;
    }
  | { readonly type: 'undo.failed'; readonly stage: string; readonly error: ErrorRecord }
  | { readonly type: 'verify.started'; readonly stage: string }
  | { readonly type: 'verify.succeeded'; readonly stage: string }
  | { readonly type: 'verify.failed'; readonly stage: string; readonly error: ErrorRecord }
  | { readonly type: 'listener.failed'; readonly listener: string; readonly error: ErrorRecord }
  | {
      readonly type: 'run.ended';
      readonly status: RunStatus;
      readonly exitCode: ExitCode;
      readonly durationMs: number;
      /** How the run kept to its approved plan, when it had one. */
      readonly plan?: PlanOutcome;
      readonly error?: ErrorRecord;
    };

/** An event as listeners and journals see it. */
export type RunEvent = EventHead & EventBody;

/** The event of one type. */
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;
