/** A stage is a named step: what it needs, what it provides, and how it runs. Its type is its wiring, and is checked by `definePipeline`. */
import type { AnyArtifact, Artifact, Need, OptionalNeed } from './artifact.ts';
import type { EffectContext, StageContext } from './context.ts';
import type { Observation } from './effect.ts';
import type { Params } from './param.ts';

type Awaitable<T> = T | Promise<T>;
type NeedMap = Readonly<Record<string, Need>>;
type ArtifactMap = Readonly<Record<string, AnyArtifact>>;
// oxlint-disable-next-line typescript/no-empty-object-type -- the empty map is what a stage without needs has
type Nothing = {};

/** The values a stage is given, under the names its `needs` chose. */
export type Inputs<N> = {
  readonly [K in keyof N]: N[K] extends Artifact<string, infer T>
    ? T
    : N[K] extends OptionalNeed<Artifact<string, infer T>>
      ? T | undefined
      : never;
};

/** The values a stage returns, under the names its `provides` chose. */
export type Outputs<P> = { readonly [K in keyof P]: P[K] extends Artifact<string, infer T> ? T : never };

/** What `run` may return. Deeply readonly, because the engine stores a copy and the author's literals are inferred as constants. */
type Returned<P> = keyof P extends never ? void | Nothing : DeepReadonly<Outputs<P>>;
/** What `undo` may return: the artifacts that are true again. */
type Restored<P> = void | Partial<DeepReadonly<Outputs<P>>>;
type DeepReadonly<T> = unknown extends T ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** How a stage is tried again. Only errors marked `transient` are. */
export interface Retry {
  /** Tries after the first. */
  readonly retries: number;
  /** Wait before the second try, in ms; doubles each time. Default 1,000. */
  readonly minDelayMs?: number;
  /** Longest wait, in ms. Default 30,000. */
  readonly maxDelayMs?: number;
}

/** One change a stage would make, as `plan` shows it. */
export interface PlannedEffect {
  readonly effect: string;
  readonly describe: string;
}

interface SpecBase<Name extends string, N, P, Q extends Params> {
  /** `plugin.verb`; unique in a pipeline. */
  readonly name: Name;
  /** One line for people. */
  readonly describe?: string;
  readonly needs?: N;
  readonly provides?: P;
  readonly params?: Q;
  readonly retry?: Retry;
  /** Limit of one try, in ms. Default 15 minutes. */
  readonly timeoutMs?: number;
}

