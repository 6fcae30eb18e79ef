/* oxlint-disable */
// The public API, for review. Changed on purpose? node scripts/api-snapshot.ts --accept

// --- What is exported ---

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

// words/artifact.d.ts Artifact
export interface Artifact<Id extends string, T> {
  readonly kind: 'artifact';
  readonly id: Id;
  readonly codec: Codec<T>;
}

// words/artifact.d.ts OptionalNeed
export interface OptionalNeed<A extends AnyArtifact> {
  readonly kind: 'optional';
  readonly artifact: A;
}

// words/artifact.d.ts artifact
export declare function artifact<const Id extends string, T>(id: Id, codec: Codec<T>): Artifact<Id, T>;

// words/artifact.d.ts json
export declare function json<T extends Jsonable<T>>(): Codec<T>;

// words/artifact.d.ts optional
export declare function optional<A extends AnyArtifact>(need: A): OptionalNeed<A>;

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

// words/config.d.ts defineConfig
export declare function defineConfig(config: DeployConfig): DeployConfig;

// words/context.d.ts Clock
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  after(ms: number, act: () => unknown): () => void;
}

// words/context.d.ts EffectContext
export interface EffectContext<P extends Params = Params> extends StageContext<P> {
  effect<T>(id: string, effect: Effect<T>): Promise<T>;
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
  throttled(service: string): void;
  check(result: CheckResult): void;
  output(document: OutputDocument): void;
  secret(value: string): Secret<string>;
  confirm(question: string): Promise<boolean>;
  finish(reason: string): never;
  decline(reason: string): never;
}

// words/dynamic.d.ts dynamic
export declare function dynamic(stages: readonly Element[]): DynamicList;

// words/effect.d.ts Effect
export interface Effect<T> {
  readonly target?: string | undefined;
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

// words/effect.d.ts notSent
export declare function notSent(error: Error): Error;

// words/error-table.d.ts ErrorTable
export interface ErrorTable<Rows extends ErrorRows = ErrorRows> {
  readonly name: string;
  readonly docs: string | null;
  readonly rows: Rows;
  readonly error: <Code extends keyof Rows & string>(
    code: Code,
    message: string,
    details?: ErrorDetails<Rows[Code]>,
  ) => DeployError;
}

// words/error-table.d.ts errorTable
export declare function errorTable<const Rows extends ErrorRows>(
  name: string,
  rows: Rows,
  options?: ErrorTableOptions,
): ErrorTable<Rows>;

// words/error.d.ts DeployError
export declare class DeployError extends Error {
  readonly name: string;
  readonly code: string;
  readonly hint: string | undefined;
  readonly transient: boolean;
  readonly exitCode: ExitCode;
  readonly problems: readonly DeployError[];
  readonly docs: string | null;
  constructor(code: string, message: string, options?: DeployErrorOptions);
}

// words/error.d.ts isDeployError
export declare function isDeployError(error: unknown): error is DeployError;

// words/event.d.ts RunEvent
export type RunEvent = EventHead & EventBody;

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
  readonly commandLine: CommandLine;
  readonly clock: Clock;
  readonly state: StateStore;
  readonly secret: (value: string) => Secret<string>;
}

// words/listener.d.ts ListenerSource
export interface ListenerSource {
  readonly name: string;
  open(context: ListenerContext): Listener;
  openFleet?(context: FleetListenerContext): FleetListener;
}

// words/parallel.d.ts limited
export declare function limited<const M extends readonly AnyStage[]>(
  limit: number,
  group: Parallel<M>,
): Parallel<M>;

// words/parallel.d.ts parallel
export declare function parallel<const M extends readonly AnyStage[]>(...members: M): Parallel<M>;
export declare function parallel<const M extends readonly unknown[]>(...members: Members<M>): never;

// words/parallel.d.ts when
export declare function when<const S>(
  condition: boolean | ((ctx: StageContext) => boolean | Promise<boolean>),
  stage: Skippable<S>,
): S;

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
    readonly hintFor?: (text: string) => string | undefined;
  },
): TextParam;

// words/pipeline.d.ts Pipeline
export interface Pipeline<Name extends string = string, Provided extends string = string> {
  readonly name: Name;
  readonly describe: string;
  readonly elements: readonly Element[];
  readonly stages: readonly AnyStage[];
  readonly params: Params;
  readonly hash: string;
  readonly provided?: Provided;
}

// words/pipeline.d.ts definePipeline
export declare function definePipeline<const Name extends string, const S extends readonly unknown[]>(
  name: Name,
  stages: Ordered<S>,
  options?: {
    readonly describe?: string;
  },
): Pipeline<Name, ProvidedId<S>>;

