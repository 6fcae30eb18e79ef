/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// artifacts/fleet-observer.d.ts FleetObserver
export interface FleetObserver {
  observe(ctx: StageContext): Promise<ObservedFleet>;
}

// artifacts/fleet-observer.d.ts ObservedFleet
export type ObservedFleet =
  | {
      readonly status: 'seen';
      readonly machines: readonly ObservedMachine[];
    }
  | {
      readonly status: 'not-available';
      readonly reason: string;
    };

// artifacts/fleet-observer.d.ts ObservedMachine
export interface ObservedMachine {
  readonly id: string;
  readonly state: string;
  readonly checks: {
    readonly passing: number;
    readonly total: number;
  };
  readonly buildId: string | null;
  readonly serves: boolean;
  readonly mayRest: boolean;
}

// artifacts/health-change.d.ts ChangedCheck
export interface ChangedCheck {
  readonly id: string;
  readonly target: string;
  readonly from: Health | null;
  readonly to: Health;
  readonly critical: boolean;
  readonly message: string;
  readonly hint: string | null;
}

// artifacts/health-change.d.ts Health
export type Health = 'healthy' | 'unhealthy' | 'no-data';

// artifacts/health-change.d.ts HealthChange
export interface HealthChange {
  readonly from: Health | null;
  readonly to: Health;
  readonly at: string;
  readonly because: readonly ChangedCheck[];
}

// artifacts/health-change.d.ts healthChangeOf
export declare function healthChangeOf(event: RunEvent): HealthChange | undefined;

// artifacts/health-change.d.ts healthEvidence
export declare function healthEvidence(change: HealthChange): CheckResult['evidence'];

// artifacts/release.d.ts Image
export interface Image {
  readonly ref: string;
  readonly digest: string | null;
}

// artifacts/release.d.ts PublishedKeys
export interface PublishedKeys {
  readonly secretId: string;
  readonly versionId: string;
  readonly kids: readonly string[];
  readonly activeKid: string;
  readonly jwks: string;
}

// artifacts/release.d.ts Release
export interface Release {
  readonly version: string;
  readonly imageDigest: string | null;
  readonly imageRef: string;
  readonly configHash: string | null;
  readonly secretVersions: Readonly<Record<string, string>>;
  readonly buildId: string | null;
  readonly machines: readonly string[];
}

// artifacts/release.d.ts RollbackOutcome
export interface RollbackOutcome {
  readonly target: string;
  readonly reason: string;
}

// artifacts/release.d.ts Soak
export interface Soak {
  readonly watchedMs: number;
  readonly looks: number;
}

// artifacts/release.d.ts checkReport
export declare const checkReport: Artifact<'check-report', CheckReport>;

// artifacts/release.d.ts image
export declare const image: Artifact<'image', Image>;

// artifacts/release.d.ts previousRelease
export declare const previousRelease: Artifact<'previous', Release | null>;

// artifacts/release.d.ts publishedKeys
export declare const publishedKeys: Artifact<'published-keys', PublishedKeys>;

// artifacts/release.d.ts release
export declare const release: Artifact<'release', Release>;

// artifacts/release.d.ts rollbackOutcome
export declare const rollbackOutcome: Artifact<'rollback', RollbackOutcome>;

// artifacts/release.d.ts soak
export declare const soak: Artifact<'soak', Soak>;

// artifacts/token-signer.d.ts SignedToken
export interface SignedToken {
  readonly token: Secret<string>;
  readonly kid: string;
  readonly alg: string;
}

// artifacts/token-signer.d.ts TokenRequest
export interface TokenRequest {
  readonly key: 'active' | 'retired';
  readonly claims: Readonly<Record<string, unknown>>;
}

// artifacts/token-signer.d.ts TokenSigner
export interface TokenSigner {
  sign(request: TokenRequest, ctx: StageContext): Promise<SignedToken | undefined>;
}

// engine/approved-plan.d.ts ApprovedPlan
export interface ApprovedPlan {
  readonly hash: string;
  readonly stages: readonly {
    readonly name: string;
    readonly effects: readonly PlannedEffect[];
    readonly foreseeable: boolean;
  }[];
}

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
  readonly note?: string;
}

