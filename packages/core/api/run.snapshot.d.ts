/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// core-errors.d.ts coreErrors
export declare const coreErrors: ErrorTable<
  typeof stageRows & typeof runRows & typeof stateRows & typeof fleetRows
>;

// engine/approved-plan.d.ts ApprovedPlan
export interface ApprovedPlan {
  readonly hash: string;
  readonly stages: readonly {
    readonly name: string;
    readonly effects: readonly PlannedEffect[];
    readonly foreseeable: boolean;
  }[];
}

// engine/crash-guard.d.ts isRunOpen
export declare function isRunOpen(): boolean;

// engine/plan.d.ts Plan
export interface Plan {
  readonly pipeline: string;
  readonly environment: string;
  readonly app: string;
  readonly url: string;
  readonly stages: readonly PlannedStage[];
  readonly problems: readonly ErrorRecord[];
  readonly hash: string;
}

// engine/plan.d.ts PlannedStage
export interface PlannedStage {
  readonly name: string;
  readonly describe: string;
  readonly mode: StageBody['mode'];
  readonly effects: readonly PlannedEffect[];
  readonly foreseeable: boolean;
  readonly waitsFor: readonly string[];
  readonly traffic?: TrafficCost;
  readonly note?: string;
}

// engine/plan.d.ts planPipeline
export declare function planPipeline(options: RunOptions): Promise<Plan>;

// engine/read-source.d.ts readSource
export declare function readSource(env: Variables, cwd: string): Promise<RunSource>;

// engine/resume-run.d.ts readRecord
export declare function readRecord(
  store: StateStore,
  runId: string,
  clock?: Clock,
): Promise<RunRecord | RunningRecord>;

// engine/resume-run.d.ts resumeRun
export declare function resumeRun(options: ResumeOptions): Promise<RunRecord>;

// engine/run-options.d.ts RunOptions
export interface RunOptions {
  readonly pipeline: Pipeline;
  readonly pipelines?: readonly Pipeline[];
  readonly environment: {
    readonly name: string;
    readonly app: string;
    readonly url: string;
    readonly note?: string | undefined;
  };
  readonly source?: RunSource | undefined;
  readonly store: StateStore;
  readonly params?: GivenParams;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly secrets?: (() => Promise<Readonly<Record<string, string>>>) | undefined;
  readonly signal?: AbortSignal;
  readonly listeners?: readonly (Listener | ListenerSource)[];
  readonly noRollback?: boolean;
  readonly lockWaitMs?: number;
  readonly timeoutMs?: number | undefined;
  readonly undoReserveMs?: number | undefined;
  readonly handOut?: string | undefined;
  readonly heldImage?: ((digest: string) => Promise<HeldImage | undefined>) | undefined;
  readonly plan?: ApprovedPlan | undefined;
  readonly watchParent?: boolean | undefined;
  readonly parentPid?: (() => number) | undefined;
  readonly commandLine?: CommandLine | undefined;
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly clock?: Clock;
  readonly random?: Random;
}

// engine/run-pipeline.d.ts runPipeline
export declare function runPipeline(options: RunOptions): Promise<RunRecord>;

// engine/settle-run.d.ts ResumeOptions
export interface ResumeOptions extends RunOptions {
  readonly runId: string;
  readonly goal: 'finish' | 'undo';
}

// journal/journal.d.ts listRuns
export declare function listRuns(store: StateStore): Promise<readonly string[]>;

// journal/journal.d.ts readJournal
export declare function readJournal(store: StateStore, runId: string): AsyncIterable<LinkedEvent>;

// lock/lock.d.ts LockEntry
export interface LockEntry {
  readonly runId: string;
  readonly pipeline: string;
  readonly host: string;
  readonly process: ProcessIdentity;
  readonly since: string;
  readonly expiresAt: number;
  readonly released: boolean;
}

// lock/process-identity.d.ts ProcessIdentity
export interface ProcessIdentity {
  readonly pid: number;
  readonly scope: string | null;
}