// words/planned.d.ts PlannedEffect
export interface PlannedEffect {
  readonly effect: string;
  readonly target?: string | undefined;
  readonly describe: string;
}

// words/secret.d.ts Secret
export declare class Secret<T> {
  constructor(value: T);
  reveal(): T;
  toString(): string;
  toJSON(): string;
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
  const F extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
  Given extends string = never,
>(spec: Spec<Name, N, P, Q, R, U, F, Given> & Checked<Given>): Stage<Name, N[keyof N], P[keyof P]>;

// --- What that mentions ---

// words/dynamic.d.ts DynamicList
export interface DynamicList extends ReadonlyArray<Element> {
  readonly checked: 'when it runs';
}

// words/near-name.d.ts DidYouMean
export type DidYouMean<Word extends string, Known extends string> = [OneSlip<Word, Known>] extends [never]
  ? [SameStart<Word, Known>] extends [never]
    ? Word extends keyof OtherWords
      ? Suggest<Extract<OtherWords[Word], Known>>
      : ''
    : Suggest<SameStart<Word, Known>>
  : Suggest<OneSlip<Word, Known>>;

// words/near-name.d.ts IsOneSlip
type IsOneSlip<Rest extends [string, string]> = Rest extends ['', '']
  ? true
  : [WithoutFirstLetter<Rest[0]>] extends [Rest[1]]
    ? true
    : [Rest[0]] extends [WithoutFirstLetter<Rest[1]>]
      ? true
      : [WithoutFirstLetter<Rest[0]>] extends [WithoutFirstLetter<Rest[1]>]
        ? true
        : Rest extends [`${infer X}${infer Y}${infer TailA}`, `${infer V}${infer W}${infer TailB}`]
          ? [X, Y, TailA] extends [W, V, TailB]
            ? true
            : false
          : false;

// words/near-name.d.ts OneSlip
type OneSlip<Word extends string, Known extends string> = Known extends Known
  ? IsOneSlip<Unlike<Lowercase<Word>, Lowercase<Known>>> extends true
    ? Known
    : never
  : never;

// words/near-name.d.ts OtherWords
interface OtherWords {
  readonly inputs: 'needs';
  readonly requires: 'needs';
  readonly dependsOn: 'needs';
  readonly outputs: 'provides';
  readonly title: 'describe';
  readonly id: 'name';
  readonly execute: 'run';
  readonly apply: 'run';
  readonly rollback: 'undo';
  readonly revert: 'undo';
  readonly cleanup: 'undo';
  readonly dryRun: 'plan';
  readonly check: 'verifies';
  readonly options: 'params';
  readonly args: 'params';
}

// words/near-name.d.ts SameStart
type SameStart<Word extends string, Known extends string> = Known extends `${Start<Word>}${string}`
  ? Known
  : never;

// words/near-name.d.ts Start
type Start<A extends string> = A extends `${infer W}${infer X}${infer Y}${infer Z}${string}`
  ? Uncapitalize<`${W}${X}${Y}${Z}`>
  : '\n';

// words/near-name.d.ts Suggest
type Suggest<Known extends string> = ` (did you mean '${Known}'?)`;

// words/near-name.d.ts Unlike
type Unlike<A extends string, B extends string> = A extends `${infer Head}${infer TailA}`
  ? B extends `${Head}${infer TailB}`
    ? Unlike<TailA, TailB>
    : [A, B]
  : [A, B];

// words/near-name.d.ts WithoutFirstLetter
type WithoutFirstLetter<A extends string> = A extends `${string}${infer Rest}` ? Rest : '\n';

// words/ordered-names.d.ts Empty
export type Empty = {};

// words/ordered-names.d.ts Exactly
type Exactly<Name extends string, All> =
  Empty extends Readonly<Record<Name, 0>>
    ? never
    : Name extends Name
      ? [All] extends [Name]
        ? Name
        : never
      : never;

// words/ordered-names.d.ts IsFirst
type IsFirst<
  S extends readonly unknown[],
  K,
  Names,
  At extends readonly unknown[] = [],
> = `${At['length']}` extends K
  ? true
  : [Extract<NamesOf<S[At['length']]>, Names>] extends [never]
    ? At['length'] extends S['length']
      ? true
      : IsFirst<S, K, Names, [...At, unknown]>
    : false;

// words/ordered-names.d.ts IsOne
type IsOne<K, All> = K extends K ? ([All] extends [K] ? true : false) : never;

// words/ordered-names.d.ts NamesOf
export type NamesOf<E> =
  E extends Parallel<infer M>
    ? NamesOf<M[number]>
    : E extends {
          readonly kind: 'stage';
          readonly name: infer Name extends string;
        }
      ? Exactly<Name, Name>
      : never;

// words/ordered-names.d.ts Repeated
type Repeated<Places> = {
  readonly [Name in keyof Places]: IsOne<Places[Name], Places[Name]> extends true ? never : Name;
}[keyof Places];

// words/ordered-names.d.ts SharedNames
export type SharedNames<S extends readonly unknown[]> = Repeated<{
  readonly [K in keyof S as K extends `${number}` ? NamesOf<S[K]> : never]: K;
}>;

// words/ordered-names.d.ts UniqueName
export type UniqueName<S extends readonly unknown[], K, Shared, Found> = [
  Extract<NamesOf<S[K & keyof S]>, Shared>,
] extends [never]
  ? Found
  : IsFirst<S, K, Extract<NamesOf<S[K & keyof S]>, Shared>> extends true
    ? Found
    : `two stages are named '${Extract<NamesOf<S[K & keyof S]>, Shared> & string}'`;

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

// words/ordered.d.ts ElementOrFault
type ElementOrFault<E, Have, All> =
  E extends Parallel<infer M> ? GroupOrFault<E, M, Have, All> : StageOrFault<E, Have, never, All>;

// words/ordered.d.ts GroupFaults
type GroupFaults<M extends readonly AnyStage[], Have, All> = {
  [K in keyof M]: Extract<StageOrFault<M[K], Have, ProvidedBy<Parallel<M>>, All>, string>;
}[number];

// words/ordered.d.ts GroupOrFault
type GroupOrFault<E, M extends readonly AnyStage[], Have, All> = number extends M['length']
  ? 'a group needs a fixed number of members: write them out, not as a spread array variable'
  : [SharedBy<M>] extends [never]
    ? [GroupFaults<M, Have, All>] extends [never]
      ? E
      : GroupFaults<M, Have, All>
    : SharedBy<M>;

// words/ordered.d.ts IdOf
type IdOf<A> = A extends {
  readonly id: infer Id extends string;
}
  ? Id
  : never;

// words/ordered.d.ts ListOrFaults
type ListOrFaults<S extends readonly unknown[], B extends readonly unknown[], Shared> = {
  [K in keyof S]: K extends keyof B
    ? [Shared] extends [never]
      ? ElementOrFault<S[K], B[K], S>
      : UniqueName<S, K, Shared, ElementOrFault<S[K], B[K], S>>
    : S[K];
};

// words/ordered.d.ts Missing
type Missing<N, Have> = N extends AnyArtifact ? (N['id'] extends keyof Have ? never : N) : never;

// words/ordered.d.ts Ordered
export type Ordered<S extends readonly unknown[]> = number extends S['length']
  ? S extends DynamicList
    ? S
    : readonly 'a pipeline needs a list of fixed length: write the stages as a literal list, or give dynamic(list), which is checked when it runs'[]
  : ListOrFaults<S, Before<S>, SharedNames<S>>;

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
  ? [Extract<NamesOf<Head>, NamesOf<Rest[number]>>] extends [never]
    ? [Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>] extends [never]
      ? SharedBy<Rest>
      : `stages '${Head['name']}' and '${ProviderOf<Rest, Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>>}' of one group both provide '${Extract<IdOf<ProvidedBy<Head>>, IdOf<ProvidedBy<Parallel<Rest>>>>}'`
    : `two stages are named '${Head['name']}'`
  : never;

// words/ordered.d.ts StageOrFault
type StageOrFault<E, Have, Siblings, All> =
  E extends Stage<infer Name, infer N, infer P>
    ? [Missing<N, Have>] extends [never]
      ? [Clash<N, Have>] extends [never]
        ? [Extract<IdOf<P>, keyof Have>] extends [never]
          ? E
          : Twice<Name, Extract<IdOf<P>, keyof Have>, All>
        : `stage '${Name}' needs '${IdOf<Clash<N, Have>>}' as another type than '${ProviderOf<All, IdOf<Clash<N, Have>>>}' provides it`
      : Unmet<Name, IdOf<Missing<N, Have>>, IdOf<Siblings>, All>
    : 'only stages and groups can stand here: give what stage(…), parallel(…) or when(…) returned';

// words/ordered.d.ts Twice
type Twice<
  Name extends string,
  Id extends string,
  All,
> = `stage '${Name}' provides '${Id}', which '${Exclude<ProviderOf<All, Id>, Name>}' provides already`;

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

// words/parallel.d.ts GROUP_IN_GROUP
export declare const GROUP_IN_GROUP =
  'a group cannot be a member of a group: list its stages in the outer group, or put one group after the other';

// words/parallel.d.ts Members
type Members<M extends readonly unknown[]> = {
  readonly [K in keyof M]: M[K] extends AnyStage
    ? M[K]
    : M[K] extends Parallel<readonly AnyStage[]>
      ? typeof GROUP_IN_GROUP
      : typeof ONLY_STAGES;
};

// words/parallel.d.ts ONLY_STAGES
export declare const ONLY_STAGES =
  'only stages can be members of a group: give what stage(\u2026) or when(\u2026) returned';

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
type Skippable<S> = S extends AnyStage
  ? [S['provides'][number]] extends [never]
    ? S
    : `stage '${S['name']}' provides '${S['provides'][number]['id']}', so it cannot be skipped: later stages may rely on it`
  : 'only a stage can be left out: put when(…) around each stage of a group';

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
  readonly hintFor?: ((text: string) => string | undefined) | undefined;
}