interface Mutating<N, Q extends Params, R> {
  run(inputs: Inputs<NoInfer<N>>, ctx: EffectContext<Q>): Awaitable<R>;
  /** Lists what `run` would change, reading only. */
  plan?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<readonly PlannedEffect[]>;
  /** Says whether the stage's change stands; asked after `undo`, to prove it. */
  observe?(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Promise<Observation<unknown>>;
}

/** A stage that changes the world and can take it back. */
export interface UndoableSpec<Name extends string, N, P, Q extends Params, R, U>
  extends SpecBase<Name, N, P, Q>, Mutating<N, Q, R> {
  /**
   * Takes the change back; doing it twice is harmless. `outputs` is undefined when the stage did not finish.
   * Returns the artifacts that are true now, so that the verifying stages can look at what was put back.
   */
  undo(
    outputs: Outputs<NoInfer<P>> | undefined,
    inputs: Inputs<NoInfer<N>>,
    ctx: StageContext<Q>,
  ): Awaitable<U>;
  readonly irreversible?: undefined;
  readonly verifies?: undefined;
}

/** A stage that changes the world in a way that is kept, and says why. */
export interface IrreversibleSpec<Name extends string, N, P, Q extends Params, R>
  extends SpecBase<Name, N, P, Q>, Mutating<N, Q, R> {
  /** Why the change is kept when the run fails. */
  readonly irreversible: string;
  /** True when a failed run must not leave this change to itself: the run then ends with exit code 4. Default false: the change is harmless. */
  readonly needsPerson?: boolean;
  readonly undo?: undefined;
  readonly verifies?: undefined;
}

/** A stage that only looks: its context has no `effect`. */
export interface ReadOnlySpec<Name extends string, N, P, Q extends Params, R> extends SpecBase<
  Name,
  N,
  P,
  Q
> {
  run(inputs: Inputs<NoInfer<N>>, ctx: StageContext<Q>): Awaitable<R>;
  /** True for a stage that proves the outcome: after an undo it runs again on what the undo put back. */
  readonly verifies?: boolean;
  readonly undo?: undefined;
  readonly irreversible?: undefined;
}

/** What the engine runs: the spec with its types erased. */
export interface StageBody {
  readonly describe: string;
  readonly needs: NeedMap;
  readonly provides: ArtifactMap;
  readonly params: Params;
  readonly retry: Retry | undefined;
  readonly timeoutMs: number;
  readonly mode: 'read-only' | 'undoable' | 'irreversible';
  /** Why its change is kept, for an irreversible stage. */
  readonly irreversible: string | undefined;
  readonly needsPerson: boolean;
  readonly verifies: boolean;
  /** When it returns a reason, the stage is skipped with it. */
  readonly skip: ((ctx: StageContext) => Awaitable<string | undefined>) | undefined;
  readonly run: (inputs: object, ctx: EffectContext) => Awaitable<unknown>;
  readonly plan: ((inputs: object, ctx: StageContext) => Awaitable<readonly PlannedEffect[]>) | undefined;
  readonly observe: ((inputs: object, ctx: StageContext) => Promise<Observation<unknown>>) | undefined;
  readonly undo:
    | ((outputs: object | undefined, inputs: object, ctx: StageContext) => Awaitable<unknown>)
    | undefined;
}

/** A stage as a pipeline sees it. Written as a return type it is the documentation: `Stage<'fly.release', typeof image, typeof release>`. */
export interface Stage<Name extends string, Needs extends Need, Provides extends AnyArtifact> {
  readonly kind: 'stage';
  readonly name: Name;
  readonly needs: readonly Needs[];
  readonly provides: readonly Provides[];
  readonly body: StageBody;
}

/** Some stage. */
export type AnyStage = Stage<string, Need, AnyArtifact>;

const DEFAULT_TIMEOUT_MS = 15 * 60_000;

/**
 * Defines a stage.
 *
 * A stage that declares neither `undo` nor `irreversible` is read-only: its context has no `effect`.
 *
 * @example
 * const greet = stage({
 *   name: 'demo.greet',
 *   provides: { greeting },
 *   run: () => ({ greeting: 'hello' }),
 * });
 */
export function stage<
  const Name extends string,
  N extends NeedMap = Nothing,
  P extends ArtifactMap = Nothing,
  Q extends Params = Nothing,
  const R extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
  const U extends Restored<NoInfer<P>> = Restored<NoInfer<P>>,
>(spec: UndoableSpec<Name, N, P, Q, R, U>): Stage<Name, N[keyof N], P[keyof P]>;
export function stage<
  const Name extends string,
  N extends NeedMap = Nothing,
  P extends ArtifactMap = Nothing,
  Q extends Params = Nothing,
  const R extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
>(spec: IrreversibleSpec<Name, N, P, Q, R>): Stage<Name, N[keyof N], P[keyof P]>;
export function stage<
  const Name extends string,
  N extends NeedMap = Nothing,
  P extends ArtifactMap = Nothing,
  Q extends Params = Nothing,
  const R extends Returned<NoInfer<P>> = Returned<NoInfer<P>>,
>(spec: ReadOnlySpec<Name, N, P, Q, R>): Stage<Name, N[keyof N], P[keyof P]>;
export function stage(given: object): AnyStage {
  const spec = given as ErasedSpec;
  const needs = spec.needs ?? {};
  const provides = spec.provides ?? {};
  return {
    kind: 'stage',
    name: spec.name,
    needs: Object.values(needs),
    provides: Object.values(provides),
    body: {
      describe: spec.describe ?? spec.name,
      needs,
      provides,
      params: spec.params ?? {},
      retry: spec.retry,
      timeoutMs: spec.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      mode:
        spec.undo !== undefined ? 'undoable' : spec.irreversible !== undefined ? 'irreversible' : 'read-only',
      irreversible: spec.irreversible,
      needsPerson: spec.needsPerson ?? false,
      verifies: spec.verifies ?? false,
      skip: undefined,
      run: spec.run,
      plan: spec.plan,
      observe: spec.observe,
      undo: spec.undo,
    },
  };
}

/** The three kinds of spec, seen from inside, where their types no longer matter. */
interface ErasedSpec extends SpecBase<string, NeedMap, ArtifactMap, Params> {
  readonly irreversible?: string | undefined;
  readonly needsPerson?: boolean | undefined;
  readonly verifies?: boolean | undefined;
  readonly run: StageBody['run'];
  readonly plan?: StageBody['plan'];
  readonly observe?: StageBody['observe'];
  readonly undo?: StageBody['undo'];
}