// engine/plan.d.ts planPipeline
export declare function planPipeline(options: RunOptions): Promise<Plan>;

// engine/resume-run.d.ts readRecord
export declare function readRecord(store: StateStore, runId: string): Promise<RunRecord>;

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
  readonly store: StateStore;
  readonly params?: Readonly<Record<string, string | boolean>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  readonly listeners?: readonly (Listener | ListenerSource)[];
  readonly noRollback?: boolean;
  readonly lockWaitMs?: number;
  readonly timeoutMs?: number | undefined;
  readonly undoReserveMs?: number | undefined;
  readonly plan?: ApprovedPlan | undefined;
  readonly watchParent?: boolean | undefined;
  readonly parentPid?: (() => number) | undefined;
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

// ledger/release-ledger.d.ts AgainstMark
export interface AgainstMark {
  readonly at: string;
  readonly runId: string;
  readonly reason: string;
}

// ledger/release-ledger.d.ts ReleaseEntry
export interface ReleaseEntry {
  readonly release: Release;
  readonly configJson: string | null;
  readonly runId: string;
  readonly at: string;
  readonly by?: string | undefined;
  readonly commit?: string | undefined;
  readonly restores?: string | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  readonly marks: ReleaseMarks;
}

// ledger/release-ledger.d.ts ReleaseMarks
export interface ReleaseMarks {
  readonly stable?: StableMark | undefined;
  readonly bad?: AgainstMark | undefined;
  readonly undone?: AgainstMark | undefined;
}

// ledger/release-ledger.d.ts StableMark
export interface StableMark {
  readonly at: string;
  readonly runId: string;
  readonly evidence: Readonly<Record<string, number>>;
  readonly soakMs?: number | undefined;
}

// ledger/release-ledger.d.ts markRelease
export declare function markRelease(
  state: StateStore,
  fallback: Omit<ReleaseEntry, 'marks'>,
  marks: ReleaseMarks,
): Promise<void>;

// ledger/release-ledger.d.ts readLedger
export declare function readLedger(state: StateStore): Promise<readonly ReleaseEntry[]>;

// ledger/release-ledger.d.ts readRelease
export declare function readRelease(state: StateStore, version: string): Promise<ReleaseEntry | undefined>;

// ledger/release-ledger.d.ts recordRelease
export declare function recordRelease(state: StateStore, entry: Omit<ReleaseEntry, 'marks'>): Promise<void>;

// ledger/release-standing.d.ts Standing
export interface Standing {
  readonly label: 'stable' | 'bad' | 'undone' | 'unproven';
  readonly why: string;
}

// ledger/release-standing.d.ts standingOf
export declare function standingOf({ marks: { stable, bad, undone } }: ReleaseEntry): Standing;

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