// lock/process-identity.d.ts isProcessGone
export declare function isProcessGone(identity: ProcessIdentity): boolean;

// lock/process-identity.d.ts processIdentity
export declare function processIdentity(): ProcessIdentity;

// lock/unlock.d.ts LockStatus
export interface LockStatus {
  readonly token: number;
  readonly entry: LockEntry;
  readonly held: boolean;
  readonly activity: string | undefined;
}

// lock/unlock.d.ts forceUnlock
export declare function forceUnlock(store: StateStore, token: number): Promise<void>;

// lock/unlock.d.ts lockStatus
export declare function lockStatus(store: StateStore, clock?: Clock): Promise<LockStatus | undefined>;

// run-state/fold.d.ts Fold
export interface Fold {
  readonly state: RunState;
  readonly see: (event: RunEvent) => void;
}

// run-state/fold.d.ts createFold
export declare function createFold(): Fold;

// run-state/read-state.d.ts readState
export declare function readState(store: StateStore, runId: string): Promise<RunState>;

// run-state/run-state.d.ts EffectState
export interface EffectState {
  readonly stage: string;
  readonly effect: string;
  readonly target: string | undefined;
  readonly describe: string;
  readonly outcome: 'intent' | 'done' | 'not-done' | 'unknown';
  readonly value: unknown;
}

// run-state/run-state.d.ts RunState
export interface RunState {
  readonly started: EventOf<'run.started'> | undefined;
  readonly resumed: boolean;
  readonly stages: ReadonlyMap<string, StageState>;
  readonly effects: ReadonlyMap<string, EffectState>;
  readonly artifacts: ReadonlyMap<string, unknown>;
  readonly provided: ReadonlyMap<string, unknown>;
  readonly restored: ReadonlyMap<string, unknown>;
  readonly checks: ReadonlyMap<string, CheckResult>;
  readonly documents: readonly (OutputDocument & {
    readonly stage: string;
  })[];
  readonly throttledBy: ReadonlySet<string>;
  readonly finished: string | undefined;
  readonly turn: Turn | undefined;
  readonly unwinding: boolean;
  readonly kept: readonly KeptChanges[];
  readonly verdict: EventOf<'run.ended'> | undefined;
  readonly firstAt: string | undefined;
  readonly lastAt: string | undefined;
}

// run-state/run-state.d.ts StageActivity
export interface StageActivity {
  readonly doing: 'run' | 'undo' | 'verify';
  readonly since: string;
}

// run-state/run-state.d.ts StageState
export interface StageState {
  readonly name: string;
  readonly status: StageStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly durationMs: number;
  readonly error: ErrorRecord | undefined;
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  readonly activity: StageActivity | undefined;
  readonly undo: 'failed' | 'proven' | 'unproven' | undefined;
  readonly verified: 'passed' | 'failed' | undefined;
  readonly spans: Pick<StageRecord, 'undo' | 'verification'>;
}

// run-state/run-state.d.ts Turn
export interface Turn {
  readonly error: ErrorRecord;
  readonly exitCode: ExitCode;
  readonly leave: boolean;
}

// run-state/run-state.d.ts runState
export declare function runState(events: Iterable<RunEvent>): RunState;

// secrets/redactor.d.ts Redactor
export interface Redactor {
  readonly isEmpty: boolean;
  add(value: string): void;
  text(text: string): string;
  data<T>(value: T): T;
}

// secrets/redactor.d.ts createRedactor
export declare function createRedactor(): Redactor;

// store/file-store.d.ts fileStore
export declare function fileStore(folder: string): StateStore;

// store/state-key.d.ts keyWords
export declare function keyWords(key: string): readonly string[];

// store/state-store.d.ts Versioned
export interface Versioned {
  readonly value: string;
  readonly tag: string;
}

// words/artifact.d.ts AnyArtifact
export type AnyArtifact = Artifact<string, unknown>;

// words/artifact.d.ts Codec
export type Codec<T> = StandardSchemaV1<unknown, T>;