// words/param.d.ts ValueOfParam
type ValueOfParam<P> = P extends FlagParam ? boolean : string | undefined;

// words/pipeline.d.ts ProvidedId
type ProvidedId<S extends readonly unknown[]> = number extends S['length']
  ? string
  : ProvidedBy<S[number]>['id'];

// words/planned.d.ts TrafficCost
export interface TrafficCost {
  readonly says: string;
  readonly interrupts: boolean;
}

// words/reading-context.d.ts NO_EFFECT
export declare const NO_EFFECT =
  "a stage that only looks has no effect: give it 'undo', or 'irreversible' with the reason why its change is kept";

// words/reading-context.d.ts ReadingContext
export interface ReadingContext<P extends Params = Params> extends StageContext<P> {
  effect<T>(id: typeof NO_EFFECT, effect: Effect<T>): typeof NO_EFFECT;
}

// words/stage.d.ts AnySpec
type AnySpec = Spec<string, NeedMap, ArtifactMap, Params, unknown, unknown, unknown, never>;

// words/stage.d.ts ArtifactMap
type ArtifactMap = Readonly<Record<string, AnyArtifact>>;

// words/stage.d.ts Awaitable
export type Awaitable<T> = T | Promise<T>;

// words/stage.d.ts Checked
type Checked<Given extends string> = {
  readonly [K in Given]?: K extends keyof AnySpec
    ? Useful<K, Given>
    : `a stage has no property '${K}'${DidYouMean<K, keyof AnySpec>}`;
} & {
  readonly [K in Given & UndoProperty]: {};
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
type Mutates<Given> = [Extract<Given, UndoProperty>] extends [never] ? false : true;

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
type RunContext<Given, Q extends Params> = Mutates<Given> extends true ? EffectContext<Q> : ReadingContext<Q>;

// words/stage.d.ts Spec
interface Spec<Name extends string, N, P, Q extends Params, R, U, F, Given> {
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
  readonly beside?: 'undo' extends Given ? boolean : "'beside' is for a stage with 'undo'";
  readonly irreversible?: 'undo' extends Given
    ? "a stage has either 'undo' or 'irreversible', not both"
    : string;
  readonly needsPerson?: 'irreversible' extends Given
    ? boolean
    : "'needsPerson' is for a stage with 'irreversible'";
  plan?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<readonly PlannedEffect[]>;
  foresee?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<F>;
  traffic?(known: Partial<Inputs<NoInfer<N>>>, ctx: StageContext<Q>): Awaitable<TrafficCost | undefined>;
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
  readonly beside: boolean;
  readonly verifies: boolean;
  readonly skip: ((ctx: StageContext) => Awaitable<string | undefined>) | undefined;
  readonly run: (inputs: object, ctx: EffectContext) => Awaitable<unknown>;
  readonly plan: ((inputs: object, ctx: StageContext) => Awaitable<readonly PlannedEffect[]>) | undefined;
  readonly foresee: ((inputs: object, ctx: StageContext) => Awaitable<unknown>) | undefined;
  readonly traffic: ((known: object, ctx: StageContext) => Awaitable<TrafficCost | undefined>) | undefined;
  readonly observe: ((inputs: object, ctx: StageContext) => Promise<Observation<unknown>>) | undefined;
  readonly undo:
    | ((outputs: object | undefined, inputs: object, ctx: StageContext) => Awaitable<unknown>)
    | undefined;
}

// words/stage.d.ts UndoProperty
type UndoProperty = 'undo' | 'irreversible';

// words/stage.d.ts Useful
type Useful<K extends string, Given> = K extends 'plan' | 'traffic' | 'observe'
  ? Mutates<Given> extends true
    ? unknown
    : `'${K}' is for a stage that changes something: one with 'undo' or 'irreversible'`
  : unknown;