// secrets/redactor.d.ts Redactor
export interface Redactor {
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

// store/state-store.d.ts StateStore
export interface StateStore {
  readonly describe: string;
  create(key: string, value: string): Promise<boolean>;
  read(key: string): Promise<Versioned | undefined>;
  replace(key: string, value: string, tag: string): Promise<boolean>;
  list(prefix: string): Promise<readonly string[]>;
  append(
    key: string,
    lines: readonly string[],
    options: {
      readonly durable: boolean;
    },
  ): Promise<void>;
  lines(key: string): AsyncIterable<string>;
  remove(key: string): Promise<void>;
}

// store/state-store.d.ts Versioned
export interface Versioned {
  readonly value: string;
  readonly tag: string;
}

// words/artifact.d.ts AnyArtifact
export type AnyArtifact = Artifact<string, unknown>;

// words/artifact.d.ts Artifact
export interface Artifact<Id extends string, T> {
  readonly kind: 'artifact';
  readonly id: Id;
  readonly codec: Codec<T>;
}

// words/artifact.d.ts Codec
export type Codec<T> = StandardSchemaV1<unknown, T>;

// words/artifact.d.ts Need
export type Need = AnyArtifact | OptionalNeed<AnyArtifact>;

// words/artifact.d.ts OptionalNeed
export interface OptionalNeed<A extends AnyArtifact> {
  readonly kind: 'optional';
  readonly artifact: A;
}

// words/artifact.d.ts ValueOf
export type ValueOf<A> = A extends Artifact<string, infer T> ? T : never;

// words/artifact.d.ts artifact
export declare function artifact<const Id extends string, T>(id: Id, codec: Codec<T>): Artifact<Id, T>;

// words/artifact.d.ts json
export declare function json<T>(): Codec<T>;

// words/artifact.d.ts optional
export declare function optional<A extends AnyArtifact>(need: A): OptionalNeed<A>;

// words/check.d.ts CheckReport
export interface CheckReport {
  readonly verdict: Verdict;
  readonly checks: readonly CheckResult[];
}

// words/check.d.ts CheckResult
export interface CheckResult {
  readonly id: string;
  readonly target: string;
  readonly verdict: Verdict;
  readonly critical: boolean;
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly answeredBy?:
    | {
        readonly version: string | null;
        readonly machine: string | null;
      }
    | undefined;
  readonly hint?: string | undefined;
  readonly shadow?: true | undefined;
}

// words/check.d.ts Verdict
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip' | 'inconclusive';

// words/check.d.ts verdictOf
export declare function verdictOf(checks: readonly CheckResult[]): Verdict;

// words/check.d.ts worst
export declare function worst(a: Verdict, b: Verdict): Verdict;

// words/config.d.ts DeployConfig
export interface DeployConfig {
  readonly app: string;
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
  readonly pipelines: readonly Pipeline[];
  readonly listeners?: readonly (Listener | ListenerSource)[];
  readonly state?: (place: StatePlace) => StateStore | undefined;
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

// words/config.d.ts defineConfig
export declare function defineConfig(config: DeployConfig): DeployConfig;

// words/context.d.ts Clock
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

// words/context.d.ts CommandOutput
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

// words/context.d.ts EffectContext
export interface EffectContext<P extends Params = Params> extends StageContext<P> {
  effect<T>(id: string, effect: Effect<T>): Promise<T>;
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
  readonly startedAt: string;
}

// words/context.d.ts StageContext
export interface StageContext<P extends Params = Params> {
  readonly run: RunInfo;
  readonly params: ParamValues<P>;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly state: StateStore;
  readonly $: Exec;
  readonly dryRun: boolean;
  progress(message: string): void;
  check(result: CheckResult): void;
  output(document: OutputDocument): void;
  secret(value: string): Secret<string>;
  confirm(question: string): Promise<boolean>;
  finish(reason: string): never;
}

// words/effect.d.ts Effect
export interface Effect<T> {
  readonly describe: string;
  apply(ctx: StageContext): Promise<T>;
  observe(ctx: StageContext): Promise<Observation<T>>;
}

// words/effect.d.ts Observation
export type Observation<T> =
  | {
      readonly status: 'done';
      readonly value: T;
    }
  | {
      readonly status: 'not-done';
    }
  | {
      readonly status: 'unknown';
      readonly reason: string;
    };

// words/error.d.ts DeployError
export declare class DeployError extends Error {
  readonly name: string;
  readonly code: string;
  readonly hint: string | undefined;
  readonly transient: boolean;
  readonly exitCode: ExitCode;
  readonly problems: readonly DeployError[];
  constructor(code: string, message: string, options?: DeployErrorOptions);
  get docs(): string;
}

// words/error.d.ts DeployErrorOptions
export interface DeployErrorOptions {
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly transient?: boolean | undefined;
  readonly exitCode?: ExitCode | undefined;
  readonly problems?: readonly DeployError[] | undefined;
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

// words/error.d.ts isDeployError
export declare function isDeployError(error: unknown): error is DeployError;

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
      readonly stages: readonly string[];
      readonly params: Readonly<Record<string, string | boolean>>;
      readonly token: number | null;
      readonly version: string;
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
    }
  | {
      readonly type: 'stage.cancelled';
      readonly stage: string;
      readonly durationMs: number;
    }
  | {
      readonly type: 'effect.intent';
      readonly stage: string;
      readonly effect: string;
      readonly describe: string;
    }
  | {
      readonly type: 'effect.outcome';
      readonly stage: string;
      readonly effect: string;
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
      readonly type: 'undo.started';
      readonly stage: string;
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

// words/event.d.ts RunEvent
export type RunEvent = EventHead & EventBody;

// words/exit-code.d.ts ExitCode
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 70 | 130 | 143;

// words/exit-code.d.ts RunStatus
export type RunStatus =
  | 'succeeded'
  | 'failed'
  | 'rolled-back'
  | 'needs-attention'
  | 'inconclusive'
  | 'cancelled'
  | 'locked';

// words/listener.d.ts Listener
export interface Listener {
  readonly name: string;
  handle(event: RunEvent): void | Promise<void>;
  close?(): Promise<void>;
}

// words/listener.d.ts ListenerContext
export interface ListenerContext {
  readonly run: RunInfo;
  readonly readOnly: boolean;
  readonly history: readonly RunEvent[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly state: StateStore;
  readonly secret: (value: string) => Secret<string>;
}

// words/listener.d.ts ListenerSource
export interface ListenerSource {
  readonly name: string;
  open(context: ListenerContext): Listener;
}

// words/output.d.ts OutputDocument
export interface OutputDocument {
  readonly title: string;
  readonly text: string;
}

// words/parallel.d.ts limited
export declare function limited<const M extends readonly AnyStage[]>(
  limit: number,
  group: Parallel<M>,
): Parallel<M>;

// words/parallel.d.ts parallel
export declare function parallel<const M extends readonly AnyStage[]>(...members: M): Parallel<M>;

// words/parallel.d.ts when
export declare function when<const S extends AnyStage>(
  condition: boolean | ((ctx: StageContext) => boolean | Promise<boolean>),
  stage: Skippable<S>,
): S;

// words/param.d.ts Param
export type Param = FlagParam | TextParam;

// words/param.d.ts Params
export type Params = Readonly<Record<string, Param>>;

// words/param.d.ts flag
export declare function flag(
  describe: string,
  options?: {
    readonly readOnly?: boolean;
    readonly env?: string;
  },
): FlagParam;

// words/param.d.ts text
export declare function text(
  placeholder: string,
  describe: string,
  options?: {
    readonly env?: string;
  },
): TextParam;

// words/pipeline.d.ts Pipeline
export interface Pipeline {
  readonly name: string;
  readonly describe: string;
  readonly elements: readonly Element[];
  readonly stages: readonly AnyStage[];
  readonly params: Params;
  readonly hash: string;
}

// words/pipeline.d.ts definePipeline
export declare function definePipeline<const S extends readonly unknown[]>(
  name: string,
  stages: Ordered<S>,
  options?: {
    readonly describe?: string;
  },
): Pipeline;

// words/record.d.ts PlanOutcome
export interface PlanOutcome {
  readonly hash: string;
  readonly neverCame: readonly {
    readonly stage: string;
    readonly effect: string;
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
  readonly exitCode: ExitCode;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly durationMs: number;
  readonly stages: readonly StageRecord[];
  readonly image?: Image;
  readonly release?: Release;
  readonly previous?: Release;
  readonly rollback?: {
    readonly target: string;
    readonly reason: string;
    readonly verified: boolean;
  };
  readonly checks?: readonly CheckResult[];
  readonly outputs?: readonly (OutputDocument & {
    readonly stage: string;
  })[];
  readonly plan?: PlanOutcome;
  readonly error?: ErrorRecord;
}

// words/record.d.ts StageRecord
export interface StageRecord {
  readonly name: string;
  readonly status: StageStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly durationMs: number;
  readonly error?: ErrorRecord;
}

// words/record.d.ts StageStatus
export type StageStatus = 'succeeded' | 'failed' | 'skipped' | 'undone' | 'undo-failed' | 'cancelled';

// words/secret.d.ts Secret
export declare class Secret<T> {
  #private;
  constructor(value: T);
  reveal(): T;
  toString(): string;
  toJSON(): string;
}

// words/stage.d.ts AnyStage
export type AnyStage = Stage<string, Need, AnyArtifact>;

// words/stage.d.ts PlannedEffect
export interface PlannedEffect {
  readonly effect: string;
  readonly describe: string;
}

// words/stage.d.ts Retry
export interface Retry {
  readonly retries: number;
  readonly minDelayMs?: number;
  readonly maxDelayMs?: number;
}

// words/stage.d.ts Stage
export interface Stage<Name extends string, Needs extends Need, Provides extends AnyArtifact> {
  readonly kind: 'stage';
  readonly name: Name;
  readonly needs: readonly Needs[];
  readonly provides: readonly Provides[];
  readonly body: StageBody;
}

// words/stage.d.ts stage
export declare function stage<
  const Name extends string,
  N extends NeedMap = Nothing,
  P extends ArtifactMap = Nothing,
  Q extends Params = Nothing,
  const R extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
  const U extends Restored<NoInfer<P>> = Restored<NoInfer<P>>,
  Given extends string = never,
>(spec: Spec<Name, N, P, Q, R, U, Given> & Checked<Given>): Stage<Name, N[keyof N], P[keyof P]>;

// --- What that mentions ---

// journal/chain.d.ts LinkedEvent
export interface LinkedEvent {
  readonly event: RunEvent;
  readonly hash: string;
}

// words/ordered.d.ts ArtifactOf
type ArtifactOf<N> = N extends OptionalNeed<infer A> ? A : N extends AnyArtifact ? N : never;

// words/ordered.d.ts Before
type Before<S extends readonly unknown[], Have = Empty, Out extends unknown[] = []> = S extends readonly [
  infer Head,
  ...infer Rest,
]
  ? Before<Rest, With<Have, ProvidedBy<Head>>, [...Out, Have]>
  : Out;

// words/ordered.d.ts Clash
type Clash<N, Have> =
  ArtifactOf<N> extends infer A extends AnyArtifact
    ? A extends Artifact<infer Id, infer T>
      ? Id extends keyof Have
        ? Have[Id] extends Artifact<string, T>
          ? never
          : A
        : never
      : never
    : never;

// words/ordered.d.ts Empty
type Empty = {};

// words/ordered.d.ts GroupFaults
type GroupFaults<M extends readonly AnyStage[], Have, All> = {
  [K in keyof M]: Extract<JudgeStage<M[K], Have, ProvidedBy<Parallel<M>>, All>, string>;
}[number];

// words/ordered.d.ts IdOf
type IdOf<A> = A extends {
  readonly id: infer Id extends string;
}
  ? Id
  : never;

// words/ordered.d.ts JudgeElement
type JudgeElement<E, Have, All> =
  E extends Parallel<infer M> ? JudgeGroup<E, M, Have, All> : JudgeStage<E, Have, never, All>;

// words/ordered.d.ts JudgeGroup
type JudgeGroup<E, M extends readonly AnyStage[], Have, All> = number extends M['length']
  ? 'a group needs a fixed number of members: write them out, not as a spread array variable'
  : [SharedBy<M>] extends [never]
    ? [GroupFaults<M, Have, All>] extends [never]
      ? E
      : GroupFaults<M, Have, All>
    : SharedBy<M>;

// words/ordered.d.ts JudgeStage
type JudgeStage<E, Have, Siblings, All> =
  E extends Stage<infer Name, infer N, infer P>
    ? [Missing<N, Have>] extends [never]
      ? [Clash<N, Have>] extends [never]
        ? [Extract<IdOf<P>, keyof Have>] extends [never]
          ? E
          : Twice<Name, Extract<IdOf<P>, keyof Have>, All>
        : `stage '${Name}' needs '${IdOf<Clash<N, Have>>}' as another type than '${ProviderOf<All, IdOf<Clash<N, Have>>>}' provides it`
      : Unmet<Name, IdOf<Missing<N, Have>>, IdOf<Siblings>, All>
    : 'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned';

// words/ordered.d.ts Judged
type Judged<S extends readonly unknown[], B extends readonly unknown[]> = {
  [K in keyof S]: K extends keyof B ? JudgeElement<S[K], B[K], S> : S[K];
};

// words/ordered.d.ts Missing
type Missing<N, Have> = N extends AnyArtifact ? (N['id'] extends keyof Have ? never : N) : never;

// words/ordered.d.ts Ordered
export type Ordered<S extends readonly unknown[]> = number extends S['length']
  ? readonly 'a pipeline needs a list of fixed length: write the stages as a literal list, not as an array variable'[]
  : Judged<S, Before<S>>;

// words/ordered.d.ts ProviderIn
type ProviderIn<E, Id extends string> =
  E extends Parallel<infer M>
    ? ProviderIn<M[number], Id>
    : E extends Stage<infer Name, Need, infer P>
      ? Id extends IdOf<P>
        ? Name
        : never
      : never;

// words/ordered.d.ts ProviderOf
type ProviderOf<All, Id extends string> = All extends readonly (infer E)[] ? ProviderIn<E, Id> : never;

// words/ordered.d.ts SharedBy
type SharedBy<M extends readonly AnyStage[]> = M extends readonly [
  infer Head extends AnyStage,
  ...infer Rest extends readonly AnyStage[],
]
  ? [Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>] extends [never]
    ? SharedBy<Rest>
    : `stages '${Head['name']}' and '${ProviderOf<Rest, Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>>}' of one group both provide '${Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>}'`
  : never;

// words/ordered.d.ts Twice
type Twice<Name extends string, Id extends string, All> = [Exclude<ProviderOf<All, Id>, Name>] extends [never]
  ? `two stages are named '${Name}'`
  : `stage '${Name}' provides '${Id}', which '${Exclude<ProviderOf<All, Id>, Name>}' provides already`;

// words/ordered.d.ts Unmet
type Unmet<Name extends string, Id extends string, Sibling extends string, All> = Id extends Sibling
  ? `stage '${Name}' needs '${Id}', which '${ProviderOf<All, Id>}' of its own group provides: members of a group run at the same time`
  : [Exclude<ProviderOf<All, Id>, Name>] extends [never]
    ? `stage '${Name}' needs '${Id}', which no stage provides`
    : `stage '${Name}' needs '${Id}', which only the later stage '${Exclude<ProviderOf<All, Id>, Name>}' provides: move it after that stage`;

// words/ordered.d.ts With
type With<Have, P extends AnyArtifact> = [P] extends [never]
  ? Have
  : Have & {
      readonly [A in P as A['id']]: A;
    };

// words/parallel.d.ts Element
export type Element = AnyStage | Parallel<readonly AnyStage[]>;

// words/parallel.d.ts Parallel
export interface Parallel<M extends readonly AnyStage[]> {
  readonly kind: 'parallel';
  readonly members: M;
}

// words/parallel.d.ts ProvidedBy
export type ProvidedBy<E> =
  E extends Parallel<infer M>
    ? M[number]['provides'][number]
    : E extends Stage<string, Need, infer P>
      ? P
      : never;

// words/parallel.d.ts Skippable
type Skippable<S extends AnyStage> = [S['provides'][number]] extends [never]
  ? S
  : `stage '${S['name']}' provides '${S['provides'][number]['id']}', so it cannot be skipped: later stages may rely on it`;

// words/param.d.ts FlagParam
export interface FlagParam {
  readonly type: 'flag';
  readonly describe: string;
  readonly readOnly: boolean;
  readonly env?: string | undefined;
}

// words/param.d.ts ParamValues
export type ParamValues<P extends Params> = {
  readonly [K in keyof P]: ValueOfParam<P[K]>;
};

// words/param.d.ts TextParam
export interface TextParam {
  readonly type: 'text';
  readonly describe: string;
  readonly placeholder: string;
  readonly env?: string | undefined;
}

// words/param.d.ts ValueOfParam
type ValueOfParam<P> = P extends FlagParam ? boolean : string | undefined;

// words/stage.d.ts Answer
type Answer = 'undo' | 'irreversible';

// words/stage.d.ts AnySpec
type AnySpec = Spec<string, NeedMap, ArtifactMap, Params, unknown, unknown, never>;

// words/stage.d.ts ArtifactMap
type ArtifactMap = Readonly<Record<string, AnyArtifact>>;

// words/stage.d.ts Awaitable
type Awaitable<T> = T | Promise<T>;

// words/stage.d.ts Checked
type Checked<Given extends string> = {
  readonly [K in Given]?: K extends keyof AnySpec ? Useful<K, Given> : `a stage has no property '${K}'`;
} & {
  readonly [K in Given & Answer]: {};
};

// words/stage.d.ts DeepReadonly
type DeepReadonly<T> = unknown extends T
  ? T
  : {
      readonly [K in keyof T]: DeepReadonly<T[K]>;
    };

// words/stage.d.ts Inputs
export type Inputs<N> = {
  readonly [K in keyof N]: N[K] extends Artifact<string, infer T>
    ? T
    : N[K] extends OptionalNeed<Artifact<string, infer T>>
      ? T | undefined
      : never;
};

// words/stage.d.ts Mutates
type Mutates<Given> = [Extract<Given, Answer>] extends [never] ? false : true;

// words/stage.d.ts NeedMap
type NeedMap = Readonly<Record<string, Need>>;

// words/stage.d.ts Nothing
type Nothing = {};

// words/stage.d.ts Outputs
export type Outputs<P> = {
  readonly [K in keyof P]: P[K] extends Artifact<string, infer T> ? T : never;
};

// words/stage.d.ts Restored
type Restored<P> = void | Partial<DeepReadonly<Outputs<P>>>;

// words/stage.d.ts Returned
type Returned<P> = keyof P extends never ? void | Nothing : DeepReadonly<Outputs<P>>;

// words/stage.d.ts RunContext
type RunContext<Given, Q extends Params> = Mutates<Given> extends true ? EffectContext<Q> : StageContext<Q>;

// words/stage.d.ts Spec
interface Spec<Name extends string, N, P, Q extends Params, R, U, Given> {
  readonly name: Name;
  readonly describe?: string;
  readonly needs?: N;
  readonly provides?: P;
  readonly params?: Q;
  readonly retry?: Retry;
  readonly timeoutMs?: number;
  run(inputs: Inputs<NoInfer<N>>, ctx: RunContext<Given, Q>): Awaitable<R>;
  undo?(
    outputs: Outputs<NoInfer<P>> | undefined,
    inputs: Inputs<NoInfer<N>>,
    ctx: StageContext<Q>,
  ): Awaitable<U>;
  readonly irreversible?: 'undo' extends Given
    ? "a stage has either 'undo' or 'irreversible', not both"
    : string;
  readonly needsPerson?: 'irreversible' extends Given
    ? boolean
    : "'needsPerson' is for a stage with 'irreversible'";
  plan?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<readonly PlannedEffect[]>;
  observe?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Promise<Observation<unknown>>;
  readonly verifies?: Mutates<Given> extends true
    ? "a stage that verifies only looks: it has neither 'undo' nor 'irreversible'"
    : boolean;
}

// words/stage.d.ts StageBody
export interface StageBody {
  readonly describe: string;
  readonly needs: NeedMap;
  readonly provides: ArtifactMap;
  readonly params: Params;
  readonly retry: Retry | undefined;
  readonly timeoutMs: number;
  readonly mode: 'read-only' | 'undoable' | 'irreversible';
  readonly irreversible: string | undefined;
  readonly needsPerson: boolean;
  readonly verifies: boolean;
  readonly skip: ((ctx: StageContext) => Awaitable<string | undefined>) | undefined;
  readonly run: (inputs: object, ctx: EffectContext) => Awaitable<unknown>;
  readonly plan: ((inputs: object, ctx: StageContext) => Awaitable<readonly PlannedEffect[]>) | undefined;
  readonly observe: ((inputs: object, ctx: StageContext) => Promise<Observation<unknown>>) | undefined;
  readonly undo:
    | ((outputs: object | undefined, inputs: object, ctx: StageContext) => Awaitable<unknown>)
    | undefined;
}

// words/stage.d.ts Useful
type Useful<K extends string, Given> = K extends 'plan' | 'observe'
  ? Mutates<Given> extends true
    ? unknown
    : `'${K}' is for a stage that changes something: one with 'undo' or 'irreversible'`
  : unknown;