// words/artifact.d.ts Need
export type Need = AnyArtifact | OptionalNeed<AnyArtifact>;

// words/artifact.d.ts ValueOf
export type ValueOf<A> = A extends Artifact<string, infer T> ? T : never;

// words/command-line.d.ts CommandLine
export interface CommandLine {
  readonly program: string;
  readonly flags: readonly string[];
}

// words/command-line.d.ts typed
export declare function typed(words: string, { program, flags }: CommandLine): string;

// words/command-line.d.ts typedError
export declare function typedError(error: ErrorRecord, line: CommandLine): ErrorRecord;

// words/command-line.d.ts typedText
export declare function typedText(text: string, line: CommandLine): string;

// words/config.d.ts DeployConfig
export interface DeployConfig {
  readonly app: string;
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  readonly pipelines: readonly Pipeline[];
  readonly listeners?: readonly (Listener | ListenerSource)[];
  readonly state?: (place: StatePlace) => StateStore | undefined;
  readonly fleets?: readonly Fleet[];
  readonly crew?: (place: StatePlace) => Dispenser;
}

// words/config.d.ts EnvironmentConfig
export interface EnvironmentConfig {
  readonly url: string;
  readonly app?: string;
  readonly note?: string;
}

// words/config.d.ts StatePlace
export interface StatePlace {
  readonly app: string;
  readonly environment: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

// words/context.d.ts CommandOutput
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

// words/context.d.ts Exec
export interface Exec {
  (pieces: TemplateStringsArray, ...words: readonly (string | readonly string[])[]): Promise<CommandOutput>;
  (
    options: ExecOptions,
  ): (
    pieces: TemplateStringsArray,
    ...words: readonly (string | readonly string[])[]
  ) => Promise<CommandOutput>;
}

// words/context.d.ts ExecOptions
export interface ExecOptions {
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  readonly input?: string | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly killSignal?: 'SIGINT' | 'SIGTERM' | undefined;
  readonly killGraceMs?: number | undefined;
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

// words/context.d.ts Log
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

// words/context.d.ts Random
export interface Random {
  uuid(): string;
}

// words/context.d.ts RunInfo
export interface RunInfo {
  readonly id: string;
  readonly pipeline: string;
  readonly environment: string;
  readonly app: string;
  readonly url: string;
  readonly note?: string | undefined;
  readonly source?: RunSource | undefined;
  readonly handOut?: string | undefined;
  readonly startedAt: string;
}

// words/counted.d.ts counted
export declare function counted(count: number, noun: string): string;

// words/docs-site.d.ts codeAnchor
export declare function codeAnchor(code: string): string;

// words/docs-site.d.ts docsPage
export declare function docsPage(page: string): string;

// words/docs-site.d.ts docsSite
export declare const docsSite = 'https://paintbox.github.io/deploy/';

// words/docs-site.d.ts plainText
export declare function plainText(markdown: string): string;

// words/error-registry.d.ts KnownErrors
export interface KnownErrors {
  readonly name: string;
  readonly docs: string | null;
  readonly rows: ErrorRows;
}

// words/error-registry.d.ts knownErrors
export declare function knownErrors(): readonly KnownErrors[];

// words/error-row.d.ts ErrorRow
export interface ErrorRow {
  readonly exitCode: ExitCode | readonly ExitCode[] | 'problems' | null;
  readonly means: string;
  readonly do: string;
  readonly rights?: boolean | undefined;
  readonly throttled?: boolean | undefined;
}

// words/error-row.d.ts ErrorRows
export type ErrorRows = Readonly<Record<string, ErrorRow>>;

// words/error-table.d.ts ErrorDetails
export interface ErrorDetails<Row extends ErrorRow = ErrorRow> {
  readonly hint?: string | null | undefined;
  readonly cause?: unknown;
  readonly transient?: boolean | undefined;
  readonly problems?: readonly DeployError[] | undefined;
  readonly exitCode?:
    | (Row['exitCode'] extends readonly (infer Code extends ExitCode)[] ? Code : never)
    | undefined;
}

// words/error-table.d.ts ErrorTableOptions
export interface ErrorTableOptions {
  readonly docs?: string | undefined;
}

// words/error.d.ts DeployErrorOptions
export interface DeployErrorOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly transient?: boolean | undefined;
  readonly exitCode?: ExitCode | undefined;
  readonly problems?: readonly DeployError[] | undefined;
  readonly docs?: string | null | undefined;
}

// words/error.d.ts ErrorRecord
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly docs: string | null;
  readonly problems?: readonly ErrorRecord[];
}

