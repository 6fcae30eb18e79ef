/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

// store/memory-store.d.ts memoryStore
export declare function memoryStore(): StateStore;

// testing/contract/finding.d.ts StageRule
export type StageRule =
  | 'name'
  | 'describe'
  | 'wiring'
  | 'plan'
  | 'run'
  | 'outputs'
  | 'read-only'
  | 'effects-awaited'
  | 'observe-before'
  | 'observe-after'
  | 'observe-after-lost-answer'
  | 'abort-at-start'
  | 'abort-in-wait'
  | 'abort-in-effect'
  | 'undo-twice'
  | 'undo-without-outputs'
  | 'secrets';

// testing/contract/world.d.ts StageWorld
export interface StageWorld extends Omit<RunStageOptions, 'signal' | 'listeners'> {
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  snapshot?(): unknown;
  [Symbol.asyncDispose]?(): PromiseLike<void>;
}

// testing/fake-clock.d.ts FakeClock
export interface FakeClock extends Clock {
  advance(ms: number): Promise<void>;
  readonly sleeps: readonly number[];
  readonly sleptMs: number;
  readonly waiting: number;
}

// testing/fake-clock.d.ts FakeClockOptions
export interface FakeClockOptions {
  readonly start?: Date | string | undefined;
  readonly auto?: boolean | undefined;
}

// testing/fake-clock.d.ts fakeClock
export declare function fakeClock(options?: FakeClockOptions): FakeClock;

// testing/faulty-store.d.ts FaultyStore
export interface FaultyStore extends StateStore {
  readonly calls: readonly {
    readonly operation: StoreOperation;
    readonly key: string;
  }[];
}

// testing/faulty-store.d.ts StoreFault
export interface StoreFault {
  readonly operation: StoreOperation;
  readonly key?: string | undefined;
  readonly from?: number | undefined;
  readonly times?: number | undefined;
  readonly kind?: 'fail' | 'lost-reply' | undefined;
  readonly error?: unknown;
}

// testing/faulty-store.d.ts StoreOperation
export type StoreOperation = 'create' | 'read' | 'replace' | 'list' | 'append' | 'lines' | 'remove';

// testing/faulty-store.d.ts faultyStore
export declare function faultyStore(store: StateStore, faults: readonly StoreFault[]): FaultyStore;

// testing/record-events.d.ts EventRecorder
export interface EventRecorder extends Listener {
  readonly events: readonly RunEvent[];
  of<T extends RunEvent['type']>(
    type: T,
  ): readonly Extract<
    RunEvent,
    {
      readonly type: T;
    }
  >[];
}

// testing/record-events.d.ts recordEvents
export declare function recordEvents(): EventRecorder;

// testing/rejects.d.ts rejects
export declare function rejects(promise: Promise<unknown>): Promise<unknown>;

// testing/run-stage.d.ts RunStageOptions
export interface RunStageOptions extends Partial<Omit<RunOptions, 'pipeline' | 'pipelines' | 'environment'>> {
  readonly url?: string;
  readonly app?: string;
  readonly environment?: string;
  readonly runId?: string;
}

// testing/run-stage.d.ts StageRun
export interface StageRun<P extends AnyArtifact = AnyArtifact> {
  readonly outputs: StageOutputs<P> | undefined;
  readonly error: unknown;
  readonly finished: string | undefined;
  readonly events: readonly RunEvent[];
  readonly checks: readonly CheckResult[];
  undo(): Promise<StageUndo<P>>;
}

// testing/run-stage.d.ts runStage
export declare function runStage<N extends Need, P extends AnyArtifact>(
  stage: Stage<string, N, P>,
  ...given: Given<N>
): Promise<StageRun<P>>;

// testing/stage-values.d.ts StageInputs
export type StageInputs<N extends Need> = {
  readonly [A in Extract<N, AnyArtifact> as A['id']]: ValueOf<A>;
} & {
  readonly [A in OptionalArtifact<N> as A['id']]?: ValueOf<A> | undefined;
};

// testing/stage-values.d.ts StageOutputs
export type StageOutputs<P extends AnyArtifact> = {
  readonly [A in P as A['id']]: ValueOf<A>;
};

// testing/test-dispenser.d.ts DispenserWorld
export interface DispenserWorld {
  open(): Promise<Dispenser>;
  lapse(): Promise<void>;
}

// testing/test-dispenser.d.ts testDispenser
export declare function testDispenser(
  withWorld: (work: (world: DispenserWorld) => Promise<void>) => Promise<void>,
): Promise<void>;

// testing/test-stage.d.ts StageReport
export interface StageReport {
  readonly kept: readonly StageRule[];
  readonly skipped: readonly {
    readonly rule: StageRule;
    readonly why: string;
  }[];
}

// testing/test-stage.d.ts TestStageOptions
export interface TestStageOptions<W extends StageWorld = StageWorld> {
  readonly world?: (() => W | Promise<W>) | undefined;
  readonly secrets?: readonly string[] | undefined;
  readonly except?:
    | {
        readonly [Rule in StageRule]?: string;
      }
    | undefined;
  readonly stopMs?: number | undefined;
  readonly runMs?: number | undefined;
}

// testing/test-stage.d.ts testStage
export declare function testStage<W extends StageWorld = StageWorld>(
  stage: AnyStage | ((world: W) => AnyStage),
  options?: TestStageOptions<W>,
): Promise<StageReport>;

// testing/test-store.d.ts testStore
export declare function testStore(
  withStore: (work: (store: StateStore) => Promise<void>) => Promise<void>,
): Promise<void>;

// --- What that mentions ---

// testing/run-stage.d.ts Given
type Given<N extends Need> =
  Partial<StageInputs<N>> extends StageInputs<N>
    ? readonly [inputs?: StageInputs<N>, options?: RunStageOptions]
    : readonly [inputs: StageInputs<N>, options?: RunStageOptions];

// testing/run-stage.d.ts StageUndo
export interface StageUndo<P extends AnyArtifact = AnyArtifact> {
  readonly outputs: Partial<StageOutputs<P>>;
  readonly errors: readonly unknown[];
  readonly proven: boolean;
}

// testing/stage-values.d.ts OptionalArtifact
type OptionalArtifact<N> = N extends OptionalNeed<infer A> ? A : never;