// words/error.d.ts errorRecord
export declare function errorRecord(error: unknown): ErrorRecord;

// words/event.d.ts EventBody
export type EventBody =
  | {
      readonly type: 'run.started';
      readonly pipeline: string;
      readonly pipelineHash: string;
      readonly environment: string;
      readonly app: string;
      readonly url: string;
      readonly note?: string;
      readonly source?: RunSource;
      readonly handOut?: string;
      readonly stages: readonly string[];
      readonly params: Readonly<Record<string, string | boolean>>;
      readonly token: number | null;
      readonly version: string;
      readonly process?: ProcessIdentity;
      readonly journal?: number;
    }
  | {
      readonly type: 'run.resumed';
      readonly token: number | null;
      readonly goal: 'finish' | 'undo';
    }
  | {
      readonly type: 'stage.started';
      readonly stage: string;
      readonly attempt: number;
      readonly describe: string;
    }
  | {
      readonly type: 'stage.progress';
      readonly stage: string;
      readonly message: string;
    }
  | {
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
  | ({
      readonly type: 'stage.output';
      readonly stage: string;
    } & OutputDocument)
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
      readonly outputs: Readonly<Record<string, unknown>>;
      readonly finished?: string;
    }
  | {
      readonly type: 'stage.skipped';
      readonly stage: string;
      readonly reason: string;
    }
  | {
      readonly type: 'stage.failed';
      readonly stage: string;
      readonly durationMs: number;
      readonly error: ErrorRecord;
      readonly exitCode?: ExitCode;
    }
  | {
      readonly type: 'stage.cancelled';
      readonly stage: string;
      readonly durationMs: number;
      readonly error?: ErrorRecord;
    }
  | {
      readonly type: 'effect.intent';
      readonly stage: string;
      readonly effect: string;
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
  | {
      readonly type: 'check';
      readonly stage: string;
      readonly check: CheckResult;
    }
  | {
      readonly type: 'run.unwinding';
      readonly error: ErrorRecord;
      readonly exitCode: ExitCode;
      readonly leave: boolean;
    }
  | {
      readonly type: 'run.threw';
      readonly error: ErrorRecord;
      readonly exitCode: ExitCode;
    }
  | {
      readonly type: 'stage.kept';
      readonly stage: string;
      readonly why: string;
      readonly changes: readonly string[];
    }
  | {
      readonly type: 'undo.started';
      readonly stage: string;
      readonly beside?: true;
    }
  | {
      readonly type: 'undo.succeeded';
      readonly stage: string;
      readonly outputs: Readonly<Record<string, unknown>>;
      readonly proven: boolean;
    }
  | {
      readonly type: 'undo.failed';
      readonly stage: string;
      readonly error: ErrorRecord;
    }
  | {
      readonly type: 'verify.started';
      readonly stage: string;
    }
  | {
      readonly type: 'verify.succeeded';
      readonly stage: string;
    }
  | {
      readonly type: 'verify.failed';
      readonly stage: string;
      readonly error: ErrorRecord;
    }
  | {
      readonly type: 'listener.failed';
      readonly listener: string;
      readonly error: ErrorRecord;
    }
  | {
      readonly type: 'run.ended';
      readonly status: RunStatus;
      readonly exitCode: ExitCode;
      readonly durationMs: number;
      readonly plan?: PlanOutcome;
      readonly error?: ErrorRecord;
    };

// words/event.d.ts EventHead
export interface EventHead {
  readonly ts: string;
  readonly runId: string;
  readonly seq: number;
}

// words/event.d.ts EventOf
export type EventOf<T extends RunEvent['type']> = Extract<
  RunEvent,
  {
    readonly type: T;
  }
>;

// words/exit-code.d.ts ExitCode
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 70 | 74 | 130 | 143;

// words/exit-code.d.ts ExitCodeRow
export interface ExitCodeRow {
  readonly code: ExitCode;
  readonly status: RunStatus;
  readonly means: string;
}

// words/exit-code.d.ts RunStatus
export type RunStatus =
  | 'succeeded'
  | 'failed'
  | 'rolled-back'
  | 'needs-attention'
  | 'inconclusive'
  | 'cancelled'
  | 'locked';

// words/exit-code.d.ts exitCodeMeans
export declare function exitCodeMeans(code: ExitCode): string;

// words/exit-code.d.ts exitCodes
export declare const exitCodes: readonly ExitCodeRow[];

// words/exit-code.d.ts statusOf
export declare function statusOf(code: ExitCode): RunStatus;

// words/jsonable.d.ts Jsonable
export type Jsonable<T> = [NotJson<T>] extends [infer L]
  ? [L] extends [never]
    ? [T] extends [string | number | boolean | null]
      ? unknown
      : [keyof T] extends [never]
        ? unknown
        : {
            readonly [K in keyof T]: Member<T, K>;
          }
    : 'any' extends L
      ? unknown
      : L
  : never;

// words/output.d.ts OutputDocument
export interface OutputDocument {
  readonly title: string;
  readonly text: string;
}

// words/param.d.ts Param
export type Param = FlagParam | TextParam;

// words/param.d.ts Params
export type Params = Readonly<Record<string, Param>>;

// words/record.d.ts KeptChanges
export interface KeptChanges {
  readonly stage: string;
  readonly why: string;
  readonly changes: readonly string[];
}

// words/record.d.ts PlanOutcome
export interface PlanOutcome {
  readonly hash: string;
  readonly neverCame: readonly {
    readonly stage: string;
    readonly effect: string;
    readonly target?: string;
  }[];
  readonly notForeseen: readonly string[];
}

// words/record.d.ts RunRecord
export interface RunRecord {
  readonly schema: 'paintbox.run/1';
  readonly runId: string;
  readonly pipeline: string;
  readonly environment: string;
  readonly app: string;
  readonly status: RunStatus;
  readonly url: string;
  readonly note?: string;
  readonly source?: RunSource;
  readonly exitCode: ExitCode;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly stages: readonly StageRecord[];
  readonly image?: Image;
  readonly release?: Release;
  readonly previous?: Release;
  readonly takenBack?: Release;
  readonly rollback?: {
    readonly target: string;
    readonly reason: string;
    readonly verified: boolean;
  };
  readonly checks?: readonly CheckResult[];
  readonly outputs?: readonly (OutputDocument & {
    readonly stage: string;
  })[];
  readonly kept?: readonly KeptChanges[];
  readonly plan?: PlanOutcome;
  readonly error?: ErrorRecord;
}

// words/record.d.ts RunningRecord
export interface RunningRecord extends Omit<RunRecord, 'status' | 'exitCode' | 'endedAt'> {
  readonly status: 'running';
  readonly activity: readonly {
    readonly stage: string;
    readonly doing: 'run' | 'undo' | 'verify';
    readonly since: string;
  }[];
}

// words/record.d.ts StageRecord
export interface StageRecord {
  readonly name: string;
  readonly status: StageStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly durationMs: number;
  readonly error?: ErrorRecord;
  readonly undo?: StageSpan & {
    readonly beside?: true;
  };
  readonly verification?: StageSpan;
}

// words/record.d.ts StageSpan
export interface StageSpan {
  readonly startedAt: string;
  readonly durationMs: number;
}

// words/record.d.ts StageStatus
export type StageStatus =
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'undone'
  | 'undo-failed'
  | 'cancelled'
  | 'waiting'
  | 'running';

// words/resolve-params.d.ts paramProblems
export declare function paramProblems(
  params: Params,
  given: GivenParams,
  env: ParamEnv,
): readonly DeployError[];

// words/source.d.ts RunSource
export interface RunSource extends Commit {
  readonly by?: string | undefined;
  readonly subject?: string | undefined;
  readonly commitUrl?: string | undefined;
  readonly jobUrl?: string | undefined;
  readonly reportUrl?: string | undefined;
}

// words/stage.d.ts AnyStage
export type AnyStage = Stage<string, Need, AnyArtifact>;

// words/stage.d.ts Retry
export interface Retry {
  readonly retries: number;
  readonly minDelayMs?: number;
  readonly maxDelayMs?: number;
}

// words/users-now.d.ts usersNow
export declare function usersNow(record: RunRecord): string | undefined;

// words/users-now.d.ts versionName
export declare function versionName(version: string): string;

// --- What that mentions ---

// engine/read-source.d.ts Variables
type Variables = Readonly<Record<string, string | undefined>>;

// journal/chain.d.ts LinkedEvent
export interface LinkedEvent<E = RunEvent> {
  readonly event: E;
  readonly hash: string;
}

// words/jsonable.d.ts LossOfObject
type LossOfObject<T> = T extends Date
  ? "JSON turns a Date into text: use a string such as '2026-01-31T12:00:00Z'"
  : T extends {
        readonly href: string;
        toJSON(): string;
      }
    ? 'JSON turns a URL into text: use its href'
    : T extends ReadonlyMap<unknown, unknown>
      ? 'JSON turns a Map into {}: use an object, or a list of pairs'
      : T extends ReadonlySet<unknown>
        ? 'JSON turns a Set into {}: use an array'
        : T extends {
              reveal(): unknown;
            }
          ? 'a secret must not go through the journal: use what names it'
          : T extends Promise<unknown>
            ? 'JSON turns a Promise into {}: await it first'
            : T extends RegExp
              ? 'JSON turns a RegExp into {}: use its source'
              : T extends ArrayBufferView
                ? 'JSON keeps no bytes: use a string, such as base64'
                : T extends {
                      toJSON(...args: never): unknown;
                    }
                  ? 'JSON keeps what its toJSON() returns: use that type'
                  : never;

// words/jsonable.d.ts MayBeLeftOut
type MayBeLeftOut<T, K extends keyof T> = T extends readonly unknown[]
  ? false
  : Memberless extends Pick<T, K>
    ? true
    : false;

// words/jsonable.d.ts Member
type Member<T, K extends keyof T> = K extends symbol
  ? 'JSON leaves out members whose name is a symbol: use a text as the name'
  : unknown extends T[K]
    ? unknown
    : undefined extends T[K]
      ? MayBeLeftOut<T, K> extends true
        ? Jsonable<Exclude<T[K], undefined>> | undefined
        : 'JSON has no undefined: use null, or in an object a member with a question mark'
      : Jsonable<T[K]>;

// words/jsonable.d.ts Memberless
type Memberless = {};

// words/jsonable.d.ts NotJson
type NotJson<T> = T extends never
  ? 'any'
  : T extends string | number | boolean | null
    ? never
    : T extends undefined | void
      ? 'JSON has no undefined: use null'
      : T extends bigint
        ? 'JSON has no bigint: use a string'
        : T extends symbol
          ? 'JSON has no symbols: use a string'
          : T extends (...args: never) => unknown
            ? 'JSON leaves out functions: keep only data'
            : LossOfObject<T>;

// words/resolve-params.d.ts GivenParams
export type GivenParams = Readonly<Record<string, string | boolean | undefined>>;

// words/resolve-params.d.ts ParamEnv
type ParamEnv = Readonly<Record<string, string | undefined>>;

// words/source.d.ts Commit
export interface Commit {
  readonly commit?: string | undefined;
  readonly author?: string | undefined;
}
